import { AdapterError, type EntityName, failure, model } from '@strongroom/core-types'
import type { ClientSession, Collection, Db, MongoClient, ReadPreferenceLike, WriteConcernSettings } from 'mongodb'
import { explain } from './errors.ts'
import { type Layout, type Place, pathOf } from './layout.ts'

/** Whatever gives a database: a client, a promise of one, a function that gives either, or the database itself. */
export type Source = MongoClient | Promise<MongoClient> | (() => MongoClient | Promise<MongoClient>) | Db

/** How a database is reached. */
export interface ConnectionOptions {
  /** The database of the client; that of its connection string when not given. */
  readonly databaseName?: string
  /** Called with the client after each operation, for clients that live no longer. */
  readonly onClose?: (client: MongoClient) => Promise<void>
  /** Where a write must have arrived: `majority`, or a failover forgets who signed in. */
  readonly writeConcern?: WriteConcernSettings
  /** Where to read: the primary, or a session that was just created is not found. */
  readonly readPreference?: ReadPreferenceLike
}

/** A database's collections by entity, and the database. */
export type Collections = { readonly [E in EntityName]: Collection } & {
  readonly db: Db
  /** Runs commands that take these options in one transaction, again where the server says so. */
  readonly transaction: <T>(work: (options: { readonly session: ClientSession }) => Promise<T>) => Promise<T>
}

/** Runs an operation's commands. Every error leaves through `explain`. */
export type Run = <T>(operation: string, place: Place, work: (collections: Collections) => Promise<T>) => Promise<T>

/** Reaches collections over a source. No input or output until it is called. */
export function driverOf(source: Source, layout: Layout, options: ConnectionOptions): Run {
  const { databaseName, onClose, writeConcern = { w: 'majority' }, readPreference = 'primary' } = options
  const known = new WeakMap<object, Collections>()

  const collectionsOf = (owner: MongoClient | Db): Collections => {
    const made = known.get(owner)
    if (made !== undefined) return made
    const db = 'db' in owner ? owner.db(databaseName) : owner
    const collection = ({ collection: name }: Place): Collection =>
      db.collection(name, {
        writeConcern,
        readPreference,
        // Whatever the client was told: values are values here.
        promoteValues: true,
        promoteLongs: true,
        useBigInt64: false,
        ignoreUndefined: true,
        raw: false,
      })
    const { user, account, session, verificationToken, authenticator } = layout.places
    const collections: Collections = {
      db,
      // A transaction has a concern of its own: its commands' are not sent.
      transaction: (work) =>
        db.client.withSession((session) =>
          session.withTransaction(() => work({ session }), {
            writeConcern,
            readPreference: 'primary',
          }),
        ),
      user: collection(user),
      account: collection(account),
      session: collection(session),
      verificationToken: collection(verificationToken),
      authenticator: collection(authenticator),
    }
    known.set(owner, collections)
    return collections
  }

  return async (operation, place, work) => {
    try {
      const owner = await (typeof source === 'function' ? source() : source)
      try {
        return await work(collectionsOf(owner))
      } finally {
        if (onClose !== undefined && 'db' in owner) await onClose(owner)
      }
    } catch (error) {
      throw explained(error, operation, place)
    }
  }
}

function explained(cause: unknown, operation: string, place: Place): AdapterError {
  if (cause instanceof AdapterError) return cause
  const { code, paths } = explain(cause)
  return failure(code, operation, place, code === 'duplicate' ? violated(place, paths) : undefined, cause)
}

/** The field whose value is taken: of a unique set the one that tells it from others, its last. */
function violated(place: Place, paths: readonly string[] | undefined): string | undefined {
  const sets: readonly (readonly string[])[] = model[place.entity].unique
  // A user's id is never written again, so what an index without a name refuses is the other.
  if (paths === undefined) return sets.at(-1)?.at(-1)
  const found = sets.find((fields) => fields.every((field) => paths.includes(pathOf(place, field))))
  // An index of the application's own, or of a name that tells nothing.
  return found?.at(-1) ?? place.columns.find(({ path }) => paths.includes(path))?.name
}
