import { KyselyAdapter as PublishedAdapter } from '@auth/kysely-adapter'
import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'
import { engine } from './databases.ts'
import type { Tables } from './instances.ts'

/**
 * The migration in the documentation of `@auth/kysely-adapter`, written for PostgreSQL. SQLite has no function that
 * makes UUIDs, so there nothing makes an id that is not given.
 */
export async function documented(db: Kysely<Tables>): Promise<void> {
  const id = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder =>
    engine().family === 'sqlite' ? column.primaryKey() : column.primaryKey().defaultTo(sql`gen_random_uuid()`)
  const owner = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder =>
    column.references('User.id').onDelete('cascade').notNull()
  await db.schema
    .createTable('User')
    .addColumn('id', 'uuid', id)
    .addColumn('name', 'text')
    .addColumn('email', 'text', (column) => column.unique().notNull())
    .addColumn('emailVerified', 'timestamptz')
    .addColumn('image', 'text')
    .execute()
  await db.schema
    .createTable('Account')
    .addColumn('id', 'uuid', id)
    .addColumn('userId', 'uuid', owner)
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('providerAccountId', 'text', (column) => column.notNull())
    .addColumn('refresh_token', 'text')
    .addColumn('access_token', 'text')
    .addColumn('expires_at', 'bigint')
    .addColumn('token_type', 'text')
    .addColumn('scope', 'text')
    .addColumn('id_token', 'text')
    .addColumn('session_state', 'text')
    .execute()
  await db.schema
    .createTable('Session')
    .addColumn('id', 'uuid', id)
    .addColumn('userId', 'uuid', owner)
    .addColumn('sessionToken', 'text', (column) => column.notNull().unique())
    .addColumn('expires', 'timestamptz', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('VerificationToken')
    .addColumn('identifier', 'text', (column) => column.notNull())
    .addColumn('token', 'text', (column) => column.notNull().unique())
    .addColumn('expires', 'timestamptz', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('Account_userId_index').on('Account').column('userId').execute()
  await db.schema.createIndex('Session_userId_index').on('Session').column('userId').execute()
}

/** The published adapter on the same instance. */
export function published(db: Kysely<Tables>): Required<ReturnType<typeof PublishedAdapter>> {
  return PublishedAdapter(db) as Required<ReturnType<typeof PublishedAdapter>>
}
