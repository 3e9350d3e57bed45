import type { AdapterErrorCode } from '@strongroom/core-types'
import type { Explanation } from '../driver.ts'

/**
 * SQLite's result codes (https://www.sqlite.org/rescode.html), the longest prefix first, and what they mean here.
 * The adapter checks values before it sends them, so a type or NOT NULL that fails is the table's fault.
 */
export const codes: readonly (readonly [prefix: string, code: AdapterErrorCode])[] = [
  ['SQLITE_CONSTRAINT_UNIQUE', 'duplicate'],
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'duplicate'],
  ['SQLITE_CONSTRAINT_ROWID', 'duplicate'],
  ['SQLITE_CONSTRAINT_FOREIGNKEY', 'reference'],
  ['SQLITE_CONSTRAINT_NOTNULL', 'schema'],
  ['SQLITE_CONSTRAINT_DATATYPE', 'schema'],
  // A CHECK or a trigger of the application's own.
  ['SQLITE_CONSTRAINT', 'invalid-input'],
  ['SQLITE_TOOBIG', 'invalid-input'],
  ['SQLITE_MISMATCH', 'schema'],
  ['SQLITE_SCHEMA', 'schema'],
  ['SQLITE_BUSY', 'unavailable'],
  ['SQLITE_LOCKED', 'unavailable'],
  ['SQLITE_IOERR', 'unavailable'],
  ['SQLITE_CANTOPEN', 'unavailable'],
  ['SQLITE_FULL', 'unavailable'],
  ['SQLITE_NOMEM', 'unavailable'],
  ['SQLITE_READONLY', 'unavailable'],
  ['SQLITE_PROTOCOL', 'unavailable'],
  ['SQLITE_INTERRUPT', 'unavailable'],
]

// SQLite has no codes for these. The last two: what a foreign key or an upsert leans on is not unique.
const unlikeTheSchema = /^no such |has no column named|^foreign key mismatch|^ON CONFLICT clause does not match/

/** What an error of better-sqlite3 means. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof Error)) return { code: 'internal' }
  const { message } = error
  // The driver's own words for a closed or busy connection; such errors have no code.
  if (error instanceof TypeError && /database connection is (not open|busy)/.test(message))
    return { code: 'unavailable' }
  const result: unknown = Reflect.get(error, 'code')
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
