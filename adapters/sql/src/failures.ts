import { AdapterError, type AdapterErrorCode } from '@strongroom/core-types'
import type { SqlDriver } from './driver.ts'
import { type Table, columnOf } from './layout.ts'
import { Undecodable } from './rows.ts'

const messages: Readonly<Record<AdapterErrorCode, (entity: string, field: string | undefined) => string>> = {
  'duplicate': (entity, field) => `another ${entity} has this ${field ?? 'value'} already.`,
  'reference': () => 'there is no user with this userId.',
  'not-found': (entity) => `there is no such ${entity}.`,
  'invalid-input': (entity) => `the database refused a value of ${entity}.`,
  'conflict': (entity, field) => `the ${field ?? entity} has changed meanwhile. Read it again.`,
  'unavailable': () => 'the database cannot answer now. Trying again may work.',
  'schema': (entity) => `the table of ${entity} is not what the schema says. Run migrate, or check to see what differs.`,
  'internal': () => 'the database failed.',
}

/** An error of the adapter's own. */
export function failure(code: AdapterErrorCode, operation: string, table: Table, field?: string): AdapterError {
  return new AdapterError(code, `${operation}: ${messages[code](table.entity, field)}`, {
    operation,
    entity: table.entity,
    field,
  })
}

/** The one door by which a driver's error leaves. */
export function explained(
  cause: unknown,
  driver: Pick<SqlDriver, 'explain'>,
  operation: string,
  table: Table,
): AdapterError {
  if (cause instanceof AdapterError) return cause
  if (cause instanceof Undecodable) return failure('schema', operation, cause.table, cause.field)
  const { code, constraint, columns } = driver.explain(cause)
  const field =
    code === 'duplicate' ? violated(table, constraint, columns) : code === 'reference' ? 'userId' : undefined
  return new AdapterError(code, `${operation}: ${messages[code](table.entity, field)}`, {
    operation,
    entity: table.entity,
    field,
    cause,
  })
}

/** The field that tells a unique set from others: its last. */
function violated(table: Table, constraint: string | undefined, columns: readonly string[] = []): string | undefined {
  const sets = table.unique.map((fields, position) => {
    const names = fields.map((field) => columnOf(table, field).column)
    // As PostgreSQL and we name them; MySQL calls every primary key the same; SQLite lists the columns.
    const primary = position === 0 ? [`${table.name}_pkey`, 'PRIMARY'] : []
    const listed = names.map((name) => `${table.name}.${name}`).join(', ')
    const constraints = [...primary, [table.name, ...names, 'key'].join('_'), listed]
    return { last: fields.at(-1), names, constraints: constraints.map((name) => name.toLowerCase()) }
  })
  const found =
    sets.find(({ names }) => columns.length > 0 && names.every((name) => columns.includes(name))) ??
    sets.find(({ constraints }) => constraint !== undefined && constraints.includes(constraint.toLowerCase())) ??
    (sets.length === 1 ? sets[0] : undefined)
  return found?.last
}
