import {
  AdapterError,
  type EntityFields,
  type EntityName,
  type IdType,
  type InputField,
  entityNames,
  fieldOf,
  fieldsOf,
  model,
  ownValue,
} from '@strongroom/core-types'
import type { Dialect } from './dialect.ts'
import { type Encodings, type Filling, type SchemaOptions, defaultTables } from './schema.ts'

/** A field where it is stored. */
export interface Column extends InputField {
  /** The column's name. */
  readonly column: string
  /** The name, quoted. */
  readonly sql: string
  readonly encode: ((value: unknown) => unknown) | undefined
  readonly decode: ((value: unknown) => unknown) | undefined
}

/** A column that no field has. */
export interface Extra {
  readonly column: string
  /** The name, quoted. */
  readonly sql: string
  readonly filling: Filling
}

/** An entity where it is stored. */
export interface Table<E extends EntityName = EntityName> extends EntityFields<Column> {
  readonly entity: E
  readonly name: string
  /** The name, qualified and quoted. */
  readonly sql: string
  /** The sets of fields that the database keeps unique, the primary key first. */
  readonly unique: readonly (readonly string[])[]
  readonly index: readonly (readonly string[])[]
  readonly extras: readonly Extra[]
  /** There is no such table. */
  readonly absent: boolean
  /** The unique sets before `migrate`, where the schema says what it becomes. */
  readonly former: readonly (readonly string[])[]
}

/** The model under one schema and dialect: what statements, DDL and codecs derive from. */
export interface Layout {
  readonly dialect: Dialect
  readonly namespace: string | undefined
  readonly ids: { readonly type: IdType; readonly from: 'caller' | 'database' }
  readonly encodings: Encodings
  readonly foreignKeys: boolean
  /** Whether the rows of a user go with it. */
  readonly cascade: boolean
  readonly exactKeys: boolean
  readonly tables: { readonly [E in EntityName]: Table<E> }
}

/** The layout that `migrate` works towards. */
export function targetOf(dialect: Dialect, options: SchemaOptions = {}): Layout {
  const { schema = {} } = options
  const { migrated = schema, namespace } = schema
  const target = layoutOf(dialect, {
    ...options,
    schema: namespace === undefined ? migrated : { ...migrated, namespace },
  })
  if (migrated === schema) return target
  const { tables } = layoutOf(dialect, options)
  const withFormer = entityNames.map((entity) => [entity, { ...target.tables[entity], former: tables[entity].unique }])
  return { ...target, tables: Object.fromEntries(withFormer) as Layout['tables'] }
}

/**
 * Resolves options into a layout. No input or output.
 *
 * @throws AdapterError `invalid-input` for custom fields that the adapter could not serve
 */
export function layoutOf(dialect: Dialect, options: SchemaOptions = {}): Layout {
  const { schema = {}, fields = {} } = options
  const namespace = schema.namespace ?? dialect.defaultNamespace
  const encodings: Encodings = { timestamp: 'native', ...schema.encodings }
  const ids = schema.ids ?? { type: 'text', from: 'caller' }
  if (ids.from === 'database' && dialect.generatedId(ids.type) === undefined) {
    const message = `schema: ${dialect.name} cannot tell an id of type ${ids.type} that it made. Let ids come from the caller.`
    throw new AdapterError('invalid-input', message, { operation: 'schema', entity: 'user', field: 'id' })
  }

  const tableOf = (entity: EntityName): Table => {
    const names = schema.tables?.[entity] ?? {}
    const { unique, ...rest } = model[entity]
    const required: readonly string[] = schema.constraints?.required?.[entity] ?? []
    const columns = fieldsOf(entity, { custom: fields[entity], ids, ...names }).map((given): Column => {
      const field = required.includes(given.name) ? requiredField(given) : given
      const column = ownValue(names.columns, field.name) ?? field.name
      const { encode, decode } = dialect.codec(field, encodings)
      // A codec takes what its field's type holds, which checkValue has made sure of.
      return {
        ...field,
        column,
        sql: dialect.quote(column),
        encode: encode as Column['encode'],
        decode: decode as Column['decode'],
      }
    })
    const extras = Object.entries(names.filled ?? {}).map(([column, filling]): Extra => ({
      column,
      sql: dialect.quote(column),
      filling,
    }))
    const int32 = Object.fromEntries((names.int32 ?? []).map((name) => [name, true]))
    checkNames(dialect, entity, columns, { ...names.columns, ...names.bytes, ...names.characters, ...int32 }, extras)
    const name = names.name ?? defaultTables[entity]
    return {
      entity,
      name,
      sql: dialect.qualify(namespace, name),
      columns,
      positions: new Map(columns.map((column, position) => [column.name, position])),
      unique: schema.constraints?.unique?.[entity] ?? unique,
      index: 'index' in rest ? rest.index : [],
      extras,
      absent: names.absent ?? false,
      former: [],
    }
  }

  const tables = Object.fromEntries(entityNames.map((entity) => [entity, tableOf(entity)]))
  return {
    dialect,
    namespace,
    ids,
    encodings,
    foreignKeys: (schema.constraints?.foreignKeys ?? true) !== false,
    cascade: (schema.constraints?.foreignKeys ?? true) === true,
    exactKeys: schema.constraints?.exactKeys ?? true,
    tables: tables as unknown as Layout['tables'],
  }
}

function requiredField(column: InputField): InputField {
  const { optional: _, ...field } = column.field
  return { ...column, field }
}

/** Refuses options for a field that is not there, and two fields in one column, of which one would be lost. */
function checkNames(
  dialect: Dialect,
  entity: EntityName,
  columns: readonly Column[],
  given: object,
  extras: readonly Extra[],
): void {
  const misuse = (field: string, what: string): AdapterError =>
    new AdapterError('invalid-input', `schema: ${entity}.${field} ${what}.`, { operation: 'schema', entity, field })
  for (const name of Object.keys(given)) {
    if (!columns.some((column) => column.name === name)) throw misuse(name, 'is not declared')
  }
  const taken = new Map<string, string>()
  for (const { name, column } of [...columns, ...extras.map(({ column }) => ({ name: column, column }))]) {
    const other = taken.get(dialect.fold(column))
    if (other !== undefined) throw misuse(name, `is stored in the column of ${entity}.${other}`)
    taken.set(dialect.fold(column), name)
  }
}

/** The column of a field that the model has. */
export function columnOf(table: Table, field: string): Column {
  return fieldOf(table, field)
}

/** Whether the database keeps these fields unique. */
export function isUnique(table: Table, ...fields: readonly string[]): boolean {
  return table.unique.some((set) => isSameSet(set, fields))
}

/** Whether two lists of fields are the same set. */
export function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((field) => b.includes(field))
}
