import { AdapterError, type CustomFields, type EntityName, entityNames, model } from '@strongroom/core-types'
import { type Schema, type SchemaOptions, type TableNames, defaultTables } from '@strongroom/sql'
import type { Instance } from './driver.ts'

/** Selects by names alone: the factory's types have compared them with the database's interface. */
interface Selecting {
  selectFrom(table: string): { select(columns: readonly string[]): { toOperationNode(): Selected } }
}

/** The part of kysely's `SelectQueryNode` that has names in it. */
interface Selected {
  readonly from?: {
    readonly froms: readonly { readonly table?: { readonly schema?: Named; readonly identifier: Named } }[]
  }
  readonly selections?: readonly { readonly selection: { readonly column?: { readonly column: Named } } }[]
}

interface Named {
  readonly name: string
}

/**
 * The schema as the instance names it: `withSchema` puts tables into a schema, as does a dot in a table's name;
 * `CamelCasePlugin` and others rename. Read from a select that is built and never sent.
 *
 * @throws AdapterError `invalid-input` where the tables are in several schemas, or a plugin makes no names of names
 */
export function namesOf(instance: Instance, { schema = {}, fields = {} }: SchemaOptions<CustomFields>): Schema {
  const tables: { [E in EntityName]?: TableNames } = {}
  const namespaces = new Set<string | undefined>()
  for (const entity of entityNames) {
    const given = schema.tables?.[entity] ?? {}
    const names = Object.keys({ ...model[entity].fields, ...fields[entity] })
    const filled = Object.entries(given.filled ?? {})
    const asked = [...names.map((name) => given.columns?.[name] ?? name), ...filled.map(([name]) => name)]
    const { from, selections = [] } = (instance as unknown as Selecting)
      .selectFrom(given.name ?? defaultTables[entity])
      .select(asked)
      .toOperationNode()
    const table = from?.froms[0]?.table
    const columns = selections.map(({ selection }) => selection.column?.column.name)
    if (table === undefined || columns.length !== asked.length || columns.includes(undefined)) {
      throw misuse(entity, 'a plugin makes something else of a table or a column than another name')
    }
    namespaces.add(table.schema?.name)
    const renamed = Object.fromEntries(names.map((name, position) => [name, columns[position] ?? name]))
    const others = filled.map(([name, filling], index) => [columns[names.length + index] ?? name, filling] as const)
    tables[entity] = {
      ...given,
      name: table.identifier.name,
      columns: renamed,
      ...(given.filled === undefined ? {} : { filled: Object.fromEntries(others) }),
    }
  }
  const [own, ...others] = namespaces
  if (others.length > 0) throw misuse('user', 'the tables are in several schemas, and one is needed')
  const namespace = schema.namespace ?? own
  const { migrated } = schema
  return {
    ...schema,
    ...(namespace === undefined ? {} : { namespace }),
    tables,
    ...(migrated === undefined ? {} : { migrated: namesOf(instance, { schema: migrated, fields }) }),
  }
}

function misuse(entity: EntityName, what: string): AdapterError {
  return new AdapterError('invalid-input', `schema: ${entity}: ${what}.`, { operation: 'schema', entity })
}
