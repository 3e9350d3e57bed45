import type { Adapter, CustomFields, CustomRows } from '@strongroom/core-types'
import {
  type AdapterOptions,
  type Dialect,
  type Finding,
  type Migration,
  type MigrationOptions,
  type Schema,
  type SchemaOptions,
  type SqlCapabilities,
  capabilitiesOf,
  checkSql,
  createSqlAdapter,
  migrateSql,
  schemaSql,
} from '@strongroom/sql'
import type { Kysely } from 'kysely'
import { type Instance, dialectOf, driverOf } from './driver.ts'
import type { Complete } from './interface.ts'
import { namesOf } from './names.ts'

/** Which engine it is, where the instance's own dialect does not tell. */
export interface DialectOptions {
  /** Told from the instance when not given; `mariadb` saves a round trip where rows are inserted or deleted. */
  readonly dialect?: Dialect['name']
}

/** What the factory takes. */
export interface KyselyOptions<F extends CustomFields = CustomFields, S extends Schema = Schema>
  extends AdapterOptions<F>, DialectOptions {
  readonly schema?: S
}

/** What `migrate`, `schema` and `check` take. */
export interface KyselySchemaOptions extends SchemaOptions, DialectOptions {}

/**
 * An adapter over a `Kysely` instance, or over a `Transaction` in which the caller writes too.
 *
 * Honours the instance: its dialect, `withSchema`, plugins that rename; its loggers see the queries. Result plugins
 * have no say, so text that looks like JSON stays text.
 *
 * @param db an instance whose interface has the tables and columns; a missing one does not compile and is named
 * @throws AdapterError `invalid-input` for custom fields that cannot be served
 */
export function KyselyAdapter<
  DB,
  const F extends CustomFields = Record<never, never>,
  const S extends Schema = Record<never, never>,
>(db: Kysely<DB> & Complete<DB, S, F>, options: KyselyOptions<F, S> = {}): Adapter<CustomRows<F>> {
  const driver = driverOf(db, options.dialect)
  return createSqlAdapter(driver, { ...options, schema: namesOf(db, options) })
}

/**
 * Creates what is missing; all or nothing where the engine's transactions undo DDL. In a transaction of the caller's
 * it becomes part of that.
 *
 * @throws AdapterError `schema`, naming table and column, where something cannot be adopted; `unavailable`
 */
export function migrate(db: Instance, options: KyselySchemaOptions & MigrationOptions = {}): Promise<Migration> {
  return migrateSql(driverOf(db, options.dialect), { ...options, schema: namesOf(db, options) })
}

/** The statements that create the schema, as text. */
export function schema(db: Instance, options: KyselySchemaOptions = {}): string {
  return schemaSql(dialectOf(db, options.dialect), { ...options, schema: namesOf(db, options) })
}

/**
 * How the database differs from the schema; changes nothing.
 *
 * @throws AdapterError `unavailable` when the database cannot answer
 */
export function check(db: Instance, options: KyselySchemaOptions = {}): Promise<Finding[]> {
  return checkSql(driverOf(db, options.dialect), { ...options, schema: namesOf(db, options) })
}

/** What the adapter promises under these options, as the conformance kit takes it. */
export function capabilities(options: SchemaOptions = {}): SqlCapabilities {
  return capabilitiesOf(options)
}
