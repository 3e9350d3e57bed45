import { KyselyAdapter as PublishedAdapter } from '@auth/kysely-adapter'
import { KyselyAdapter, authKysely, migrate } from '@strongroom/kysely'
import Database from 'better-sqlite3'
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import type { Combination } from '../combination.ts'
import { type EngineName, poolOf, schemaOf } from '../engines.ts'

function on(engine: EngineName, open: (url: string) => Promise<Kysely<never>>): Combination {
  return {
    adapter: '@auth/kysely-adapter',
    engine,
    becomes: true,
    limits: [{ check: 'a user without an e-mail address', because: '`email` is required' }],
    async open(url) {
      const db = await open(url)
      return {
        theirs: PublishedAdapter(db),
        ours: (by) => KyselyAdapter(db, { schema: by === 'preset' ? authKysely : authKysely.migrated }),
        migrate: () => migrate(db, { schema: authKysely }),
        close: () => db.destroy(),
      }
    },
  }
}

export const combinations: readonly Combination[] = [
  on('postgres-18', async (url) => {
    const pool = poolOf(url)
    await pool.query(schemaOf('kysely-pg'))
    return new Kysely({ dialect: new PostgresDialect({ pool }) })
  }),
  on('sqlite', async (file) => {
    const database = new Database(file)
    database.exec(schemaOf('kysely-sqlite'))
    return new Kysely({ dialect: new SqliteDialect({ database }) })
  }),
]
