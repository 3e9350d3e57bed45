import { AdapterError, type AdapterWarning, checkValue, idOf, invalid, keyOf, mendValue } from '@strongroom/core-types'
import type { SqlRow } from './driver.ts'
import { type Column, type Table, columnOf } from './layout.ts'
import { type Mask, isGiven } from './statements.ts'

/** A stored value that is not what its column holds, in a table of somebody else's. */
export class Undecodable extends Error {
  readonly table: Table
  readonly field: string

  constructor(table: Table, field: string) {
    super()
    this.table = table
    this.field = field
  }
}

/** A row of the model, as a caller gets it. */
export type Stored = Record<string, unknown>

/** The given fields and their encoded values, in the order of the columns. */
export interface GivenRow {
  mask: Mask
  params: unknown[]
}

/** Told of what was left out or put right. */
export type Warn = (warning: AdapterWarning) => void

/**
 * A row as the model has it, from the positions after `at`. Absent fields of accounts are left out.
 *
 * @throws Undecodable
 */
export function decodeRow(table: Table, row: SqlRow, at = 0): Stored {
  const stored: Stored = {}
  const { columns } = table
  const leaveOut = table.entity === 'account'
  for (let position = 0; position < columns.length; position++) {
    const { name, decode } = columns[position] as Column
    const value = row[at + position]
    if (value === null || value === undefined) {
      if (!leaveOut) stored[name] = null
    } else if (decode === undefined) stored[name] = value
    else {
      try {
        stored[name] = decode(value)
      } catch {
        throw new Undecodable(table, name)
      }
    }
  }
  return stored
}

/** Keys ready to be compared with their columns, or `undefined` when no row can hold one of them. */
export function keyParams(table: Table, keys: unknown, ...fields: readonly string[]): unknown[] | undefined {
  if (typeof keys !== 'object' || keys === null) return undefined
  const params: unknown[] = []
  for (const name of fields) {
    const { field, key, idType, encode } = columnOf(table, name)
    const given: unknown = Object.hasOwn(keys, name) ? Reflect.get(keys, name) : undefined
    const value = field.type === 'id' ? idOf(given, idType) : keyOf(given, key)
    if (value === undefined) return undefined
    params.push(encode === undefined ? value : encode(value))
  }
  return params
}

/** How a new row's values come about, where not by {@link checkValue} alone. */
interface Making {
  readonly check?: typeof checkValue
  /** Makes an id where none is given. */
  readonly generateId?: () => string
}

/** A row to insert: what is required must be there; what is undeclared is left out and told. */
export function newRow(table: Table, input: unknown, operation: string, warn: Warn, making: Making = {}): GivenRow {
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

/** An account to link: as a new row, but a provider's odd values are put right instead of refused. */
export function linkedRow(table: Table, input: unknown, operation: string, warn: Warn): GivenRow {
  const check: typeof checkValue = (column, value) => {
    const { name, field } = column as Column
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
  return newRow(table, input, operation, warn, { check })
}

/** What an update changes. Keys in `except` name the row and are not changed. */
export function changedRow(table: Table, input: unknown, operation: string, except: readonly string[]): GivenRow {
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

function collect(table: Table, input: Stored, take: (column: Column, value: unknown) => unknown): GivenRow {
  const given: GivenRow = { mask: 0, params: [] }
  for (const [position, column] of table.columns.entries()) {
    const value = take(column, input[column.name])
    if (value === undefined) continue
    given.mask += 2 ** position
    given.params.push(value === null || column.encode === undefined ? value : column.encode(value))
  }
  return given
}

/** A given row without some fields. */
export function without(table: Table, row: GivenRow, ...fields: readonly string[]): GivenRow {
  const rest: GivenRow = { mask: 0, params: [] }
  for (const [field, param, position] of paramsOf(table, row)) {
    if (fields.includes(field)) continue
    rest.mask += 2 ** position
    rest.params.push(param)
  }
  return rest
}

/** The parameters of some given fields, in the order of the fields' names. */
export function pick(table: Table, row: GivenRow, fields: readonly string[]): unknown[] {
  const params = new Map(paramsOf(table, row).map(([field, param]) => [field, param]))
  return fields.map((field) => params.get(field))
}

function paramsOf(table: Table, { mask, params }: GivenRow): (readonly [field: string, param: unknown, position: number])[] {
  return table.columns
    .map(({ name }, position) => ({ name, position }))
    .filter(({ position }) => isGiven(mask, position))
    .map(({ name, position }, index) => [name, params[index], position] as const)
}

/** A copy of the argument's own properties: each is read once, none is inherited. */
function objectOf(table: Table, input: unknown, operation: string): Stored {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
    return Object.assign(Object.create(null) as Stored, input)
  }
  throw new AdapterError('invalid-input', `${operation}: takes an object with the fields of ${table.entity}.`, {
    operation,
    entity: table.entity,
  })
}

function isDefaulted(field: Column['field']): boolean {
  return field.default !== undefined && !field.optional
}

function undeclaredNames(table: Table, input: Stored): string[] {
  return Object.keys(input).filter((name) => !table.positions.has(name) && input[name] !== undefined)
}

function undeclared({ entity }: Table, name: string): string {
  const line = `fields: { ${entity}: { ${JSON.stringify(name)}: { type: 'text', optional: true } } }`
  return `${entity} has no field ${JSON.stringify(name)}. Where the table has such a column, declare it: ${line}.`
}
