import type { CustomFields, EntityName, UniqueSets } from '@strongroom/core-types'

/** How one database stores the model. Everything is optional: the default is what `migrate` makes. */
export interface Schema {
  /** ObjectIds that the adapter makes, or text or UUIDs from the caller. */
  readonly ids?:
    | { readonly type: 'objectId'; readonly from: 'database' }
    | { readonly type: 'text' | 'uuid'; readonly from: 'caller' }
  /** Names of fields in documents where they differ, by entity. A user's id is `_id`. */
  readonly fields?: { readonly [E in EntityName]?: Readonly<Record<string, string>> }
  /** Which constraints the database has. What is missing cannot be promised: see `capabilities`. */
  readonly constraints?: {
    /** The unique sets by entity; an entity left out has the model's. `_id` is unique everywhere. */
    readonly unique?: UniqueSets
  }
  /**
   * What this schema has become once `migrate` has run: what `migrate` works towards and `check` compares with. The
   * adapter goes by the schema that it is given, so it serves the database before and after; given this one instead, it
   * leans on the indexes and promises more.
   */
  readonly migrated?: Schema
}

/** Names of collections, as `@auth/mongodb-adapter` has them. */
export interface Collections {
  readonly Users?: string
  readonly Accounts?: string
  readonly Sessions?: string
  readonly VerificationTokens?: string
  readonly Authenticators?: string
}

/** What `migrate`, `schema`, `check` and `capabilities` take. */
export interface SchemaOptions<F extends CustomFields = CustomFields> {
  readonly schema?: Schema
  readonly collections?: Collections
  /** Custom fields by entity; each optional or with a default. */
  readonly fields?: F
  /** Lets the server delete what has expired, by a TTL index: within about a minute. */
  readonly ttl?: boolean
}
