import { type Adapter, AdapterError, type CustomFields, type CustomRows } from '@strongroom/core-types'
import {
  type AdapterOptions,
  type Finding,
  type Migration,
  type MigrationOptions,
  type SchemaOptions,
  type SqlCapabilities,
  type SqlDriver,
  capabilitiesOf,
  checkSql,
  createSqlAdapter,
  migrateSql,
  schemaSql,
  mariadb,
  mysql,
} from '@strongroom/sql'
import type { CallbackClient, PromiseClient } from './client.ts'
import { type DriverOptions, driverOf } from './driver.ts'

/** Which server it is, where that makes a difference. */
export interface ServerOptions {
  /**
   * `mysql`, the default, works on both. `mariadb` lets inserts and deletions answer their rows, which saves a round
   * trip; in `schema` it writes the statements for MariaDB.
   */
  readonly dialect?: 'mysql' | 'mariadb'
}

/** What the factory takes. */
export interface MySQLOptions<F extends CustomFields = CustomFields>
  extends AdapterOptions<F>, ServerOptions, DriverOptions {}

/** A pool or a connection of `mysql2/promise` or `mysql2`. */
export type Client = PromiseClient | CallbackClient

const dialects = { mysql, mariadb }

/**
 * An adapter over mysql2: a pool or a connection, of promises or of callbacks.
 *
 * Connections stay the caller's, with their settings: what they say of dates, numbers, casts and rows changes nothing.
 * Statements are prepared on the server, once a connection; mysql2 bounds them by `maxPreparedStatements`.
 *
 * @param client an open pool or connection; nothing is sent until a method is called
 * @throws AdapterError `invalid-input` for custom fields that cannot be served, and for a client with another `charset`
 * than utf8mb4
 */
export function MySQLAdapter<const F extends CustomFields = Record<never, never>>(
  client: Client,
  options: MySQLOptions<F> = {},
): Adapter<CustomRows<F>> {
  return createSqlAdapter(driverOf(client, dialects[options.dialect ?? 'mysql'], options), options)
}

/**
 * Creates what is missing, one process at a time, and asks the server whether it is MySQL or MariaDB. DDL commits by
 * itself on these servers, so what came before a failure stays; starting again goes on from there.
 *
 * @throws AdapterError `schema`, naming table and column, where something cannot be adopted; `unavailable`
 */
export async function migrate(client: Client, options: SchemaOptions & MigrationOptions = {}): Promise<Migration> {
  return migrateSql(await serverDriver(client, 'migrate'), options)
}

/** The statements that create the schema, as text. */
export function schema({ dialect = 'mysql', ...options }: SchemaOptions & ServerOptions = {}): string {
  return schemaSql(dialects[dialect], options)
}

/**
 * How the database differs from the schema; changes nothing.
 *
 * @throws AdapterError `unavailable` when the database cannot answer
 */
export async function check(client: Client, options: SchemaOptions = {}): Promise<Finding[]> {
  return checkSql(await serverDriver(client, 'check'), options)
}

/** What the adapter promises under these options, as the conformance kit takes it. */
export function capabilities(options: SchemaOptions = {}): SqlCapabilities {
  return capabilitiesOf(options)
}

/** A driver with the dialect of the server that answers. */
async function serverDriver(client: Client, operation: 'migrate' | 'check'): Promise<SqlDriver> {
  const driver = driverOf(client)
  try {
    const row = await driver.get({ name: 'version', text: 'SELECT version()' }, [])
    return /mariadb/i.test(String(row?.[0])) ? driverOf(client, mariadb) : driver
  } catch (error) {
    const { code } = driver.explain(error)
    throw new AdapterError(code, `${operation}: the server did not say which one it is.`, { operation, cause: error })
  }
}
