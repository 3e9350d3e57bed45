import type { Target } from '@strongroom/adapter-test-kit'
import type { CustomFields } from '@strongroom/core-types'
import { Pool } from 'pg'
import { type PostgresOptions, PostgresAdapter, capabilities, migrate } from '../src/index.ts'
import { createDatabase } from './databases.ts'

type PostgresTarget = Target<ReturnType<typeof PostgresAdapter>>

/** The conformance kit's target: an adapter over a pool of `max` connections, in a database of its own. */
export function postgresTarget(
  name: string,
  version: string,
  max: number,
  options: PostgresOptions<CustomFields> = {},
  prepare: (pool: Pool) => Promise<unknown> = (pool) => migrate(pool, options),
): PostgresTarget {
  return {
    name,
    capabilities: capabilities(options),
    async open() {
      const connectionString = await createDatabase()
      const pools: Pool[] = []
      const connect = () => {
        const pool = new Pool({ connectionString, max })
        pool.on('error', () => {})
        pools.push(pool)
        return { pool, adapter: PostgresAdapter(pool, { ...options, onWarning: () => {} }) }
      }
      const { pool, adapter } = connect()
      await prepare(pool)
      const namespace = options.schema?.namespace ?? 'public'
      return {
        adapter,
        peer: () => connect().adapter,
        async closed() {
          const gone = connect()
          await gone.pool.end()
          return gone.adapter
        },
        async reset() {
          const { rows } = await pool.query<{ list: string }>(
            `SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') AS list
             FROM pg_tables WHERE schemaname = $1 AND tablename <> 'strongroom_schema'`,
            [namespace],
          )
          await pool.query(`TRUNCATE ${rows[0]?.list} CASCADE`)
        },
        versions: { engine: version },
        close: () => Promise.all(pools.filter(({ ended }) => !ended).map((open) => open.end())),
      }
    },
  }
}
