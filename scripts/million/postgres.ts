import { Pool } from 'pg'
import { authPg, check, migrate } from '@strongroom/pg'
import { documented } from '../presets/documented.ts'
import type { Database } from './measure.ts'

/** The documented schema of `@auth/pg-adapter`, full. */
export async function openPostgres(url: string, rows: number): Promise<Database> {
  const pool = new Pool({ connectionString: url, max: 6 })
  pool.on('error', () => {})
  const options = { schema: authPg }
  const refill = async (): Promise<void> => {
    await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
    for (const statement of documented('auth-pg')) await pool.query(statement)
    const series = `generate_series(1, ${rows}) n`
    await pool.query(
      `INSERT INTO users (name, email) SELECT 'Person ' || n, 'person' || n || '@x.example' FROM ${series}`,
    )
    await pool.query(
      `INSERT INTO accounts ("userId", type, provider, "providerAccountId", access_token)
       SELECT n, 'oidc', 'p', 'account-' || n, repeat(md5(n::text), 8) FROM ${series}`,
    )
    await pool.query(
      `INSERT INTO sessions ("userId", expires, "sessionToken") SELECT n, '2039-01-01', gen_random_uuid()::text FROM ${series}`,
    )
    await pool.query(`INSERT INTO sessions ("userId", expires, "sessionToken") VALUES (1, '2039-01-01', 'the token')`)
    await pool.query('VACUUM ANALYZE')
  }
  await refill()
  // By the primary key: without an index on the token each look-up would go through all of them.
  const read = 'SELECT * FROM sessions s JOIN users u ON u.id = s."userId" WHERE s.id = $1'
  let number = 0
  return {
    title: '`authPg`',
    migrate: (onProgress) => migrate(pool, { ...options, onProgress }),
    cut: async () => {
      await pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()`,
      )
    },
    errors: async () => (await check(pool, options)).filter(({ severity }) => severity === 'error').length,
    counts: async () => {
      const counts = ['users', 'accounts', 'sessions'].map((table) => `(SELECT count(*) FROM ${table})`)
      const { rows } = await pool.query<string[]>({ text: `SELECT ${counts.join(', ')}`, rowMode: 'array' })
      return (rows[0] ?? []).map(Number)
    },
    refill,
    read: () => pool.query(read, [1 + (number % rows)]),
    write: async () => {
      const id = 1 + (number++ % rows)
      await pool.query(`INSERT INTO sessions ("userId", expires, "sessionToken") VALUES ($1, now(), $2)`, [
        id,
        `new-${number}`,
      ])
      await pool.query(`UPDATE sessions SET expires = '2038-01-01' WHERE id = $1`, [id])
    },
    close: () => pool.end(),
  }
}
