import type { AdapterErrorCode } from '@strongroom/core-types'
import type { Explanation } from '../driver.ts'

/**
 * SQLite's result codes (https://www.sqlite.org/rescode.html), the longest prefix first, and what they mean here.
 * The adapter checks values before it sends them, so a type or NOT NULL that fails is the table's fault.
 */
export const codes: readonly (readonly [prefix: string, code: AdapterErrorCode, number: number])[] = [
  ['SQLITE_CONSTRAINT_UNIQUE', 'duplicate', 2067],
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'duplicate', 1555],
  ['SQLITE_CONSTRAINT_ROWID', 'duplicate', 2579],
  ['SQLITE_CONSTRAINT_FOREIGNKEY', 'reference', 787],
  ['SQLITE_CONSTRAINT_NOTNULL', 'schema', 1299],
  ['SQLITE_CONSTRAINT_DATATYPE', 'schema', 3091],
  // A CHECK or a trigger of the application's own.
  ['SQLITE_CONSTRAINT', 'invalid-input', 19],
  ['SQLITE_TOOBIG', 'invalid-input', 18],
  ['SQLITE_MISMATCH', 'schema', 20],
  ['SQLITE_SCHEMA', 'schema', 17],
  ['SQLITE_BUSY', 'unavailable', 5],
  ['SQLITE_LOCKED', 'unavailable', 6],
  ['SQLITE_IOERR', 'unavailable', 10],
  ['SQLITE_CANTOPEN', 'unavailable', 14],
  ['SQLITE_FULL', 'unavailable', 13],
  ['SQLITE_NOMEM', 'unavailable', 7],
  ['SQLITE_READONLY', 'unavailable', 8],
  ['SQLITE_PROTOCOL', 'unavailable', 15],
  ['SQLITE_INTERRUPT', 'unavailable', 9],
]

// SQLite has no codes for these. The last two: what a foreign key or an upsert leans on is not unique.
const unlikeTheSchema = /^no such |has no column named|^foreign key mismatch|^ON CONFLICT clause does not match/

/** The name of a result code, of which better-sqlite3 gives the name and Node's own SQLite the number. */
function resultOf(error: Error): unknown {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown }
  if (typeof errcode !== 'number') return code
  // The low byte of an extended code is the primary one.
  const found =
    codes.find(([, , number]) => number === errcode) ?? codes.find(([, , number]) => number === errcode % 256)
  return found?.[0] ?? (errcode === 1 ? 'SQLITE_ERROR' : code)
}

/** What an error of better-sqlite3 or of Node's own SQLite means. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof Error)) return { code: 'internal' }
  const { message } = error
  // better-sqlite3's own words for a closed or busy connection, without a code; Node's for a closed one, with its own.
  if (error instanceof TypeError && /database connection is (not open|busy)/.test(message))
    return { code: 'unavailable' }
  const result = resultOf(error)
  if (result === 'ERR_INVALID_STATE' && message === 'database is not open') return { code: 'unavailable' }
  if (typeof result !== 'string') return { code: 'internal' }
  if (result === 'SQLITE_ERROR') {
    if (unlikeTheSchema.test(message)) return { code: 'schema' }
    // The application's own transaction on this connection; it ends.
    return { code: message.startsWith('cannot start a transaction') ? 'unavailable' : 'internal' }
  }
  const code = codes.find(([prefix]) => result.startsWith(prefix))?.[1] ?? 'internal'
  return code === 'duplicate' ? { code, constraint: violated(message) } : { code }
}

/** SQLite has no name for a constraint but its columns, "table.column, …"; an index on expressions is "index 'name'". */
function violated(message: string): string {
  const offender = message.slice(message.indexOf(': ') + 2)
  return /^index '(.+)'$/.exec(offender)?.[1] ?? offender
}
