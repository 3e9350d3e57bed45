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
  postgres,
} from '@strongroom/sql'
import { type Client, type DriverOptions, type Pool, driverOf } from './driver.ts'

/** What the factory takes. */
export interface PostgresOptions<F extends CustomFields = CustomFields> extends AdapterOptions<F>, DriverOptions {}

/**
 * An adapter over node-postgres: a `Pool`, a `Client`, or a pool made in each request.
 *
 * Connections stay the caller's, with their timeouts; a pool needs its own `error` listener, as pg's manual has it.
 * Statements are named, so the server plans each once a connection. A pooler that cannot keep them is noticed by its
 * error and served without names from then on; `prepare: false` says so at once.
 *
 * @param client an open pool or client; nothing is sent until a method is called
 * @throws AdapterError `invalid-input` for custom fields that cannot be served
 */
export function PostgresAdapter<const F extends CustomFields = Record<never, never>>(
  client: Client | Pool,
  options: PostgresOptions<F> = {},
): Adapter<CustomRows<F>> {
  return createSqlAdapter(driverOf(client, options), options)
}

/**
 * Creates what is missing, all or nothing, one process at a time. Give it a pool, or a client on which nobody else
 * works meanwhile.
 *
 * @throws AdapterError `schema`, naming table and column, where something cannot be adopted; `unavailable`
 */
export function migrate(client: Client | Pool, options: SchemaOptions & MigrationOptions = {}): Promise<Migration> {
  return migrateSql(driverOf(client, { prepare: false }), options)
}

/** The statements that create the schema, as text. */
export function schema(options: SchemaOptions = {}): string {
  return schemaSql(postgres, options)
}

/**
 * How the database differs from the schema; changes nothing.
 *
 * @throws AdapterError `unavailable` when the database cannot answer
 */
export function check(client: Client | Pool, options: SchemaOptions = {}): Promise<Finding[]> {
  return checkSql(driverOf(client, { prepare: false }), options)
}

/** What the adapter promises under these options, as the conformance kit takes it. */
export function capabilities(options: SchemaOptions = {}): SqlCapabilities {
  return capabilitiesOf(options)
}
