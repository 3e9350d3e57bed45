import {
  type Adapter,
  type AdapterWarning,
  type CustomFields,
  type CustomRows,
  type Finding,
  type Migration,
  warnOnce,
} from '@strongroom/core-types'
import { type MongoDBCapabilities, capabilitiesOf } from './capabilities.ts'
import { type ConnectionOptions, type Source, driverOf } from './driver.ts'
import { indexText, indexesOf } from './indexes.ts'
import { layoutOf, targetOf } from './layout.ts'
import { methodsOf } from './methods.ts'
import { type IndexMigrationOptions, checkDatabase, migrateIndexes } from './migrate.ts'
import type { SchemaOptions } from './schema.ts'

/** What the factory takes. */
export interface MongoDBOptions<F extends CustomFields = CustomFields> extends SchemaOptions<F>, ConnectionOptions {
  /** The clock: milliseconds since the epoch. `Date.now` when not given. */
  readonly now?: () => number
  /** Makes the id of a user that comes without one, where ids are not ObjectIds. `crypto.randomUUID` when not given. */
  readonly generateId?: () => string
  /** Told once of what was left out or put right; never with values. `console.warn` when not given. */
  readonly onWarning?: (warning: AdapterWarning) => void
  /** Deletes a user and what belongs to it in one transaction. Needs a server that has transactions. */
  readonly transactions?: boolean
}

/** What `migrate` and `check` take. */
export interface MongoDBSchemaOptions extends SchemaOptions, ConnectionOptions {}

/** How `migrate` goes about it. */
export type MongoDBMigrationOptions = IndexMigrationOptions

/**
 * An adapter over the official MongoDB driver.
 *
 * MongoDB has no foreign keys: a session or account of an unknown user is stored, never answers, and is swept by
 * `deleteExpired`. Uniqueness stands on indexes, which `migrate` makes and `check` looks for.
 *
 * @param client a client, a promise of one, a function that gives either, or a database
 * @throws AdapterError `invalid-input` for custom fields that cannot be served
 */
export function MongoDBAdapter<const F extends CustomFields = Record<never, never>>(
  client: Source,
  options: MongoDBOptions<F> = {},
): Adapter<CustomRows<F>> {
  const { now = Date.now, generateId = () => crypto.randomUUID(), transactions = false } = options
  const layout = layoutOf(options)
  const run = driverOf(client, layout, options)
  const methods = methodsOf({ layout, run, now, generateId, warn: warnOnce(options.onWarning), transactions })
  // The methods answer what the layout's fields hold, which the type parameter has said.
  return methods as unknown as Adapter<CustomRows<F>>
}

/**
 * Makes the indexes that are missing, of `schema.migrated` where there is one. Safe when several processes start at once.
 *
 * @throws AdapterError `schema`, naming collection and field, where something stands in the way, before anything is
 * changed; `unavailable`
 */
export function migrate(
  client: Source,
  options: MongoDBSchemaOptions & MongoDBMigrationOptions = {},
): Promise<Migration> {
  const layout = targetOf(options)
  return migrateIndexes(driverOf(client, layout, options), layout, options.ttl, options)
}

/** The commands that make the indexes, as text for the server's shell: all that `migrate` works towards. */
export function schema(options: SchemaOptions = {}): string {
  return indexesOf(targetOf(options), options.ttl)
    .map((index) => `${indexText(index)}\n`)
    .join('')
}

/**
 * How a database differs from its schema, or from `schema.migrated`: indexes, and documents that do not fit. Reads whole
 * collections, changes nothing.
 *
 * @throws AdapterError `unavailable` when the database cannot answer
 */
export function check(client: Source, options: MongoDBSchemaOptions = {}): Promise<Finding[]> {
  const layout = targetOf(options)
  return checkDatabase(driverOf(client, layout, options), layout, options.ttl)
}

/** What the adapter promises under these options. No input or output. */
export function capabilities(options: SchemaOptions = {}): MongoDBCapabilities {
  return capabilitiesOf(options)
}
