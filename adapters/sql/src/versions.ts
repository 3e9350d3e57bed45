import { AdapterError } from '@strongroom/core-types'
import { SCHEMA_VERSION, versionTable } from './ddl.ts'
import type { SqlTransaction, Statement } from './driver.ts'
import type { Layout } from './layout.ts'
import type { Reader } from './obstacles.ts'
import { type Steps, wait } from './steps.ts'

/** What is recorded, by table; refuses a table that a later release made, whose shape this one cannot judge. */
export function* versionsOf(reader: Reader, layout: Layout): Steps<ReadonlyMap<string, number>> {
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

/** Whether nothing is left to record. */
export function isRecorded(versions: ReadonlyMap<string, number>, { tables }: Layout): boolean {
  return Object.values(tables).every(({ name }) => versions.get(name) === SCHEMA_VERSION)
}

/** One row a table, so that several schemas can live in one database. */
export function* recordVersion(
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
