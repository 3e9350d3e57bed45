/** What a field holds. The stored form is the schema's business, the meaning is fixed here. */
export type FieldType = 'id' | 'key' | 'text' | 'timestamp' | 'bigint' | 'integer' | 'boolean' | 'json'

/** One field of an entity. */
export interface Field {
  /**
   * - `id`: a user id, or a reference to one
   * - `key`: text that identifies; compared byte for byte, bounded in UTF-8 bytes
   * - `text`: unbounded text
   * - `timestamp`: a `Date`, to the millisecond
   * - `bigint`: an integer up to 2^53 - 1
   * - `integer`: an integer of 32 bits
   * - `boolean`, `json`: as they are
   */
  readonly type: FieldType
  /** May be absent: `null` in users, sessions, tokens and authenticators, left out of accounts. */
  readonly optional?: true
  /** The value the database gives when none is given. */
  readonly default?: string | number | boolean
  /** For `key`: the most UTF-8 bytes that every engine can index. */
  readonly bytes?: number
  /** For `key`: only ASCII, so that an engine may index it in a one-byte character set. */
  readonly ascii?: true
  /** For `text`: the most characters (Unicode code points) that an existing column holds. */
  readonly characters?: number
  /** For `text`: the values an application may write. */
  readonly oneOf?: readonly string[]
  /** For `id`: the entity it points to; the row goes when that one goes. */
  readonly references?: 'user'
}

/** An entity: its fields, what is unique (the primary key first), what is looked up besides. */
export interface Entity {
  readonly fields: Readonly<Record<string, Field>>
  readonly unique: readonly (readonly string[])[]
  readonly index?: readonly (readonly string[])[]
}

const id = { type: 'id' } as const
const owner = { type: 'id', references: 'user' } as const
const text = { type: 'text', optional: true } as const
const key = <const Bytes extends number>(bytes: Bytes): { readonly type: 'key'; readonly bytes: Bytes } => ({
  type: 'key',
  bytes,
})

/**
 * The five entities, written once: types, statements, DDL, codecs, `check` and the kit's fixtures derive from it.
 *
 * Limits are UTF-8 bytes that fit the smallest index among the engines (PostgreSQL: 2,704 bytes an entry,
 * InnoDB: 3,072, four a character). E-mail: RFC 3696, erratum 1690. Credential ids: 1,023 bytes
 * (WebAuthn Level 2, section 5.1) in base64; the core stores them as account ids as well.
 */
export const model = {
  user: {
    fields: {
      id,
      name: text,
      email: { ...key(254), optional: true },
      emailVerified: { type: 'timestamp', optional: true },
      image: text,
    },
    unique: [['id'], ['email']],
  },
  account: {
    fields: {
      userId: owner,
      type: { type: 'text', oneOf: ['oauth', 'oidc', 'email', 'webauthn'] },
      provider: key(255),
      providerAccountId: key(1364),
      refresh_token: text,
      access_token: text,
      expires_at: { type: 'bigint', optional: true },
      token_type: text,
      scope: text,
      id_token: text,
      session_state: text,
    },
    unique: [['provider', 'providerAccountId']],
    index: [['userId']],
  },
  session: {
    fields: { sessionToken: key(512), userId: owner, expires: { type: 'timestamp' } },
    unique: [['sessionToken']],
    index: [['userId'], ['expires']],
  },
  verificationToken: {
    fields: { identifier: key(512), token: key(255), expires: { type: 'timestamp' } },
    unique: [['identifier', 'token']],
    index: [['expires']],
  },
  authenticator: {
    fields: {
      credentialID: { ...key(1364), ascii: true },
      userId: owner,
      providerAccountId: key(1364),
      credentialPublicKey: { type: 'text' },
      counter: { type: 'bigint' },
      credentialDeviceType: { type: 'text' },
      credentialBackedUp: { type: 'boolean' },
      transports: text,
    },
    unique: [['credentialID']],
    index: [['userId']],
  },
} as const satisfies Record<string, Entity>

export type Model = typeof model
export type EntityName = keyof Model

/** The names of an entity's fields. */
export type FieldName<E extends EntityName> = keyof Model[E]['fields'] & string

/** Sets of fields that a database keeps unique, by entity; one left out has the model's. */
export type UniqueSets = { readonly [E in EntityName]?: readonly (readonly FieldName<E>[])[] }

/** The entities, in an order in which tables can be created. */
export const entityNames = Object.keys(model) as readonly EntityName[]

/** The longest UTF-8 form of a user id, in bytes. */
export const ID_BYTES = 255

/** The value of a field when it is there. */
export type Value<F extends Field> = F extends { readonly oneOf: readonly (infer Choice)[] }
  ? Choice
  : F['type'] extends 'id' | 'key' | 'text'
    ? string
    : F['type'] extends 'timestamp'
      ? Date
      : F['type'] extends 'bigint' | 'integer'
        ? number
        : F['type'] extends 'boolean'
          ? boolean
          : unknown

/** A stored row: optional fields are `null` when absent. */
export type Row<Fields extends Readonly<Record<string, Field>>> = {
  [K in keyof Fields]: Fields[K] extends { readonly optional: true } ? Value<Fields[K]> | null : Value<Fields[K]>
}

/**
 * A field that an application adds to an entity. It must be optional or have a default, since an auth core
 * creates a user from an e-mail address alone.
 */
export type CustomField = {
  readonly type: Exclude<FieldType, 'id' | 'key'>
  readonly oneOf?: readonly string[]
} & (
  | { readonly optional: true; readonly default?: string | number | boolean }
  | { readonly optional?: never; readonly default: string | number | boolean }
)

/** Custom fields by entity, as the `fields` option takes them. The core types accounts as JSON, so theirs hold no dates. */
export type CustomFields = {
  readonly [E in EntityName]?: Readonly<
    Record<
      string,
      E extends 'account' ? CustomField & { readonly type: 'text' | 'bigint' | 'integer' | 'boolean' } : CustomField
    >
  >
}

/** A row whose absent fields are left out, as accounts have it. */
export type AbsentLeftOut<T> = { [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : never]?: NonNullable<T[K]>
}

/** The rows that custom fields add: what `Adapter` takes as its parameter. */
export type CustomRows<F extends CustomFields> = {
  [E in EntityName]: F[E] extends Readonly<Record<string, Field>>
    ? E extends 'account'
      ? AbsentLeftOut<Row<F[E]>>
      : Row<F[E]>
    : unknown
}
