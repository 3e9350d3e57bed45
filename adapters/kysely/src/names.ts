import { type CustomFields, type EntityName, entityNames, model } from '@strongroom/core-types'
import { type Schema, type SchemaOptions, type TableNames, defaultTables } from '@strongroom/sql'
import type { SelectQueryNode } from 'kysely'
import type { Instance } from './driver.ts'

/** Selects by names alone: the factory's types have compared them with the database's interface. */
interface Selecting {
  selectFrom(table: string): { select(columns: readonly string[]): { toOperationNode(): SelectQueryNode } }
}

/**
 * The schema as the instance names it: `withSchema` puts tables into a schema, `CamelCasePlugin` and others rename.
 * Read from a select that is built and never sent.
 */
export function namesOf(instance: Instance, { schema = {}, fields = {} }: SchemaOptions<CustomFields>): Schema {
  const tables: { [E in EntityName]?: TableNames } = {}
  let { namespace } = schema
  for (const entity of entityNames) {
    const given = schema.tables?.[entity] ?? {}
    const names = Object.keys({ ...model[entity].fields, ...fields[entity] })
    const node = (instance as unknown as Selecting)
      .selectFrom(given.name ?? defaultTables[entity])
      .select(names.map((name) => given.columns?.[name] ?? name))
      .toOperationNode()
    const [from] = node.from?.froms ?? []
    if (from === undefined || !('table' in from)) continue
    const { table } = from as { table: { schema?: { name: string }; identifier: { name: string } } }
    namespace ??= table.schema?.name
    const columns = (node.selections ?? []).map(({ selection }, position) => {
      const { column } = (selection as unknown as { column: { column: { name: string } } }).column
      return [names[position], column.name] as const
    })
    tables[entity] = { ...given, name: table.identifier.name, columns: Object.fromEntries(columns) }
  }
  return { ...schema, ...(namespace === undefined ? {} : { namespace }), tables }
}
