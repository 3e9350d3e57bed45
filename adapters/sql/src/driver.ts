import type { AdapterErrorCode } from '@strongroom/core-types'
import type { Dialect, Exclusive } from './dialect.ts'

/** A value now, or a promise of it: a synchronous driver answers without a tick. */
export type Awaitable<T> = T | Promise<T>

/** A statement whose text never changes. Drivers may keep what they prepare by the object's identity. */
export interface Statement {
  /**
   * For logs; made of letters, digits and underscores. Statements of `migrate` and `check` share one, as do adapters
   * on one connection, so a driver that prepares by name adds a hash of the text.
   */
  readonly name: string
  readonly text: string
}

/** A row: values by position, in the order of the statement's columns. */
export type SqlRow = readonly unknown[]

/** What a driver's error means. */
export interface Explanation {
  readonly code: AdapterErrorCode
  /** The violated constraint, by name. */
  readonly constraint?: string | undefined
  /** The columns of the violated constraint, where the driver tells them instead. */
  readonly columns?: readonly string[] | undefined
  /** A sentence for the message, where the code does not say what to do. */
  readonly hint?: string | undefined
}

/** What a SQL database driver must offer: about forty lines each. */
export interface SqlDriver {
  readonly dialect: Dialect
  /** Rows come by column name, so that every selected column needs a name of its own. */
  readonly namedRows?: boolean
  /** The first row, or `undefined`. */
  get(statement: Statement, params: readonly unknown[]): Awaitable<SqlRow | undefined>
  all(statement: Statement, params: readonly unknown[]): Awaitable<readonly SqlRow[]>
  /**
   * For statements that answer no rows. `changes` counts the rows written or deleted; where a server counts only rows
   * that became different, that will do. `insertId` is the id that the database made in this statement.
   */
  run(statement: Statement, params: readonly unknown[]): Awaitable<{ changes: number; insertId?: unknown }>
  /** The engine's error table. */
  explain(error: unknown): Explanation
  /** Everything is part of a transaction of the caller's. */
  readonly withinTransaction?: boolean
  /**
   * Starts work on a connection of its own where there are several: a transaction that excludes other writers, when
   * nothing else is said.
   */
  begin(how?: Exclusive): Awaitable<SqlTransaction>
}

/** A driver bound to one transaction. */
export interface SqlTransaction extends Omit<SqlDriver, 'begin'> {
  commit(): Awaitable<void>
  rollback(): Awaitable<void>
}
