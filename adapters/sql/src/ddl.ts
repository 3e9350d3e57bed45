import { type Field, ID_BYTES, checkValue, defaultOf, model } from '@strongroom/core-types'
import type { Dialect } from './dialect.ts'
import { type Column, type Layout, type Table, columnOf, isSameSet, targetOf } from './layout.ts'
import type { SchemaOptions } from './schema.ts'

/** The version of what `migrate` makes; recorded with each table. */
export const SCHEMA_VERSION = 1

/** The name of the table that records versions. */
export const versionTable = 'strongroom_schema'

/**
 * The statements that create a schema in an empty database, as `migrate` would leave it, as text to copy or to review.
 *
 * @throws AdapterError `invalid-input` for custom fields that cannot be served
 */
export function schemaSql(dialect: Dialect, options: SchemaOptions = {}): string {
  const layout = targetOf(dialect, options)
  return Object.values(layout.tables)
    .filter(({ absent }) => !absent)
    .flatMap((table) => [createTable(layout, table), ...createIndexes(layout, table)])
    .map((statement) => `${statement};\n`)
    .join('\n')
}

/** Creates one table with its constraints; `others` are definitions of columns that no field has. */
export function createTable(
  layout: Layout,
  table: Table,
  others: readonly string[] = extraColumns(layout, table),
): string {
  const { dialect } = layout
  // Other sets, such as the e-mail address, may be absent, which no primary key may.
  const primary = table.unique.find((fields) => isSameSet(fields, model[table.entity].unique[0]))
  const sets = table.unique.filter((fields) => fields !== primary)
  const names = (fields: readonly string[]): string => fields.map((field) => columnOf(table, field).sql).join(', ')
  const lines = [
    ...table.columns.map((column) => columnDefinition(layout, column)),
    ...others,
    ...(primary === undefined || table.columns.some(({ generated }) => generated)
      ? []
      : [`PRIMARY KEY (${names(primary)})`]),
    ...sets.map((fields) => `CONSTRAINT ${constraintName(dialect, table, fields)} UNIQUE (${names(fields)})`),
    ...referencing(layout, table).map((column) => `FOREIGN KEY (${column.sql}) ${references(layout)}`),
  ]
  return `CREATE TABLE ${table.sql} (\n  ${lines.join(',\n  ')}\n)${dialect.tableOptions}`
}

/** The columns that no field has, where the database does not fill them by itself. */
function extraColumns(layout: Layout, table: Table): string[] {
  const kind = {
    key: { bytes: ID_BYTES },
    idType: 'text',
    generated: false,
    encode: undefined,
    decode: undefined,
  } as const
  return table.extras.flatMap(({ column, sql, filling }) => {
    if (filling === 'default') return []
    const field = filling === 'uuid' ? { type: 'key' as const } : { type: 'timestamp' as const }
    return [columnDefinition(layout, { ...kind, entity: table.entity, name: column, column, sql, field })]
  })
}

/** One column, as in CREATE TABLE and ALTER TABLE … ADD COLUMN. */
export function columnDefinition(
  layout: Layout,
  column: Column,
  type = layout.dialect.columnType(column, layout),
): string {
  const { dialect } = layout
  const { sql, field, generated, idType } = column
  if (generated) return `${sql} ${dialect.generatedId(idType) ?? ''}`
  const nullable = field.optional ? '' : ' NOT NULL'
  return `${sql} ${type}${nullable}${defaultClause(dialect, column, field)}`
}

/** The name of a unique constraint: drivers tell a violated one by it. */
function constraintName(dialect: Dialect, table: Table, fields: readonly string[]): string {
  return dialect.quote([table.name, ...fields.map((field) => columnOf(table, field).column), 'key'].join('_'))
}

/** The indexes that no constraint brings. */
export function createIndexes(layout: Layout, table: Table): string[] {
  return table.index.map((fields) =>
    layout.dialect.createIndex(
      layout,
      table,
      fields.map((field) => columnOf(table, field).column),
      false,
    ),
  )
}

/** The columns that refer to a user, where the database is to see to it. */
export function referencing(layout: Layout, table: Table): Column[] {
  return layout.foreignKeys ? table.columns.filter(({ field }) => field.references !== undefined) : []
}

/** The clause of a foreign key. */
export function references({ dialect, tables }: Layout, onUpdate?: 'CASCADE'): string {
  return `REFERENCES ${dialect.reference(tables.user)} (${columnOf(tables.user, 'id').sql}) ON DELETE CASCADE${
    onUpdate === undefined ? '' : ` ON UPDATE ${onUpdate}`
  }`
}

/** The clause of a declared default; empty where there is none. */
export function defaultClause(dialect: Dialect, column: Column, field: Field): string {
  if (field.default === undefined) return ''
  const value = checkValue(column, defaultOf(field), 'schema')
  return ` DEFAULT ${dialect.literal(column.encode === undefined ? value : column.encode(value))}`
}
