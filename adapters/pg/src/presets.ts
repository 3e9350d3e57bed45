import type { Schema } from '@strongroom/sql'

/**
 * The schema that `@auth/pg-adapter` documents: integer ids of the database, and not one unique or foreign key but the
 * primary keys. The table `authenticators` is not in it; `migrate` adds it, and until then the methods for passkeys throw
 * `schema`.
 */
export const authPg = {
  tables: {
    user: { characters: { name: 255 } },
    account: { bytes: { providerAccountId: 255 }, filled: { id: 'default' } },
    session: { bytes: { sessionToken: 255 }, filled: { id: 'default' } },
    authenticator: { absent: true },
  },
  ids: { type: 'integer', from: 'database' },
  constraints: { foreignKeys: false, unique: { user: [['id']], account: [], session: [] } },
  migrated: {
    tables: { account: { filled: { id: 'default' } }, session: { filled: { id: 'default' } } },
    ids: { type: 'integer', from: 'database' },
  },
} as const satisfies Schema

const drizzleTables = {
  user: { name: 'user' },
  account: { name: 'account' },
  session: { name: 'session' },
  verificationToken: { name: 'verificationToken' },
  authenticator: { name: 'authenticator' },
} as const

/**
 * The tables that `@auth/drizzle-adapter` documents for PostgreSQL, or has where none are passed: whole numbers of 32
 * bits, no indexes. Those of its page lack the keys over two columns, which drizzle-kit does not see there.
 */
export const drizzlePg = {
  tables: {
    ...drizzleTables,
    account: { ...drizzleTables.account, int32: ['expires_at'] },
    authenticator: { ...drizzleTables.authenticator, int32: ['counter'] },
  },
  constraints: { unique: { account: [], verificationToken: [] } },
  migrated: { tables: drizzleTables },
} as const satisfies Schema

const changes = { createdAt: 'created', updatedAt: 'updated' } as const
const prismaTables = {
  user: { name: 'User', filled: changes },
  account: { name: 'Account', int32: ['expires_at'], filled: changes },
  session: { name: 'Session', filled: changes },
  verificationToken: { name: 'VerificationToken' },
  authenticator: { name: 'Authenticator', int32: ['counter'] },
} as const

/**
 * The models that `@auth/prisma-adapter` documents for PostgreSQL. E-mail addresses are required and whole numbers have
 * 32 bits, and stay so: Prisma's client reads them by its own schema, which has to change first.
 */
export const prisma = {
  tables: prismaTables,
  constraints: { required: { user: ['email'] } },
} as const satisfies Schema
