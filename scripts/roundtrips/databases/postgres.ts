import { randomBytes } from 'node:crypto'
import { PostgresAdapter, migrate } from '@strongroom/pg'
import { Client, Pool } from 'pg'
import type { Counted } from '../measure.ts'

/** Counted by `pg_stat_statements`, in a database of its own, so that nobody else's statements are counted. */
export async function openPostgres(url: string): Promise<Counted> {
  const admin = new Client({ connectionString: url })
  await admin.connect()
  const name = `roundtrips_${randomBytes(6).toString('hex')}`
  await admin.query(`CREATE DATABASE ${name}`)
  const pool = new Pool({ connectionString: url.replace(/[^/]+$/, name), max: 1 })
  await migrate(pool)
  return {
    title: 'PostgreSQL',
    adapter: PostgresAdapter(pool),
    async executed() {
      const { rows } = await admin.query<{ calls: number }>(
        `SELECT coalesce(sum(calls), 0)::int AS calls FROM pg_stat_statements s
         JOIN pg_database d ON d.oid = s.dbid AND d.datname = $1`,
        [name],
      )
      return rows[0]?.calls ?? Number.NaN
    },
    close: () => Promise.all([pool.end(), admin.end()]),
  }
}
