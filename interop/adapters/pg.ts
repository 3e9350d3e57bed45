import PublishedAdapter from '@auth/pg-adapter'
import { PostgresAdapter, authPg, migrate } from '@strongroom/pg'
import type { Combination } from '../combination.ts'
import { poolOf, schemaOf } from '../engines.ts'

export const combinations: readonly Combination[] = [
  {
    adapter: '@auth/pg-adapter',
    engine: 'postgres-18',
    becomes: true,
    limits: [],
    async open(url) {
      const pool = poolOf(url)
      await pool.query(schemaOf('auth-pg'))
      return {
        theirs: PublishedAdapter(pool),
        ours: (by) => PostgresAdapter(pool, { schema: by === 'preset' ? authPg : authPg.migrated }),
        migrate: () => migrate(pool, { schema: authPg }),
        close: () => pool.end(),
      }
    },
  },
]
