import { KyselyAdapter } from '@auth/kysely-adapter'
import Database from 'better-sqlite3'
import { type ColumnDefinitionBuilder as Column, Kysely, SqliteDialect } from 'kysely'
import type { Target } from '@strongroom/adapter-test-kit'

/** With the schema of its documentation; SQLite has no function that makes UUIDs, so there ids have to be given. */
export const target: Target = {
  name: '@auth/kysely-adapter',
  kind: 'sql',
  async open() {
    const database = new Database(':memory:')
    const db = new Kysely<never>({ dialect: new SqliteDialect({ database }) })
    const id = (column: Column) => column.primaryKey()
    const owner = (column: Column) => column.references('User.id').onDelete('cascade').notNull()
    const needed = (column: Column) => column.notNull()
    const { schema } = db
    await schema
      .createTable('User')
      .addColumn('id', 'uuid', id)
      .addColumn('name', 'text')
      .addColumn('email', 'text', (column) => column.unique().notNull())
      .addColumn('emailVerified', 'timestamptz')
      .addColumn('image', 'text')
      .execute()
    let account = schema
      .createTable('Account')
      .addColumn('id', 'uuid', id)
      .addColumn('userId', 'uuid', owner)
      .addColumn('type', 'text', needed)
      .addColumn('provider', 'text', needed)
      .addColumn('providerAccountId', 'text', needed)
      .addColumn('expires_at', 'bigint')
    for (const name of ['refresh_token', 'access_token', 'token_type', 'scope', 'id_token', 'session_state'] as const) {
      account = account.addColumn(name, 'text')
    }
    await account.execute()
    await schema
      .createTable('Session')
      .addColumn('id', 'uuid', id)
      .addColumn('userId', 'uuid', owner)
      .addColumn('sessionToken', 'text', (column) => column.notNull().unique())
      .addColumn('expires', 'timestamptz', needed)
      .execute()
    await schema
      .createTable('VerificationToken')
      .addColumn('identifier', 'text', needed)
      .addColumn('token', 'text', (column) => column.notNull().unique())
      .addColumn('expires', 'timestamptz', needed)
      .execute()
    return { adapter: KyselyAdapter(db), close: () => db.destroy() }
  },
}
