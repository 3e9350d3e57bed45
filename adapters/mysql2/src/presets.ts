import type { Schema } from '@strongroom/sql'

const drizzleTables = {
  user: { name: 'user' },
  account: { name: 'account', bytes: { providerAccountId: 255 } },
  session: { name: 'session', bytes: { sessionToken: 255 } },
  verificationToken: { name: 'verificationToken', bytes: { identifier: 255 } },
  authenticator: { name: 'authenticator', bytes: { credentialID: 255, providerAccountId: 255 } },
} as const

/**
 * The tables that `@auth/drizzle-adapter` documents and makes for MySQL: text of 255 characters, compared by the
 * database's collation; TIMESTAMPs; whole numbers of 32 bits. `migrate` mends those; keys keep their width.
 */
export const drizzleMysql = {
  tables: {
    user: { ...drizzleTables.user, characters: { name: 255, image: 255 } },
    account: {
      ...drizzleTables.account,
      characters: {
        refresh_token: 255,
        access_token: 255,
        token_type: 255,
        scope: 255,
        id_token: 2048,
        session_state: 255,
      },
      int32: ['expires_at'],
    },
    session: drizzleTables.session,
    verificationToken: drizzleTables.verificationToken,
    authenticator: {
      ...drizzleTables.authenticator,
      characters: { credentialPublicKey: 255, credentialDeviceType: 255, transports: 255 },
      int32: ['counter'],
    },
  },
  encodings: { timestamp: 'timestamp' },
  constraints: { exactKeys: false },
  migrated: { tables: drizzleTables },
} as const satisfies Schema

// What Prisma makes of String where nothing else is said.
const id = 191
const changes = { createdAt: 'created', updatedAt: 'updated' } as const
const prismaTables = {
  user: { name: 'User', bytes: { id, email: id }, filled: { username: 'default', ...changes } },
  account: {
    name: 'Account',
    bytes: { userId: id, provider: id, providerAccountId: id },
    int32: ['expires_at'],
    filled: { id: 'uuid', refresh_token_expires_in: 'default', ...changes },
  },
  session: { name: 'Session', bytes: { userId: id, sessionToken: id }, filled: { id: 'uuid', ...changes } },
  verificationToken: { name: 'VerificationToken', bytes: { identifier: id, token: id } },
  authenticator: {
    name: 'Authenticator',
    bytes: { credentialID: id, userId: id, providerAccountId: id },
    int32: ['counter'],
  },
} as const

/**
 * The models that `@auth/prisma-adapter` documents for MySQL: text of 191 characters, compared by the database's
 * collation; one account a user; users with accounts or sessions cannot be deleted. `migrate` mends those; keys keep
 * their width, and whole numbers their 32 bits, which Prisma's client reads by its own schema.
 */
export const prisma = {
  tables: {
    ...prismaTables,
    user: { ...prismaTables.user, characters: { name: 191, image: 191 } },
    account: {
      ...prismaTables.account,
      characters: {
        refresh_token: 16_383,
        access_token: 16_383,
        token_type: 191,
        scope: 191,
        id_token: 16_383,
        session_state: 191,
      },
    },
    authenticator: {
      ...prismaTables.authenticator,
      characters: { credentialPublicKey: 191, credentialDeviceType: 191, transports: 191 },
    },
  },
  constraints: {
    foreignKeys: 'restrict',
    exactKeys: false,
    unique: { account: [['provider', 'providerAccountId'], ['userId']] },
  },
  migrated: { tables: prismaTables },
} as const satisfies Schema
