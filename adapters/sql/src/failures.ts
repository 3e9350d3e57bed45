import { AdapterError, failure } from '@strongroom/core-types'
import type { SqlDriver } from './driver.ts'
import { type Table, columnOf } from './layout.ts'
import { Undecodable } from './rows.ts'

/** The one door by which a driver's error leaves. */
export function explained(
  cause: unknown,
  driver: Pick<SqlDriver, 'explain'>,
  operation: string,
  table: Table,
): AdapterError {
  if (cause instanceof AdapterError) return cause
  if (cause instanceof Undecodable) return failure('schema', operation, cause.table, cause.field)
  const { code, constraint, columns, hint } = driver.explain(cause)
  if (code === 'reference' && operation === 'deleteUser') {
    const message = 'deleteUser: rows of other tables refer to this user. Delete them first, or let them go along.'
    return new AdapterError(code, message, { operation, entity: table.entity, cause })
  }
  const field =
    code === 'duplicate' ? violated(table, constraint, columns) : code === 'reference' ? 'userId' : undefined
  const told = failure(code, operation, table, field, cause)
  if (hint === undefined) return told
  return new AdapterError(code, `${told.message} ${hint}`, { operation, entity: table.entity, field, cause })
}

/** The field that tells a unique set from others: its last. */
function violated(table: Table, constraint: string | undefined, columns: readonly string[] = []): string | undefined {
  const sets = table.unique.map((fields, position) => {
    const names = fields.map((field) => columnOf(table, field).column)
    // As PostgreSQL and we name them; MySQL calls every primary key the same, and puts the table before the name;
    // SQLite lists the columns.
    const primary = position === 0 ? [`${table.name}_pkey`, 'PRIMARY'] : []
    const listed = names.map((name) => `${table.name}.${name}`).join(', ')
    const constraints = [...primary, [table.name, ...names, 'key'].join('_'), listed]
    const qualified = constraints.map((name) => `${table.name}.${name}`)
    const lower = [...constraints, ...qualified].map((name) => name.toLowerCase())
    return {
      last: fields.at(-1),
      names,
      constraints: lower,
      begins: `${[table.name, ...names].join('_')}_`.toLowerCase(),
    }
  })
  // Others end the name with another word.
  const name = constraint?.toLowerCase().split('.').at(-1)
  const found =
    sets.find(({ names }) => columns.length > 0 && names.every((name) => columns.includes(name))) ??
    sets.find(({ constraints }) => constraint !== undefined && constraints.includes(constraint.toLowerCase())) ??
    sets.find(({ begins }) => name?.startsWith(begins) && !name.slice(begins.length).includes('_')) ??
    (sets.length === 1 ? sets[0] : undefined)
  return found?.last
}
