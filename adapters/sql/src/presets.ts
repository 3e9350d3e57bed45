import type { Schema } from './schema.ts'

/**
 * The schema that `@auth/kysely-adapter` documents: UUIDs, a user's e-mail address NOT NULL, tokens unique whomever
 * they were sent to, accounts without a unique key; dates as ISO 8601 where SQLite has no type for them.
 *
 * It has no table for passkeys. `migrate` adds `Authenticator` and the missing indexes, and changes nothing else;
 * without it those methods, and `unlinkAccount` with `keepLast`, throw `schema`.
 */
export const authKysely = {
  tables: {
    user: { name: 'User' },
    account: { name: 'Account' },
    session: { name: 'Session' },
    verificationToken: { name: 'VerificationToken' },
    authenticator: { name: 'Authenticator' },
  },
  ids: { type: 'uuid', from: 'caller' },
  encodings: { timestamp: 'iso8601' },
  constraints: { unique: { account: [], verificationToken: [['token']] }, required: { user: ['email'] } },
} as const satisfies Schema
