import type { SchemaOptions } from '../src/index.ts'

const other = {
  schema: {
    ids: { type: 'integer', from: 'database' },
    encodings: { timestamp: 'iso8601' },
    tables: {
      user: { name: 'my "people"', columns: { id: 'user', email: 'select', emailVerified: 'email_verified_at' } },
      account: { name: 'order', columns: { userId: 'user', providerAccountId: 'provider_account_id' } },
      session: { name: 'group', columns: { sessionToken: 'session token', userId: 'user' } },
      verificationToken: { name: 'tökens', columns: { identifier: 'from', token: 'where' } },
      authenticator: { columns: { credentialID: 'credential_id', userId: 'user' } },
    },
  },
  fields: {
    user: {
      role: { type: 'text', default: 'member' },
      lastSeen: { type: 'timestamp', optional: true },
      settings: { type: 'json', optional: true },
      logins: { type: 'bigint', default: 0 },
      banned: { type: 'boolean', optional: true },
    },
    account: { label: { type: 'text', optional: true } },
    session: { userAgent: { type: 'text', optional: true }, role: { type: 'text', default: 'none' } },
  },
} as const satisfies SchemaOptions

const loose = { schema: { constraints: { foreignKeys: false } } } as const satisfies SchemaOptions

const bare = {
  schema: {
    constraints: {
      unique: { user: [['id']], account: [], session: [], verificationToken: [], authenticator: [] },
    },
  },
} as const satisfies SchemaOptions

/** Schemas that the adapter is judged with. */
export const variants: readonly { readonly variant: string; readonly options?: SchemaOptions }[] = [
  { variant: 'default' },
  { variant: 'other names, integer ids of the database, custom fields', options: other },
  { variant: 'without foreign keys', options: loose },
  { variant: 'without unique sets', options: bare },
]
