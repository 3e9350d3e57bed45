import type { Schema } from '@strongroom/sql'

/** The tables that `@auth/drizzle-adapter` documents and makes for SQLite: dates as integers of milliseconds, no indexes. */
export const drizzleSqlite = {
  tables: {
    user: { name: 'user' },
    account: { name: 'account' },
    session: { name: 'session' },
    verificationToken: { name: 'verificationToken' },
    authenticator: { name: 'authenticator' },
  },
} as const satisfies Schema

const changes = { createdAt: 'created', updatedAt: 'updated' } as const

/**
 * The models that `@auth/prisma-adapter` documents for SQLite, with dates as Prisma 7 writes them: text. Earlier releases
 * wrote integers of milliseconds; for those give `{ ...prisma, encodings: { timestamp: 'native' } }`.
 */
export const prisma = {
  tables: {
    user: { name: 'User', filled: changes },
    account: { name: 'Account', filled: { id: 'uuid', ...changes } },
    session: { name: 'Session', filled: { id: 'uuid', ...changes } },
    verificationToken: { name: 'VerificationToken' },
    authenticator: { name: 'Authenticator' },
  },
  encodings: { timestamp: 'iso8601' },
} as const satisfies Schema
