import {
  AdapterError,
  type AdapterErrorCode,
  type CustomFields,
  type Finding,
  type Migration,
  type MigrationOptions,
} from '@strongroom/core-types'
import { SCHEMA_VERSION, referencing, versionTable } from './ddl.ts'
import type { FoundTable } from './dialect.ts'
import type { SqlDriver, SqlRow, SqlTransaction, Statement } from './driver.ts'
import { explained } from './failures.ts'
import { type Step, compareTable, phases, release } from './findings.ts'
import { type Layout, type Table, columnOf, targetOf } from './layout.ts'
import type { SchemaOptions } from './schema.ts'
import { type Steps, settle, wait } from './steps.ts'

/**
 * Creates what is missing and mends what can be mended without losing a value, in an order in which whoever uses the
 * database goes on: one process at a time; all or nothing where the engine's transactions undo DDL, otherwise a second
 * start goes on where the first one ended.
 *
 * @throws AdapterError `schema`, naming table and column, where the database has something that cannot be adopted, or
 * rows that stand in the way; `unavailable` when others hold the database
 */
export async function migrateSql(
  driver: SqlDriver,
  options: SchemaOptions<CustomFields> & MigrationOptions = {},
): Promise<Migration> {
  const layout = targetOf(driver.dialect, options)
  return guarded(driver, 'migrate', layout, () =>
    settle(
      (function* () {
        const { online } = driver.dialect
        yield* versionsOf(driver, layout)
        const mayStandAlone = online !== undefined && driver.withinTransaction !== true
        const planned = yield* plan(driver, layout, { ...options, mayStandAlone, looks: true })
        if (options.plan === true) return { statements: planned.map(({ text }) => text) }
        // Tables that others use are not held for as long as all of it takes.
        const inUse = planned.some(({ alone }) => alone)
        const exclusive = inUse ? online?.exclusive : undefined
        const transaction = yield* wait(driver.begin(exclusive))
        try {
          yield* acquire(transaction, (exclusive ?? driver.dialect.exclusive).acquire)
          const statements = yield* mend(transaction, layout, options, inUse)
          yield* wait(transaction.commit())
          return { statements }
        } catch (error) {
          try {
            yield* wait(transaction.rollback())
          } catch {
            // The transaction has gone with what ended it, which is what the caller must hear of.
          }
          throw error
        }
      })(),
    ),
  )
}

/**
 * Says how a database differs from its schema. Changes nothing.
 *
 * @throws AdapterError `unavailable` and kin when the database cannot answer
 */
export async function checkSql(driver: SqlDriver, options: SchemaOptions<CustomFields> = {}): Promise<Finding[]> {
  const layout = targetOf(driver.dialect, options)
  return guarded(driver, 'check', layout, () =>
    settle(
      (function* () {
        const findings: Finding[] = []
        const check = layout.foreignKeys ? layout.dialect.enforcesForeignKeys : undefined
        if (check !== undefined && Number((yield* wait(driver.get(check, [])))?.[0]) !== 1) {
          const message = 'Foreign keys are off on this connection: rows would outlive their user.'
          findings.push({
            table: layout.tables.user.name,
            severity: 'error',
            rule: 'connection',
            message,
            fix: check.fix,
          })
        }
        for (const step of yield* compare(driver, layout)) {
          const { apply: _, change: __, online: ___, phase: ____, silent, ...finding } = step
          if (!silent) findings.push(finding)
        }
        return findings
      })(),
    ),
  )
}

async function guarded<T>(driver: SqlDriver, operation: string, layout: Layout, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw explained(error, driver, operation, layout.tables.user)
  }
}

// How long a migration waits for another one, in milliseconds, and how long it lets it be between.
const PATIENCE = 30_000
const PAUSE = 100

/** Waits until no other migration runs, where the engine does not do the waiting. */
function* acquire(transaction: SqlTransaction, text: string | undefined): Steps<void> {
  if (text === undefined) return
  const end = Date.now() + PATIENCE
  const isTrue = ([got]: SqlRow = []): boolean => got === true || got === 't'
  while (!isTrue(yield* wait(transaction.get({ name: 'migrate', text }, [])))) {
    if (Date.now() > end) {
      const message = 'migrate: another migration of this database has not ended in half a minute.'
      throw new AdapterError('unavailable', message, { operation: 'migrate' })
    }
    yield* wait(new Promise<void>((resolve) => setTimeout(resolve, PAUSE)))
  }
}

