import { AdapterError, type AdapterWarning } from './errors.ts'
import { type EntityFields, type InputField, fieldOf } from './fields.ts'
import { idOf, keyOf } from './keys.ts'
import { checkValue, invalid, mendValue } from './values.ts'

/** A given field's position and its value as the model means it. */
export type GivenValue = readonly [position: number, value: unknown]

/** Told of what was left out or put right. */
export type Warn = (warning: AdapterWarning) => void

type Input = Record<string, unknown>

// Names of undeclared fields come from outside: what was told is remembered up to here.
const MAX_WARNINGS = 200

/** Tells each kind of warning about a field once. */
export function warnOnce(onWarning: Warn = ({ message }) => console.warn(message)): Warn {
  const told = new Set<string>()
  return (warning) => {
    const id = `${warning.code} ${warning.entity} ${warning.field}`
    if (told.has(id) || told.size >= MAX_WARNINGS) return
    told.add(id)
    try {
      onWarning(warning)
    } catch {
      // A listener that fails must not keep anybody from signing in.
      console.warn(warning.message)
    }
  }
}

/** Keys as they are stored, or `undefined` when no row can hold one of them. */
export function keyValues(table: EntityFields, keys: unknown, ...names: readonly string[]): string[] | undefined {
  if (typeof keys !== 'object' || keys === null) return undefined
  const values: string[] = []
  for (const name of names) {
    const { field, key, idType } = fieldOf(table, name)
    const given: unknown = Object.hasOwn(keys, name) ? Reflect.get(keys, name) : undefined
    const value = field.type === 'id' ? idOf(given, idType, key) : keyOf(given, key)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

/** How a new row's values come about, where not by {@link checkValue} alone. */
interface Making {
  readonly check?: typeof checkValue
  /** Makes an id where none is given. */
  readonly generateId?: () => string
}

/** What a new row gets: what is required must be there; what is undeclared is left out and told. */
export function newValues(
  table: EntityFields,
  input: unknown,
  operation: string,
  warn: Warn,
  making: Making = {},
): GivenValue[] {
  const { check = checkValue, generateId } = making
  const object = objectOf(table, input, operation)
  for (const name of undeclaredNames(table, object)) {
    const message = `${operation}: ${undeclared(table, name)} It was left out.`
    warn({ code: 'undeclared-field', message, operation, entity: table.entity, field: name })
  }
  return collect(table, object, (column, value) => {
    const { field, generated } = column
    if (generated) return undefined
    const absent = value === undefined || (value === null && (field.type === 'id' || isDefaulted(field)))
    if (!absent) return check(column, value, operation)
    if (field.type === 'id' && generateId !== undefined) return check(column, generateId(), operation)
    if (field.optional || isDefaulted(field)) return undefined
    throw invalid(column, operation)
  })
}

/** What a linked account gets: as a new row, but a provider's odd values are put right instead of refused. */
export function linkedValues(table: EntityFields, input: unknown, operation: string, warn: Warn): GivenValue[] {
  const check: typeof checkValue = (column, value) => {
    const { name, field } = column
    if (value === null || field.type === 'id' || field.type === 'key') return checkValue(column, value, operation)
    const mended = mendValue(column, value)
    if (mended === value) return value
    if (mended === null && !field.optional && !isDefaulted(field)) throw invalid(column, operation)
    // Dates and JSON are copied even when nothing was wrong with them.
    if (mended === null || (field.type !== 'timestamp' && field.type !== 'json')) {
      const outcome = mended === null ? 'left out' : 'put right'
      const message = `${operation}: ${table.entity}.${name} was given in another form and was ${outcome}.`
      warn({ code: 'adjusted-value', message, operation, entity: table.entity, field: name })
    }
    return mended ?? undefined
  }
  return newValues(table, input, operation, warn, { check })
}

/** What an update changes. Keys in `except` name the row and are not changed. */
export function changedValues(
  table: EntityFields,
  input: unknown,
  operation: string,
  except: readonly string[],
): GivenValue[] {
  const object = objectOf(table, input, operation)
  for (const name of undeclaredNames(table, object)) {
    throw new AdapterError('invalid-input', `${operation}: ${undeclared(table, name)}`, {
      operation,
      entity: table.entity,
      field: name,
    })
  }
  return collect(table, object, (column, value) =>
    value === undefined || except.includes(column.name) ? undefined : checkValue(column, value, operation),
  )
}

function collect(
  table: EntityFields,
  input: Input,
  take: (column: InputField, value: unknown) => unknown,
): GivenValue[] {
  return table.columns
    .map((column, position): GivenValue => [position, take(column, input[column.name])])
    .filter(([, value]) => value !== undefined)
}

/**
 * A copy of the argument's own properties: each is read once, none is inherited.
 *
 * @throws AdapterError `invalid-input` for what is no object
 */
export function objectOf(table: EntityFields, input: unknown, operation: string): Input {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
    return Object.assign(Object.create(null) as Input, input)
  }
  throw new AdapterError('invalid-input', `${operation}: takes an object with the fields of ${table.entity}.`, {
    operation,
    entity: table.entity,
  })
}

function isDefaulted(field: InputField['field']): boolean {
  return field.default !== undefined && !field.optional
}

function undeclaredNames(table: EntityFields, input: Input): string[] {
  return Object.keys(input).filter((name) => !table.positions.has(name) && input[name] !== undefined)
}

function undeclared({ entity }: EntityFields, name: string): string {
  const line = `fields: { ${entity}: { ${JSON.stringify(name)}: { type: 'text', optional: true } } }`
  return `${entity} has no field ${JSON.stringify(name)}. Where the table has such a column, declare it: ${line}.`
}

// How many rows of each entity one sweep deletes when nothing is said.
const SWEEP_LIMIT = 10_000

/**
 * The limit of a sweep.
 *
 * @throws AdapterError `invalid-input` for what is no whole number above 0
 */
export function sweepLimit(limit: number = SWEEP_LIMIT): number {
  if (Number.isSafeInteger(limit) && limit > 0) return limit
  const operation = 'deleteExpired'
  throw new AdapterError('invalid-input', `${operation}: limit takes a whole number above 0.`, { operation })
}

/** What `getSessionAndUser` tells when it could not delete an expired session: a miss either way. */
export const cleanupFailed: AdapterWarning = {
  code: 'cleanup-failed',
  message: 'getSessionAndUser: an expired session could not be deleted.',
  operation: 'getSessionAndUser',
  entity: 'session',
}
