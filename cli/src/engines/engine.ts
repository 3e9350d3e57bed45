import type { Finding, Migration, MigrationOptions } from '@strongroom/core-types'
import type { Load } from '../load.ts'

/** The options of an adapter that say what its database is like. What they hold, the adapter judges. */
export interface Options {
  readonly schema?: object
  readonly fields?: object
  readonly collections?: object
  readonly ttl?: boolean
  readonly databaseName?: string
}

/** A database that was opened. */
export interface Store {
  check(options: Options): Promise<Finding[]>
  migrate(options: Options & MigrationOptions): Promise<Migration>
  close(): unknown
}

/** What it is opened for. */
export interface Purpose {
  /** Where names of files start. */
  readonly cwd: string
  readonly command: 'check' | 'plan' | 'migrate'
}

/** One kind of database: which packages serve it, and how. */
export interface Engine {
  readonly title: string
  readonly adapter: string
  readonly driver: string
  /** The schemas of published adapters that the adapter exports, as they are written after `--schema`. */
  readonly presets: readonly string[]
  /** The adapter's options that are taken from a config. */
  readonly takes: readonly (keyof Options)[]
  /** Whether statements end with a semicolon, and a column of addresses can have a collation to be mended. */
  readonly sql: boolean
  schema(load: Load, options: Options): Promise<string>
  open(load: Load, url: string, purpose: Purpose): Promise<Store>
}

/** Milliseconds to wait for a connection. */
export const CONNECT_TIMEOUT = 10_000
