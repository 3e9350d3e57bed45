import {
  type Adapter,
  type AdapterWarning,
  type CustomFields,
  type CustomRows,
  type Finding,
  type Migration,
  type RuleId,
  warnOnce,
} from '@strongroom/core-types'
import { type ConnectionOptions, type Source, driverOf } from './driver.ts'
import { type IndexMigrationOptions, checkIndexes, indexText, indexesOf, migrateIndexes } from './indexes.ts'
import { type SchemaOptions, layoutOf } from './layout.ts'
import { methodsOf } from './methods.ts'

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
 * Makes the indexes that are missing. Safe when several processes start at once.
 *
 * @throws AdapterError `schema`, naming collection and field, where one cannot be made; `unavailable`
 */
export function migrate(
  client: Source,
  options: MongoDBSchemaOptions & MongoDBMigrationOptions = {},
): Promise<Migration> {
  const layout = layoutOf(options)
  return migrateIndexes(driverOf(client, layout, options), layout, options.ttl, options)
}

/** The commands that make the indexes, as text for the server's shell. */
export function schema(options: SchemaOptions = {}): string {
  return indexesOf(layoutOf(options), options.ttl)
    .map((index) => `${indexText(index)}\n`)
    .join('')
}

/**
 * Which indexes are missing or different; changes nothing.
 *
 * @throws AdapterError `unavailable` when the database cannot answer
 */
export function check(client: Source, options: MongoDBSchemaOptions = {}): Promise<Finding[]> {
  const layout = layoutOf(options)
  return checkIndexes(driverOf(client, layout, options), layout, options.ttl)
}

/** What the adapter promises, as the conformance kit's target takes it. */
export interface MongoDBCapabilities {
  readonly sessions: 'database'
  readonly ids: 'caller' | 'database'
  readonly fields: CustomFields
  /** The contract's rules that a store without foreign keys cannot keep, with the reason. */
  readonly notGuaranteed: Readonly<Partial<Record<RuleId, string>>>
}

/** What the adapter promises under these options. No input or output. */
export function capabilities({ schema: { ids } = {}, fields = {} }: SchemaOptions = {}): MongoDBCapabilities {
  const reason = 'there are no foreign keys: what is stored for an unknown user never answers'
  return {
    sessions: 'database',
    ids: ids?.from ?? 'database',
    fields,
    notGuaranteed: { 'linkAccount.duplicate-code': reason, 'createSession.error-codes': reason },
  }
}
