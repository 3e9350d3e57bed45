import type { EntityName } from './model.ts'

/**
 * - `duplicate`: a unique value is taken
 * - `reference`: the row points to a user that does not exist
 * - `not-found`: an update of something that is not there
 * - `invalid-input`: a value that cannot be stored; nothing was written
 * - `conflict`: what was to be changed has changed meanwhile
 * - `unavailable`: the database cannot answer now; trying later may work
 * - `schema`: the database is not what the adapter was told it is
 * - `internal`: anything else
 */
export type AdapterErrorCode =
  | 'duplicate'
  | 'reference'
  | 'not-found'
  | 'invalid-input'
  | 'conflict'
  | 'unavailable'
  | 'schema'
  | 'internal'

/** Where an error happened. */
export interface AdapterErrorDetails {
  /** The adapter's method, or `migrate`, `check`, … */
  operation?: string | undefined
  entity?: EntityName | undefined
  /** The field's name in the model, not the column's. */
  field?: string | undefined
  /** The driver's error. Only names and codes of it are kept. */
  cause?: unknown
}

// Everything else a driver's error carries may hold values: message, detail, parameters, the statement.
const safe = ['name', 'code', 'errno', 'sqlState', 'constraint', 'table', 'column'] as const

function redact(error: unknown): object | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const kept: Record<string, string | number> = {}
  for (const property of safe) {
    const value: unknown = Reflect.get(error, property)
    if (typeof value === 'string' || typeof value === 'number') kept[property] = value
  }
  return kept
}

/**
 * The one error that an adapter throws. The message names the offender and the fix and holds no value;
 * `cause` holds names and codes of the driver's error, never its message, so logging the error is safe.
 */
export class AdapterError extends Error {
  override readonly name = 'AdapterError'
  readonly code: AdapterErrorCode
  readonly operation: string | undefined
  readonly entity: EntityName | undefined
  readonly field: string | undefined

  /**
   * @param code the kind of failure, to switch on
   * @param message names the offender and the fix; without values
   */
  constructor(code: AdapterErrorCode, message: string, details: AdapterErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: redact(details.cause) })
    this.code = code
    this.operation = details.operation
    this.entity = details.entity
    this.field = details.field
  }
}

const messages: Readonly<Record<AdapterErrorCode, (entity: string, field: string | undefined) => string>> = {
  duplicate: (entity, field) => `another ${entity} has this ${field ?? 'value'} already.`,
  reference: () => 'there is no user with this userId.',
  'not-found': (entity) => `there is no such ${entity}.`,
  'invalid-input': (entity) => `the database refused a value of ${entity}.`,
  conflict: (entity, field) => `the ${field ?? entity} has changed meanwhile. Read it again.`,
  unavailable: () => 'the database cannot answer now. Trying again may work.',
  schema: (entity) => `what stores ${entity} is not what the schema says. Run migrate, or check to see what differs.`,
  internal: () => 'the database failed.',
}

/** An error in the words that every adapter uses. */
export function failure(
  code: AdapterErrorCode,
  operation: string,
  { entity }: { readonly entity: EntityName },
  field?: string,
  cause?: unknown,
): AdapterError {
  return new AdapterError(code, `${operation}: ${messages[code](entity, field)}`, { operation, entity, field, cause })
}

/** Something worth telling that stops nothing, given to the `onWarning` option. Holds no value. */
export interface AdapterWarning {
  code: 'undeclared-field' | 'adjusted-value' | 'cleanup-failed'
  message: string
  operation: string
  entity: EntityName
  field?: string
}
