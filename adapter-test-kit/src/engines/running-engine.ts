import type { EngineId } from './catalogue.ts'
import type { EngineImage } from './resolve.ts'

export interface StartOptions {
  /**
   * Keeps data and port through `kill` and `restart`: data on a volume, flushed as in production, and a fixed port.
   * Without it data is on tmpfs, and a restart begins with an empty database on another port.
   */
  readonly durable?: boolean
  /** Where progress lines go, without credentials. Default: standard error. */
  readonly log?: (line: string) => void
}

/** A database server in a container. */
export interface RunningEngine {
  readonly id: EngineId
  /**
   * Where it listens, with user and password: for a driver, never for a log. Absent from JSON and from what
   * `console.log` shows. Unless the engine is durable, read it anew after `restart`.
   */
  readonly url: string
  /** As the server itself gives it: `18.1`; for PgBouncer `1.18.0 (PostgreSQL 15.13)`. */
  readonly version: string
  readonly image: EngineImage
  /** Removes the container and its data. May be called twice, and in any state. */
  stop(): Promise<void>
  /** Stops the server in good order if it runs, starts it again, and waits until it answers. */
  restart(): Promise<void>
  /** Freezes every process of the server: connections stay open and nothing answers. */
  pause(): Promise<void>
  unpause(): Promise<void>
  /** Ends the server as a crash does (SIGKILL), and waits until it is gone. `restart` brings it back. */
  kill(): Promise<void>
}