type Reader = Pick<SqlDriver, 'all'>

/** The tables as the database has them, by name. */
type Found = ReadonlyMap<string, FoundTable | undefined>

/** Everything that differs, table by table, and before each step the rows that stand in its way. */
function* compare(reader: Reader, layout: Layout, emails?: MigrationOptions['emails'], looks = true): Steps<Step[]> {
  const { dialect, tables } = layout
  const found: Map<string, FoundTable | undefined> = new Map()
  const there = Object.values(tables).filter(({ absent }) => !absent)
  for (const { name } of there) found.set(name, yield* dialect.inspect(reader, layout, name))
  const each = there.flatMap((table) => compareTable(layout, table, found.get(table.name)))
  const steps = dialect.keysStandInTheWay ? yield* releasing(reader, layout, found, each) : each
  const all: Step[] = looks ? yield* misfits(reader, layout, found) : []
  for (const step of steps) {
    if (looks || step.rule === 'collation')
      all.push(...(yield* rowsInTheWay(reader, layout, found, steps, step, emails)))
    all.push(step)
  }
  return all
}

/** Values in another encoding than the layout's: they would be misread, and live ones taken for expired. */
function* misfits(reader: Reader, layout: Layout, found: Found): Steps<Step[]> {
  const { dialect, encodings, tables } = layout
  const steps: Step[] = []
  for (const table of Object.values(tables)) {
    const there = new Set(found.get(table.name)?.columns.map(({ name }) => dialect.fold(name)))
    for (const column of table.columns) {
      const condition = there.has(dialect.fold(column.column)) ? dialect.misfits?.(column, layout) : undefined
      if (condition === undefined) continue
      const text = `SELECT count(*) FROM ${table.sql} WHERE ${condition}`
      const count = Number((yield* wait(reader.all({ name: 'check', text }, [])))[0]?.[0])
      if (count === 0) continue
      steps.push({
        table: table.name,
        column: column.column,
        rule: 'type',
        severity: 'error',
        message: `${table.name}.${column.column} has ${count} values that are not dates as the schema stores them.`,
        phase: 'rows',
        fix: `encodings: { timestamp: '${encodings.timestamp === 'native' ? 'iso8601' : 'native'}' }`,
      })
    }
  }
  return steps
}

/** Where a column that a foreign key stands on cannot be altered, the key goes before and comes back afterwards. */
function* releasing(reader: Reader, layout: Layout, found: Found, steps: readonly Step[]): Steps<Step[]> {
  const { dialect, tables } = layout
  const isId = ({ change }: Step): boolean => change?.column.field.type === 'id'
  if (!steps.some(isId)) return [...steps]
  const { params, ...query } = dialect.referring(layout)
  const own = new Set(Object.values(tables).map(({ name }) => dialect.fold(name)))
  const others = (yield* wait(reader.all(query, params))).map(([name]) => String(name))
  const strangers = others.filter((name) => !own.has(dialect.fold(name)))
  if (strangers.length > 0) {
    // Their columns must be altered together with ours, and are not ours to alter.
    const why = ` Tables of the application refer to it (${strangers.join(', ')}): alter them together.`
    return steps.map(({ change, ...step }) =>
      change?.column.field.type === 'id'
        ? { ...step, severity: 'warning' as const, message: step.message + why }
        : { ...step, ...(change === undefined ? {} : { change }) },
    )
  }
  const keys = Object.values(tables).flatMap((table) =>
    (found.get(table.name)?.foreignKeys ?? []).flatMap((key) => {
      const column = referencing(layout, table).find((each) => dialect.fold(each.column) === dialect.fold(key.column))
      const known = steps.some(
        ({ table: name, phase, column: of }) => name === table.name && phase === 'reference' && of === key.column,
      )
      const [released] = release(layout, table, key.name)
      const added = column && dialect.addForeignKey?.(layout, table, column, key.onUpdate)
      return known || released === undefined || added === undefined
        ? []
        : [released, { ...released, phase: 'reference' as const, apply: [added] }]
    }),
  )
  // None of them can be altered without the others.
  const statements = (of: readonly Step[], phase: Step['phase']): string[] =>
    of.filter((step) => step.phase === phase).flatMap(({ apply = [] }) => apply)
  const all = [...steps, ...keys]
  const together = [
    ...statements(all, 'release'),
    ...steps.filter(isId).flatMap(({ fix = '' }) => fix.replace(/;$/, '')),
    ...statements(all, 'reference'),
  ]
  const fix = together.map((statement) => `${statement};`).join('\n')
  return all.map((step) => (isId(step) ? { ...step, fix } : step))
}

