import { type GivenValue, changedValues, keyValues, linkedValues, newValues } from '@strongroom/core-types'
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
  return keyValues(table, keys, ...fields)?.map((value, index) => encoded(columnOf(table, fields[index] ?? ''), value))
}

/** A row to insert; see {@link newValues}. */
export function newRow(...args: [table: Table, ...Rest<typeof newValues>]): GivenRow {
  return givenRow(args[0], newValues(...args))
}

/** An account to link; see {@link linkedValues}. */
export function linkedRow(...args: [table: Table, ...Rest<typeof linkedValues>]): GivenRow {
  return givenRow(args[0], linkedValues(...args))
}

/** What an update changes; see {@link changedValues}. */
export function changedRow(...args: [table: Table, ...Rest<typeof changedValues>]): GivenRow {
  return givenRow(args[0], changedValues(...args))
}

type Rest<F extends (...args: never[]) => unknown> = Parameters<F> extends [unknown, ...infer Others] ? Others : never

function givenRow(table: Table, values: readonly GivenValue[]): GivenRow {
  return {
    mask: values.reduce((mask, [position]) => mask + 2 ** position, 0),
    params: values.map(([position, value]) => encoded(table.columns[position] as Column, value)),
  }
}

function encoded({ encode }: Column, value: unknown): unknown {
  return value === null || encode === undefined ? value : encode(value)
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

function paramsOf(
  table: Table,
  { mask, params }: GivenRow,
): (readonly [field: string, param: unknown, position: number])[] {
  return table.columns
    .map(({ name }, position) => ({ name, position }))
    .filter(({ position }) => isGiven(mask, position))
    .map(({ name, position }, index) => [name, params[index], position] as const)
}
