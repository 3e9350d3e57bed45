import {
  AdapterError,
  type EntityName,
  type Field,
  type FieldRule,
  ID_BYTES,
  type IdType,
  checkValue,
  entityNames,
  model,
} from '@strongroom/core-types'
import type { Dialect } from './dialect.ts'
import { type Encodings, type SchemaOptions, defaultTables } from './schema.ts'

/** A field where it is stored. */
export interface Column extends FieldRule {
  /** The column's name. */
  readonly column: string
  /** The name, quoted. */
  readonly sql: string
  /** Whether the database makes the value. */
  readonly generated: boolean
  readonly encode: ((value: unknown) => unknown) | undefined
  readonly decode: ((value: unknown) => unknown) | undefined
}

/** An entity where it is stored. */
export interface Table<E extends EntityName = EntityName> {
  readonly entity: E
  readonly name: string
  /** The name, qualified and quoted. */
  readonly sql: string
  readonly columns: readonly Column[]
  /** Positions in `columns` by field. */
  readonly positions: ReadonlyMap<string, number>
  /** The sets of fields that the database keeps unique, the primary key first. */
  readonly unique: readonly (readonly string[])[]
  readonly index: readonly (readonly string[])[]
}

/** The model under one schema and dialect: what statements, DDL and codecs derive from. */
export interface Layout {
  readonly dialect: Dialect
  readonly namespace: string | undefined
  readonly ids: { readonly type: IdType; readonly from: 'caller' | 'database' }
  readonly encodings: Encodings
  readonly foreignKeys: boolean
  readonly tables: { readonly [E in EntityName]: Table<E> }
}

// Masks of given fields are numbers, exact up to 53 bits.
const MAX_FIELDS = 53

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
    const custom = fields[entity] ?? {}
    const { fields: own, unique, ...rest } = model[entity]
    const all: Record<string, Field> = { ...own, ...custom }
    for (const name of Object.keys(custom)) checkCustomName(entity, name, own)
    if (Object.keys(all).length > MAX_FIELDS) throw misuse(entity, undefined, `has more than ${MAX_FIELDS} fields`)
    const columns = Object.entries(all).map(([name, field]): Column => {
      const column = names.columns?.[name] ?? name
      const kind = {
        field,
        key: { bytes: names.bytes?.[name] ?? field.bytes ?? ID_BYTES, ascii: field.ascii },
        idType: ids.type,
      }
      const { encode, decode } = dialect.codec(kind, encodings)
      return {
        ...kind,
        entity,
        name,
        column,
        sql: dialect.quote(column),
        generated: entity === 'user' && name === 'id' && ids.from === 'database',
        // A codec takes what its field's type holds, which checkValue has made sure of.
        encode: encode as Column['encode'],
        decode: decode as Column['decode'],
      }
    })
    for (const column of columns) {
      const { field, name } = column
      if (name in custom && field.default === undefined && !field.optional) {
        throw misuse(entity, name, 'must be optional or have a default, since the core does not give it')
      }
      if (field.default !== undefined) checkValue(column, defaultOf(field), 'fields')
    }
    const name = names.name ?? defaultTables[entity]
    return {
      entity,
      name,
      sql: dialect.qualify(namespace, name),
      columns,
      positions: new Map(columns.map((column, position) => [column.name, position])),
      unique: schema.constraints?.unique?.[entity] ?? unique,
      index: 'index' in rest ? rest.index : [],
    }
  }

  const tables = Object.fromEntries(entityNames.map((entity) => [entity, tableOf(entity)]))
  return {
    dialect,
    namespace,
    ids,
    encodings,
    foreignKeys: schema.constraints?.foreignKeys ?? true,
    tables: tables as unknown as Layout['tables'],
  }
}

/** A field's default as a value of the model: timestamps are written as ISO 8601 in options. */
export function defaultOf(field: Field): unknown {
  return field.type === 'timestamp' ? new Date(String(field.default)) : field.default
}

/** The column of a field that the model has. */
export function columnOf(table: Table, field: string): Column {
  const column = table.columns[table.positions.get(field) ?? -1]
  if (column === undefined) throw misuse(table.entity, field, 'is not declared')
  return column
}

/** Whether the database keeps these fields unique. */
export function isUnique(table: Table, ...fields: readonly string[]): boolean {
  return table.unique.some((set) => isSameSet(set, fields))
}

/** Whether two lists of fields are the same set. */
export function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((field) => b.includes(field))
}

function checkCustomName(entity: EntityName, name: string, own: object): void {
  if (Object.hasOwn(own, name)) throw misuse(entity, name, 'is a field of the model already')
  if (!isCustomName(entity, name)) throw misuse(entity, name, 'is not a usable name')
}

/** Whether a custom field can be called so. */
export function isCustomName(entity: EntityName, name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== '__proto__' && !Object.hasOwn(model[entity].fields, name)
}

function misuse(entity: EntityName, field: string | undefined, what: string): AdapterError {
  const offender = field === undefined ? entity : `${entity}.${field}`
  return new AdapterError('invalid-input', `fields: ${offender} ${what}.`, { operation: 'fields', entity, field })
}
