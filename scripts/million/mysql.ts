import { createPool } from 'mysql2/promise'
import { check, drizzleMysql, migrate } from '@strongroom/mysql2'
import { documented } from '../presets/documented.ts'
import type { Database } from './measure.ts'

const tables = ['authenticator', 'verificationToken', 'session', 'account', 'user', 'strongroom_schema']

/** The documented schema of `@auth/drizzle-adapter`, full. */
export async function openMysql(url: string, rows: number): Promise<Database> {
  const pool = createPool({ uri: url, connectionLimit: 6 })
  const options = { schema: drizzleMysql }
  const refill = async (): Promise<void> => {
    await pool.query(`DROP TABLE IF EXISTS ${[...tables, 'n'].map((name) => `\`${name}\``).join(', ')}`)
    for (const statement of documented('drizzle-mysql')) await pool.query(statement)
    await pool.query('CREATE TABLE n (n int PRIMARY KEY)')
    await pool.query('INSERT INTO n VALUES (1)')
    for (let filled = 1; filled < rows; filled *= 2) {
      await pool.query('INSERT INTO n SELECT n + ? FROM n WHERE n + ? <= ?', [filled, filled, rows])
    }
    const id = "concat(lpad(hex(n), 8, '0'), '-0000-4000-8000-000000000000')"
    await pool.query(
      `INSERT INTO user (id, name, email) SELECT ${id}, concat('Person ', n), concat('person', n, '@x.example') FROM n`,
    )
    await pool.query(
      `INSERT INTO account (userId, type, provider, providerAccountId, access_token)
       SELECT ${id}, 'oidc', 'p', concat('account-', n), repeat(lpad(n, 32, 'x'), 4) FROM n`,
    )
    await pool.query(`INSERT INTO session SELECT concat('session-', n), ${id}, '2037-01-01' FROM n`)
    await pool.query('DROP TABLE n')
  }
  await refill()
  const userId = (n: number): string => `${n.toString(16).toUpperCase().padStart(8, '0')}-0000-4000-8000-000000000000`
  let number = 0
  return {
    title: '`drizzleMysql`',
    migrate: (onProgress) => migrate(pool, { ...options, onProgress }),
    cut: async () => {
      const [found] = await pool.query(
        "SELECT id FROM information_schema.processlist WHERE command <> 'Sleep' AND info LIKE 'ALTER%' OR info LIKE 'CREATE%'",
      )
      for (const { id } of found as { id: number }[]) await pool.query('KILL ?', [id])
    },
    errors: async () => (await check(pool, options)).filter(({ severity }) => severity === 'error').length,
    counts: async () => {
      const counts = ['user', 'account', 'session'].map((table) => `(SELECT count(*) FROM ${table})`)
      const [found] = await pool.query({ sql: `SELECT ${counts.join(', ')}`, rowsAsArray: true })
      return (found as number[][])[0] ?? []
    },
    refill,
    read: () =>
      pool.execute('SELECT * FROM session s JOIN user u ON u.id = s.userId WHERE s.sessionToken = ?', [
        `session-${1 + (number % rows)}`,
      ]),
    write: async () => {
      const n = 1 + (number++ % rows)
      await pool.execute("INSERT INTO session VALUES (?, ?, '2037-01-01')", [`new-${number}`, userId(n)])
      await pool.execute("UPDATE session SET expires = '2036-01-01' WHERE sessionToken = ?", [`session-${n}`])
    },
    close: () => pool.end(),
  }
}
