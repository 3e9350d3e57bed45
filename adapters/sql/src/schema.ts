import type { CustomFields, EntityName, FieldName, UniqueSets } from '@strongroom/core-types'

/** How values are encoded where an engine offers more than one way. */
export interface Encodings {
  /**
   * - `native`: the engine's own type (SQLite has none: integers of milliseconds)
   * - `iso8601`: text in UTC, on SQLite
   * - `timestamp`: MySQL's TIMESTAMP, of the years 1970 to 2038, which the connection's time zone moves
   */
  readonly timestamp: 'native' | 'iso8601' | 'timestamp'
}

/**
 * What stands in a column that no field has:
 * - `default`: what the database gives
 * - `uuid`: a random UUID, given when the row is inserted, where the database gives nothing
 * - `created`, `updated`: when the row was inserted, or changed last
 */
export type Filling = 'default' | 'uuid' | 'created' | 'updated'

/** What one entity's table is called, its columns where they differ from the fields, and what they hold. */
export interface TableNames {
  readonly name?: string
  readonly columns?: Readonly<Record<string, string>>
  /** Limits of existing key columns, in UTF-8 bytes, where they are narrower than the model's. */
  readonly bytes?: Readonly<Record<string, number>>
  /** Limits of existing text columns, in characters. */
  readonly characters?: Readonly<Record<string, number>>
  /** Fields of whole numbers whose existing columns have 32 bits. */
  readonly int32?: readonly string[]
  /** There is no such table: what needs it throws `schema`, everything else leaves it out. */
  readonly absent?: true
  /** Columns beside the fields', by name. */
  readonly filled?: Readonly<Record<string, Filling>>
}

/**
 * How one database stores the model. Everything is optional: the default is what `migrate` creates, with the
 * table names of `@auth/pg-adapter`, text ids from the caller and every constraint.
 */
export interface Schema {
  /** A PostgreSQL schema, a MySQL database, an attached SQLite database. */
  readonly namespace?: string
  readonly tables?: { readonly [E in EntityName]?: TableNames }
  /** Ids are given by the caller (the core makes UUIDs), or made by the database. */
  readonly ids?:
    | { readonly type: 'text' | 'uuid'; readonly from: 'caller' | 'database' }
    | { readonly type: 'integer'; readonly from: 'database' }
  readonly encodings?: Partial<Encodings>
  /** Which constraints the database has. What is missing cannot be promised: see `capabilities`. */
  readonly constraints?: {
    /** References to users, with `on delete cascade`; `restrict`: references that keep a user while there are others. */
    readonly foreignKeys?: boolean | 'restrict'
    /** The unique sets by entity; an entity left out has the model's. */
    readonly unique?: UniqueSets
    /** Fields of the model that may be absent, and whose columns are NOT NULL all the same. */
    readonly required?: { readonly [E in EntityName]?: readonly FieldName<E>[] }
    /** `false` where key columns have a collation under which keys that differ can meet. */
    readonly exactKeys?: boolean
  }
  /**
   * What this schema has become once `migrate` has run: what `migrate` works towards and `check` compares with. The
   * adapter goes by the schema that it is given, so it serves the database before and after; given this one instead, it
   * leans on what was mended and promises more.
   */
  readonly migrated?: Schema
}

/** What `migrate`, `schema`, `check` and `capabilities` take. */
export interface SchemaOptions<F extends CustomFields = CustomFields> {
  readonly schema?: Schema
  /** Custom fields by entity; each optional or with a default. */
  readonly fields?: F
}

/** The tables' names when nothing else is said. */
export const defaultTables = {
  user: 'users',
  account: 'accounts',
  session: 'sessions',
  verificationToken: 'verification_token',
  authenticator: 'authenticators',
} as const satisfies Readonly<Record<EntityName, string>>