/** What rows that exist have against a step: they must be mended first, by a person or as the options say. */
function* rowsInTheWay(
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
  const count = function* (rows: string): Steps<number> {
    const text = `SELECT count(*) FROM (${rows}) ${dialect.quote('found')}`
    return Number((yield* wait(reader.all({ name: 'check', text }, [])))[0]?.[0])
  }
  const told = (rule: Step['rule'], message: string, fix?: string): Step => ({
    table: table.name,
    column: column.column,
    rule,
    severity: 'error',
    message,
    phase: 'rows',
    ...(fix === undefined ? {} : { fix: `${fix};` }),
  })

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
    const alike = collation(user, columnOf(user, 'id').column) === collation(table, column.column)
    // Text in two collations is not comparable as it is.
    const same = alike ? `${id.sql} = ${owner.sql}` : `${dialect.exact(id)} = ${dialect.exact(owner)}`
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

/** A statement, and the step it belongs to. */
interface Planned {
  readonly step: Step
  readonly text: string
  /** It runs outside of a transaction. */
  readonly alone: boolean
}

interface Planning extends MigrationOptions {
  /** Whether statements may run outside of a transaction. */
  readonly mayStandAlone: boolean
  /** Whether rows that stand in the way are looked for. */
  readonly looks: boolean
}

/** Whether a step is done to a table that may be in use. */
function mends({ phase, apply, change }: Step): boolean {
  return phase !== 'create' && (apply !== undefined || change !== undefined)
}

/** What is to be done, in order: columns of one table are altered together. */
function* plan(reader: Reader, layout: Layout, { emails, mayStandAlone, looks }: Planning): Steps<Planned[]> {
  const { dialect, tables } = layout
  const differences = yield* compare(reader, layout, emails, looks)
  const steps = phases.flatMap((phase) => differences.filter((step) => step.phase === phase))
  const stuck = steps.find(
    ({ severity, apply, change }) => severity === 'error' && apply === undefined && change === undefined,
  )
  if (stuck !== undefined) throw schemaError(layout, stuck)
  const alone = mayStandAlone && steps.some(mends)
  const namespace = dialect.createNamespace && (yield* dialect.createNamespace(reader, layout))
  const [first] = steps
  const planned: Planned[] =
    namespace === undefined || first === undefined ? [] : [{ step: first, text: namespace, alone }]
  for (const step of steps) {
    planned.push(...((alone ? step.online : undefined) ?? step.apply ?? []).map((text) => ({ step, text, alone })))
    if (step.change === undefined) continue
    const together = steps.filter(({ table, change }) => change !== undefined && table === step.table)
    const table = Object.values(tables).find(({ name }) => name === step.table)
    if (together[0] !== step || table === undefined || dialect.alter === undefined) continue
    const changes = new Map(
      together.flatMap(({ change }) => (change === undefined ? [] : [[change.column.name, change]])),
    )
    planned.push({ step, alone, text: dialect.alter(layout, table, [...changes.values()]) })
  }
  return planned
}

function* mend(
  transaction: SqlTransaction,
  layout: Layout,
  options: MigrationOptions,
  inUse: boolean,
): Steps<string[]> {
  const versions = yield* versionsOf(transaction, layout)
  // The rows have been looked at; what came since, the statements refuse.
  const planned = yield* plan(transaction, layout, { ...options, mayStandAlone: inUse, looks: false })
  for (const [index, { step, text }] of planned.entries()) {
    options.onProgress?.(text, index + 1, planned.length)
    try {
      yield* wait(transaction.run({ name: 'migrate', text }, []))
    } catch (error) {
      const { code } = transaction.explain(error)
      if (inUse || !layout.dialect.transactionalDdl) yield* putBack(transaction, planned, index)
      throw code === 'unavailable'
        ? error
        : schemaError(layout, step, { error, code, text, stays: inUse || !layout.dialect.transactionalDdl })
    }
  }
  yield* recordVersion(transaction, layout, versions)
  return planned.map(({ text }) => text)
}

/** Foreign keys that had gone for a while come back, as far as what failed lets them. */
function* putBack(transaction: SqlTransaction, planned: readonly Planned[], failed: number): Steps<void> {
  const released = planned.slice(0, failed).filter(({ step }) => step.phase === 'release')
  for (const { step, text } of planned.slice(failed + 1)) {
    if (step.phase !== 'reference' || !released.some((each) => each.step.table === step.table)) continue
    try {
      yield* wait(transaction.run({ name: 'migrate', text }, []))
    } catch {
      // The next start makes it; what ended this one is what the caller must hear of.
    }
  }
}

/** A difference that was not mended, and the statement that the database refused, if one was tried. */
function schemaError(
  layout: Layout,
  step: Step,
  refused?: { error: unknown; code: AdapterErrorCode; text: string; stays: boolean },
): AdapterError {
  const table = Object.values(layout.tables).find(({ name }) => name === step.table)
  const field = table?.columns.find(({ column }) => column === step.column)?.name
  // A unique index over rows that are alike, or a foreign key over rows without a user.
  const byRows = refused?.code === 'duplicate' || refused?.code === 'reference'
  const reason = byRows
    ? ' Rows that exist stand in the way: mend them first.'
    : ` The database refused: ${refused?.text}.`
  const fix = step.fix === undefined || step.apply !== undefined ? '' : ` ${step.fix}`
  const state = refused?.stays ? 'What came before it stays.' : 'Nothing was changed.'
  return new AdapterError('schema', `migrate: ${step.message}${refused === undefined ? fix : reason} ${state}`, {
    operation: 'migrate',
    entity: table?.entity,
    field: field ?? step.column,
    cause: refused?.error,
  })
}

/** What is recorded, by table; refuses a table that a later release made, whose shape this one cannot judge. */
function* versionsOf(reader: Reader, layout: Layout): Steps<ReadonlyMap<string, number>> {
  const { dialect, namespace, tables } = layout
  if ((yield* dialect.inspect(reader, layout, versionTable)) === undefined) return new Map()
  const text = `SELECT name, version FROM ${dialect.qualify(namespace, versionTable)}`
  const rows = yield* wait(reader.all({ name: 'migrate', text }, []))
  const versions = new Map(rows.map(([name, version]) => [String(name), Number(version)]))
  for (const { name, entity } of Object.values(tables)) {
    const version = versions.get(name) ?? 0
    if (version <= SCHEMA_VERSION) continue
    const message = `migrate: the table ${name} was migrated by a later release (version ${version}; this one knows ${SCHEMA_VERSION}).`
    throw new AdapterError('schema', `${message} Update the package.`, { operation: 'migrate', entity })
  }
  return versions
}

/** One row a table, so that several schemas can live in one database. */
function* recordVersion(
  transaction: SqlTransaction,
  { dialect, namespace, tables }: Layout,
  known: ReadonlyMap<string, number>,
): Steps<void> {
  const versions = dialect.qualify(namespace, versionTable)
  const statement = (text: string): Statement => ({ name: 'migrate', text })
  const create = `CREATE TABLE IF NOT EXISTS ${versions} (name ${dialect.nameType} NOT NULL PRIMARY KEY, version INTEGER NOT NULL)`
  yield* wait(transaction.run(statement(create), []))
  for (const { name } of Object.values(tables)) {
    if (known.get(name) === SCHEMA_VERSION) continue
    const insert = `INSERT INTO ${versions} (name, version) VALUES (${dialect.parameter(1)}, ${SCHEMA_VERSION})`
    const update = `UPDATE ${versions} SET version = ${SCHEMA_VERSION} WHERE name = ${dialect.parameter(1)}`
    yield* wait(transaction.run(statement(known.has(name) ? update : insert), [name]))
  }
}
