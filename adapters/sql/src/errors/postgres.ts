import type { AdapterErrorCode } from '@strongroom/core-types'
import type { Explanation } from '../driver.ts'

/**
 * SQLSTATEs, or their class, and what they mean here; the first that fits. Titles are those of PostgreSQL's manual,
 * appendix A. The adapter checks values before it sends them, so a type or NOT NULL that fails is the table's fault.
 */
export const codes: readonly (readonly [state: string, code: AdapterErrorCode, title: string])[] = [
  ['08', 'unavailable', 'Class 08 — Connection Exception'],
  ['22', 'invalid-input', 'Class 22 — Data Exception'],
  ['23502', 'schema', 'Class 23 — not_null_violation'],
  ['23503', 'reference', 'Class 23 — foreign_key_violation'],
  ['23505', 'duplicate', 'Class 23 — unique_violation'],
  ['23P01', 'duplicate', 'Class 23 — exclusion_violation'],
  // A check of the application's own.
  ['23', 'invalid-input', 'Class 23 — Integrity Constraint Violation'],
  ['25006', 'unavailable', 'Class 25 — read_only_sql_transaction'],
  // The server has ended the connection, as in class 57.
  ['25P03', 'unavailable', 'Class 25 — idle_in_transaction_session_timeout'],
  ['25P04', 'unavailable', 'Class 25 — transaction_timeout'],
  ['28', 'unavailable', 'Class 28 — Invalid Authorization Specification'],
  ['3D', 'schema', 'Class 3D — Invalid Catalog Name'],
  ['3F', 'schema', 'Class 3F — Invalid Schema Name'],
  ['40', 'unavailable', 'Class 40 — Transaction Rollback'],
  ['42', 'schema', 'Class 42 — Syntax Error or Access Rule Violation'],
  ['53', 'unavailable', 'Class 53 — Insufficient Resources'],
  // An index entry that is too large, among others.
  ['54', 'invalid-input', 'Class 54 — Program Limit Exceeded'],
  ['55P03', 'unavailable', 'Class 55 — lock_not_available'],
  ['57', 'unavailable', 'Class 57 — Operator Intervention'],
  ['58', 'unavailable', 'Class 58 — System Error'],
]

// What Node's sockets and resolver report (https://nodejs.org/api/errors.html), and pg in words alone.
const socket = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ERR_(SOCKET|SSL|TLS)|CERT_|SELF_SIGNED)/
const lost =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|not queryable|after calling end on the pool|connection error|server does not support SSL/i

/** What an error of pg means. */
export function explain(error: unknown): Explanation {
  const state = stateOf(error)
  if (state === undefined) {
    const message = error instanceof Error ? error.message : ''
    return {
      code: socket.test(message) || socket.test(codeOf(error)) || lost.test(message) ? 'unavailable' : 'internal',
    }
  }
  const code = codes.find(([prefix]) => state.startsWith(prefix))?.[1] ?? 'internal'
  if (code !== 'duplicate') return { code }
  const { constraint, detail } = error as { constraint?: unknown; detail?: unknown }
  return { code, constraint: typeof constraint === 'string' ? constraint : undefined, columns: columnsOf(detail) }
}

/**
 * Whether a named statement was refused before it ran: `lost` when a pooler gave the connection to somebody else
 * between, `stale` when a column's type changed under its plan.
 */
export function preparedFailure(error: unknown): 'lost' | 'stale' | undefined {
  const state = stateOf(error)
  // duplicate_prepared_statement, invalid_sql_statement_name
  if (state === '42P05' || state === '26000') return 'lost'
  return state === '0A000' && Reflect.get(error as object, 'routine') === 'RevalidateCachedQuery' ? 'stale' : undefined
}

function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code : ''
}

function stateOf(error: unknown): string | undefined {
  const code = codeOf(error)
  return /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E') ? code : undefined
}

/** The detail reads, in the server's language, "Key (column, …)=(value, …) exists"; only the columns are taken. */
function columnsOf(detail: unknown): string[] | undefined {
  const list = typeof detail === 'string' ? /\(([^()]*)\)=\(/.exec(detail)?.[1] : undefined
  return list?.split(', ').map((name) => name.replace(/^"|"$/g, '').replaceAll('""', '"'))
}
