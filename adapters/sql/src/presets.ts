import type { Schema } from './schema.ts'

const tables = {
  user: { name: 'User' },
  account: { name: 'Account', filled: { id: 'default' } },
  session: { name: 'Session', filled: { id: 'default' } },
  verificationToken: { name: 'VerificationToken' },
  authenticator: { name: 'Authenticator' },
} as const

const stays = {
  tables,
  ids: { type: 'uuid', from: 'caller' },
  encodings: { timestamp: 'iso8601' },
} as const

/**
 * The schema that `@auth/kysely-adapter` documents: UUIDs, a user's e-mail address NOT NULL, tokens unique whomever
 * they were sent to, accounts without a unique key; dates as ISO 8601 where SQLite has no type for them.
 *
 * It has no table for passkeys. `migrate` adds `Authenticator`, the unique key of accounts and the missing indexes;
 * without it those methods, and `unlinkAccount` with `keepLast`, throw `schema`.
 */
export const authKysely = {
  ...stays,
  constraints: { unique: { account: [], verificationToken: [['token']] }, required: { user: ['email'] } },
  migrated: {
    ...stays,
    constraints: { unique: { verificationToken: [['token']] }, required: { user: ['email'] } },
  },
} as const satisfies Schema
