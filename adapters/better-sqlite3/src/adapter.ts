import type { Adapter, CustomFields, CustomRows } from '@strongroom/core-types'
import {
  type AdapterOptions,
  type Finding,
  type Migration,
  type MigrationOptions,
  type SchemaOptions,
  type SqlCapabilities,
  capabilitiesOf,
  checkSql,
  createSqlAdapter,
  migrateSql,
  schemaSql,
  sqlite,
} from '@strongroom/sql'
import { type Database, driverOf } from './driver.ts'

/** What the factory takes. */
export type SQLiteOptions<F extends CustomFields = CustomFields> = AdapterOptions<F>

/**
 * An adapter over a database of better-sqlite3: in memory, a file, any journal mode.
 *
 * The database stays the caller's: its busy timeout bounds every wait, and it is the caller's to close.
 * Foreign keys must be on, as better-sqlite3 has them; the first write makes sure.
 *
 * @param database an open `Database`; nothing is read or written until a method is called
 * @throws AdapterError `invalid-input` for custom fields that cannot be served
 */
export function SQLiteAdapter<const F extends CustomFields = Record<never, never>>(
  database: Database,
  options: SQLiteOptions<F> = {},
): Adapter<CustomRows<F>> {
  return createSqlAdapter(driverOf(database), options)
}

/**
 * Creates what is missing, all or nothing. Safe when several processes start at once: they wait for each other
 * as long as the database's busy timeout says.
 *
 * @throws AdapterError `schema`, naming table and column, where something cannot be adopted; `unavailable`
 */
export function migrate(database: Database, options: SchemaOptions & MigrationOptions = {}): Promise<Migration> {
  return migrateSql(driverOf(database), options)
}

/** The statements that create the schema, as text. */
export function schema(options: SchemaOptions = {}): string {
  return schemaSql(sqlite, options)
}

/**
 * How the database differs from the schema; changes nothing.
 *
 * @throws AdapterError `unavailable` when the database cannot answer
 */
export function check(database: Database, options: SchemaOptions = {}): Promise<Finding[]> {
  return checkSql(driverOf(database), options)
}

/** What the adapter promises under these options, as the conformance kit takes it. */
export function capabilities(options: SchemaOptions = {}): SqlCapabilities {
  return capabilitiesOf(options)
}
