import {
  AdapterError,
  type AdapterErrorCode,
  type CustomFields,
  type Finding,
  type Migration,
} from '@strongroom/core-types'
import { SCHEMA_VERSION, versionTable } from './ddl.ts'
import type { SqlDriver, SqlTransaction, Statement } from './driver.ts'
import { explained } from './failures.ts'
import { type Step, compareTable } from './findings.ts'
import { type Layout, layoutOf } from './layout.ts'
import type { SchemaOptions } from './schema.ts'
import { type Steps, settle, wait } from './steps.ts'

/**
 * Creates what is missing: tables, columns, indexes; all or nothing, and one process at a time.
 *
 * @throws AdapterError `schema`, naming table and column, where the database has something that cannot be adopted;
 * `unavailable` when others hold the database
 */
export async function migrateSql(driver: SqlDriver, options: SchemaOptions<CustomFields> = {}): Promise<Migration> {
  const layout = layoutOf(driver.dialect, options)
  return guarded(driver, 'migrate', layout, () =>
    settle(
      (function* () {
        const transaction = yield* wait(driver.begin())
        try {
          const statements = yield* mend(transaction, layout)
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
  const layout = layoutOf(driver.dialect, options)
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
        for (const { apply: _, ...finding } of yield* compare(driver, layout)) findings.push(finding)
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

function* compare(reader: Pick<SqlDriver, 'all'>, layout: Layout): Steps<Step[]> {
  const steps: Step[] = []
  for (const table of Object.values(layout.tables)) {
    steps.push(...compareTable(layout, table, yield* layout.dialect.inspect(reader, layout, table.name)))
  }
  return steps
}

function* mend(transaction: SqlTransaction, layout: Layout): Steps<string[]> {
  const versions = yield* versionsOf(transaction, layout)
  const steps = yield* compare(transaction, layout)
  const stuck = steps.find(({ severity, apply }) => severity === 'error' && apply === undefined)
  if (stuck !== undefined) throw schemaError(layout, stuck)
  const statements: string[] = []
  const namespace = layout.dialect.createNamespace && (yield* layout.dialect.createNamespace(transaction, layout))
  if (namespace !== undefined) {
    yield* wait(transaction.run({ name: 'migrate', text: namespace }, []))
    statements.push(namespace)
  }
  for (const step of steps) {
    for (const text of step.apply ?? []) {
      try {
        yield* wait(transaction.run({ name: 'migrate', text }, []))
      } catch (error) {
        const { code } = transaction.explain(error)
        throw code === 'unavailable' ? error : schemaError(layout, step, { error, code, text })
      }
      statements.push(text)
    }
  }
  yield* recordVersion(transaction, layout, versions)
  return statements
}

/** A difference that was not mended, and the statement that the database refused, if one was tried. */
function schemaError(
  layout: Layout,
  step: Step,
  refused?: { error: unknown; code: AdapterErrorCode; text: string },
): AdapterError {
  const table = Object.values(layout.tables).find(({ name }) => name === step.table)
  const field = table?.columns.find(({ column }) => column === step.column)?.name
  // A unique index over rows that are alike, or a foreign key over rows without a user.
  const byRows = refused?.code === 'duplicate' || refused?.code === 'reference'
  const reason = byRows
    ? ' Rows that exist stand in the way: mend them first.'
    : ` The database refused: ${refused?.text}.`
  const fix = step.fix === undefined || step.apply !== undefined ? '' : ` ${step.fix}`
  const state =
    refused === undefined || layout.dialect.transactionalDdl ? 'Nothing was changed.' : 'What came before it stays.'
  return new AdapterError('schema', `migrate: ${step.message}${refused === undefined ? fix : reason} ${state}`, {
    operation: 'migrate',
    entity: table?.entity,
    field: field ?? step.column,
    cause: refused?.error,
  })
}

/** What is recorded, by table; refuses a table that a later release made, whose shape this one cannot judge. */
function* versionsOf(transaction: SqlTransaction, layout: Layout): Steps<ReadonlyMap<string, number>> {
  const { dialect, namespace, tables } = layout
  if ((yield* dialect.inspect(transaction, layout, versionTable)) === undefined) return new Map()
  const text = `SELECT name, version FROM ${dialect.qualify(namespace, versionTable)}`
  const rows = yield* wait(transaction.all({ name: 'migrate', text }, []))
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
