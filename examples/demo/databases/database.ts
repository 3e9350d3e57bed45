import type { Target } from '@strongroom/adapter-test-kit'
import type { Adapter } from '@strongroom/core-types'

/** A row as the database's driver gives it. */
export type Row = Readonly<Record<string, unknown>>

/** The tables in the order to show them. */
export const tables = ['users', 'accounts', 'sessions', 'verification_token', 'authenticators'] as const

/** Where a person signs in: an adapter, and a way past it to what is really stored. */
export interface Store {
  readonly adapter: Adapter
  /** The rows of all tables, read with the driver alone. */
  readonly rows: () => Promise<Readonly<Record<string, readonly Row[]>>>
}

/** A database that runs, with empty tables. */
export interface OpenDatabase extends Store {
  /** What the conformance kit judges: the same adapter on a store of its own. */
  readonly target: Target
  readonly close: () => Promise<void>
}

/** A database that the demo can run on. */
export interface DemoDatabase {
  /** As people call it. */
  readonly name: string
  /** Starts what has to be started and creates the tables. */
  readonly open: () => Promise<OpenDatabase>
}
