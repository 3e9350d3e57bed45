import { type Field, type Finding, isCustomName } from '@strongroom/core-types'
import type { FoundColumn, FoundTable } from './dialect.ts'
import { columnDefinition, createIndexes, createTable, referencing } from './ddl.ts'
import { type Column, type Layout, type Table, columnOf } from './layout.ts'

/** A finding, with the statements by which `migrate` mends it; without them it needs a person. */
export interface Step extends Finding {
  readonly apply?: readonly string[]
}

/** What stands between one table and the schema, in the order in which it can be mended. */
export function compareTable(layout: Layout, table: Table, found: FoundTable | undefined): Step[] {
  if (found === undefined) {
    const apply = [createTable(layout, table), ...createIndexes(layout, table)]
    return [step(table, undefined, 'missing', `The table ${table.name} is missing.`, apply)]
  }
  const { fold } = layout.dialect
  const columns = new Map(found.columns.map((column) => [fold(column.name), column]))
  const declared = new Set(table.columns.map(({ column }) => fold(column)))
  return [
    ...table.columns.flatMap((column) => compareColumn(layout, table, column, columns.get(fold(column.column)))),
    ...found.columns.filter(({ name }) => !declared.has(fold(name))).map((column) => undeclared(layout, table, column)),
    ...compareConstraints(layout, table, found),
  ]
}

function compareColumn(layout: Layout, table: Table, column: Column, found: FoundColumn | undefined): Step[] {
  const name = `${table.name}.${column.column}`
  if (found === undefined) {
    const addable = column.field.optional === true || column.field.default !== undefined
    const definition = columnDefinition(layout, column)
    const message = `The column ${name} is missing${addable ? '' : ', and rows that exist have no value for it'}.`
    return [
      step(
        table,
        column,
        'missing',
        message,
        addable ? [`ALTER TABLE ${table.sql} ADD COLUMN ${definition}`] : undefined,
      ),
    ]
  }
  const steps: Step[] = []
  const wanted = layout.dialect.columnType(column, layout)
  if (!layout.dialect.accepts(column, found.type, layout)) {
    steps.push(step(table, column, 'type', `The column ${name} is ${found.type || 'of no type'}; ${wanted} is needed.`))
  }
  if (found.notNull && column.field.optional) {
    steps.push(
      step(
        table,
        column,
        'nullable',
        `The column ${name} is NOT NULL, but ${column.entity}.${column.name} may be absent.`,
      ),
    )
  }
  if (column.field.default !== undefined && !found.hasDefault) {
    steps.push(
      step(
        table,
        column,
        'default',
        `The column ${name} has no default, but ${column.entity}.${column.name} is declared with one.`,
      ),
    )
  }
  if (column.generated && !found.hasDefault) {
    steps.push(
      step(
        table,
        column,
        'default',
        `The column ${name} does not make ids, but the schema says that the database does.`,
      ),
    )
  }
  if (found.laxCollation !== undefined && (column.field.type === 'key' || column.field.type === 'id')) {
    steps.push(
      step(
        table,
        column,
        'collation',
        `The column ${name} compares by ${found.laxCollation}: keys that differ can meet.`,
      ),
    )
  }
  return steps
}

function undeclared(layout: Layout, table: Table, { name, type, notNull, hasDefault }: FoundColumn): Step {
  const needed = notNull && !hasDefault
  const message = needed
    ? `The column ${table.name}.${name} is not declared, NOT NULL and without a default: every insert fails.`
    : `The column ${table.name}.${name} is not declared: the adapter does not read or write it.`
  // A line that would only bring the next finding is no fix: an optional field needs a column that may be null.
  const fits = (field: Field): boolean =>
    layout.dialect.accepts({ ...(table.columns[0] as Column), field }, type, layout)
  const declared = (['text', 'bigint', 'boolean'] as const).find((type) => fits({ type, optional: true }))
  const usable = !notNull && declared !== undefined && isCustomName(table.entity, name)
  const fix = `fields: { ${table.entity}: { ${name}: { type: '${declared}', optional: true } } }`
  const severity = needed ? 'error' : 'warning'
  return { table: table.name, column: name, rule: 'undeclared', severity, message, ...(usable ? { fix } : {}) }
}

function compareConstraints(layout: Layout, table: Table, found: FoundTable): Step[] {
  const { dialect, tables } = layout
  const columnsOf = (fields: readonly string[]): string[] => fields.map((field) => columnOf(table, field).column)
  const folded = (names: readonly string[]): string[] => names.map((name) => dialect.fold(name))
  const same = (a: readonly string[], b: readonly string[]): boolean =>
    folded(a).toSorted().join() === folded(b).toSorted().join()
  const leads = (index: readonly string[], columns: readonly string[]): boolean =>
    folded(index).slice(0, columns.length).join() === folded(columns).join()

  const unique = table.unique.map(columnsOf).filter((set) => !found.unique.some((have) => same(have, set)))
  const keys = referencing(layout, table).filter(
    ({ column }) =>
      !found.foreignKeys.some(
        (key) =>
          dialect.fold(key.column) === dialect.fold(column) &&
          dialect.fold(key.table) === dialect.fold(tables.user.name) &&
          key.cascade,
      ),
  )
  const indexes = table.index.map(columnsOf).filter((set) => !found.indexes.some((have) => leads(have, set)))
  return [
    ...unique.map((set) => {
      const column = columnOf(table, table.unique.find((fields) => same(columnsOf(fields), set))?.at(-1) ?? '')
      const message = `${table.name} has nothing that keeps (${set.join(', ')}) unique.`
      return step(table, column, 'unique', message, [dialect.createIndex(layout, table, set, true)])
    }),
    ...keys.map((column) => {
      const message = `${table.name}.${column.column} has no foreign key to ${tables.user.name} with ON DELETE CASCADE.`
      const statement = dialect.addForeignKey?.(layout, table, column)
      return step(table, column, 'foreign-key', message, statement === undefined ? undefined : [statement])
    }),
    ...indexes.map((set): Step => {
      const message = `${table.name} has no index on (${set.join(', ')}).`
      const apply = [dialect.createIndex(layout, table, set, false)]
      return { ...step(table, undefined, 'index', message, apply), severity: 'warning' }
    }),
  ]
}

function step(
  table: Table,
  column: Column | undefined,
  rule: Finding['rule'],
  message: string,
  apply?: readonly string[],
): Step {
  return {
    table: table.name,
    ...(column === undefined ? {} : { column: column.column }),
    rule,
    severity: 'error',
    message,
    ...(apply === undefined ? {} : { apply, fix: apply.map((statement) => `${statement};`).join('\n') }),
  }
}
