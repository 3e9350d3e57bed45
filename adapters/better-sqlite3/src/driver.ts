import { type SqlDriver, type SqlRow, type SqlTransaction, type Statement, sqlite } from '@strongroom/sql'
import { explain } from './errors.ts'

/** The part of better-sqlite3's `Database` that the adapter uses. */
export interface Database {
  prepare(text: string): PreparedStatement
}

/** The part of better-sqlite3's `Statement` that the adapter uses. */
export interface PreparedStatement {
  readonly reader: boolean
  readonly readonly: boolean
  raw(toggle?: boolean): unknown
  safeIntegers(toggle?: boolean): unknown
  get(...params: unknown[]): unknown
  all(...params: unknown[]): unknown[]
  run(...params: unknown[]): { changes: number }
}

/** A driver over an open database. Prepares each statement once. */
export function driverOf(database: Database): SqlDriver {
  const prepared = new WeakMap<Statement, PreparedStatement>()
  const prepare = (statement: Statement): PreparedStatement => {
    const known = prepared.get(statement)
    if (known !== undefined) return known
    const made = database.prepare(statement.text)
    if (made.reader) {
      made.raw(true)
      // Whatever the application chose for its own statements: ours read numbers.
      made.safeIntegers(false)
    }
    prepared.set(statement, made)
    return made
  }

  const command = (text: string): void => void database.prepare(text).run()

  const transaction: SqlTransaction = {
    dialect: sqlite,
    get(statement, params) {
      const made = prepare(statement)
      // `get` stops at the first row, before a statement that writes commits, and does not hear of a commit that fails.
      return (made.readonly ? made.get(params) : made.all(params)[0]) as SqlRow | undefined
    },
    all: (statement, params) => prepare(statement).all(params) as SqlRow[],
    run: (statement, params) => prepare(statement).run(params),
    explain,
    commit: () => command(sqlite.exclusive.commit),
    rollback: () => command(sqlite.exclusive.rollback),
  }
  const begin = (): SqlTransaction => {
    for (const text of sqlite.exclusive.begin) command(text)
    return transaction
  }
  return { ...transaction, begin }
}
