import type { MigrationOptions } from '@strongroom/core-types'
import type { FoundTable } from './dialect.ts'
import type { SqlDriver } from './driver.ts'
import type { Step } from './findings.ts'
import { type Column, type Layout, type Table, columnOf } from './layout.ts'
import { type Steps, wait } from './steps.ts'

/** What answers queries. */
export type Reader = Pick<SqlDriver, 'all'>

/** The tables as the database has them, by name. */
export type Found = ReadonlyMap<string, FoundTable | undefined>

/** How many the statement counts. */
function* countOf(reader: Reader, text: string): Steps<number> {
  return Number((yield* wait(reader.all({ name: 'check', text }, [])))[0]?.[0])
}

/** Rows that a person must mend, or the options say what becomes of them. */
function obstacle(table: Table, { column }: Column, rule: Step['rule'], message: string, fix?: string): Step {
  const mended = fix === undefined ? {} : { fix }
  return { table: table.name, column, rule, severity: 'error', message, phase: 'rows', ...mended }
}

/** Values in another encoding than the layout's: they would be misread, and live ones taken for expired. */
export function* misfits(reader: Reader, layout: Layout, found: Found): Steps<Step[]> {
  const { dialect, encodings, tables } = layout
  const steps: Step[] = []
  for (const table of Object.values(tables)) {
    const there = new Set(found.get(table.name)?.columns.map(({ name }) => dialect.fold(name)))
    for (const column of table.columns) {
      const condition = there.has(dialect.fold(column.column)) ? dialect.misfits?.(column, layout) : undefined
      if (condition === undefined) continue
      const count = yield* countOf(reader, `SELECT count(*) FROM ${table.sql} WHERE ${condition}`)
      if (count === 0) continue
      const message = `${table.name}.${column.column} has ${count} values that are not dates as the schema stores them.`
      const other = encodings.timestamp === 'native' ? 'iso8601' : 'native'
      steps.push(obstacle(table, column, 'type', message, `encodings: { timestamp: '${other}' }`))
    }
  }
  return steps
}

/** What rows that exist have against a step: they must be mended first, by a person or as the options say. */
export function* rowsInTheWay(
  reader: Reader,
  layout: Layout,
  found: Found,
  steps: readonly Step[],
  step: Step,
  emails: MigrationOptions['emails'],
): Steps<Step[]> {
  const { dialect, tables } = layout
  const table = Object.values(tables).find(({ name }) => name === step.table)
  const column = table?.columns.find((each) => each.column === step.column)
  if (table === undefined || column === undefined) return []
  const count = (rows: string): Steps<number> =>
    countOf(reader, `SELECT count(*) FROM (${rows}) ${dialect.quote('found')}`)
  const told = (rule: Step['rule'], message: string, fix?: string): Step =>
    obstacle(table, column, rule, message, fix === undefined ? undefined : `${fix};`)

  if (step.phase === 'unique') {
    const set = table.unique.find((fields) => fields.at(-1) === column.name) ?? []
    const columns = set.map((field) => columnOf(table, field))
    const some = columns.map(({ sql }) => `${sql} IS NOT NULL`).join(' AND ')
    const exact = columns.map((each) => dialect.exact(each)).join(', ')
    const rows = `FROM ${table.sql} WHERE ${some} GROUP BY ${exact} HAVING count(*) > 1`
    const groups = yield* count(`SELECT 1 AS ${dialect.quote('n')} ${rows}`)
    if (groups === 0) return []
    const names = columns.map((each) => each.column).join(', ')
    const message = `${table.name} has ${groups} values of (${names}) in more than one row: they stand in the way of a unique index.`
    return [
      told('duplicates', message, `SELECT ${columns.map(({ sql }) => `min(${sql})`).join(', ')}, count(*) ${rows}`),
    ]
  }
  if (step.phase === 'reference' && step.severity === 'error') {
    const { user } = tables
    const alias = dialect.quote('owner')
    // Ids of other types cannot be compared, which is told by itself.
    const isOther = ({ rule, ...of }: Step): boolean =>
      rule === 'type' &&
      ((of.table === user.name && of.column === columnOf(user, 'id').column) ||
        (of.table === table.name && of.column === column.column))
    if (steps.some(isOther)) return []
    const id = { ...columnOf(user, 'id'), sql: `${alias}.${columnOf(user, 'id').sql}` }
    const owner = { ...column, sql: `${table.sql}.${column.sql}` }
    const collation = (of: Table, name: string): string | undefined =>
      found.get(of.name)?.columns.find((each) => dialect.fold(each.name) === dialect.fold(name))?.collation
    const kept = collation(user, columnOf(user, 'id').column)
    const alike = kept === collation(table, column.column)
    // Text in two collations is not comparable as it is; by that of the ids their index serves.
    const collated = kept === undefined ? undefined : dialect.collated?.(owner.sql, kept)
    const other = collated === undefined ? `${dialect.exact(id)} = ${dialect.exact(owner)}` : `${id.sql} = ${collated}`
    const same = alike ? `${id.sql} = ${owner.sql}` : other
    const owned = `EXISTS (SELECT 1 FROM ${user.sql} ${alias} WHERE ${same})`
    const isThere = found.get(user.name) !== undefined
    const gone = `${column.sql} IS NOT NULL${isThere ? ` AND NOT ${owned}` : ''}`
    const orphans = yield* count(`SELECT 1 AS ${dialect.quote('n')} FROM ${table.sql} WHERE ${gone}`)
    if (orphans === 0) return []
    // A table with another name is likelier than users who are all gone.
    if (!isThere) return [told('orphans', `${table.name} has ${orphans} rows, but there is no table ${user.name}.`)]
    const message = `${table.name} has ${orphans} rows whose user is gone: they stand in the way of the foreign key.`
    return [told('orphans', message, `DELETE FROM ${table.sql} WHERE ${gone}`)]
  }
  const mended = step.change !== undefined || dialect.alter === undefined
  if (step.rule === 'collation' && mended && table.entity === 'user' && column.name === 'email') {
    if (emails === 'keep') return []
    const lower = { ...column, sql: `lower(${column.sql})` }
    const where = `${dialect.exact(column)} <> ${dialect.exact(lower)}`
    const upper = yield* count(`SELECT 1 AS ${dialect.quote('n')} FROM ${table.sql} WHERE ${where}`)
    if (upper === 0) return []
    const change = `UPDATE ${table.sql} SET ${column.sql} = ${lower.sql} WHERE ${where}`
    const message =
      `${table.name} has ${upper} addresses in ${column.column} that are not lower-case. They were found all the same; ` +
      `from now on they are not, where the lower-case form is asked for. Say emails: 'lower' or 'keep'.`
    const found = told('e-mail-case', message, change)
    return [emails === 'lower' ? { ...found, apply: [change] } : found]
  }
  return []
}
