import type { PoolConfig } from 'pg'
import { describe, expect, test } from 'vitest'
import { ask, assertNoValue, countsOf, errorOf, migratedDatabase, openPool } from '../test/databases.ts'
import { PostgresAdapter, check, migrate } from './index.ts'

const secret = 'Zaphod-53cr3t'

/** A user who may do everything in the database but is no superuser, for whom limits hold. */
async function asLimited(url: string, limit: string): Promise<string> {
  const name = `limited_${Math.random().toString(36).slice(2)}`
  const limited = new URL(url)
  await ask(url, `CREATE ROLE ${name} LOGIN PASSWORD '${limited.password}' ${limit}`)
  await ask(url, `GRANT ALL ON ALL TABLES IN SCHEMA public TO ${name}`)
  limited.username = name
  return limited.href
}

describe('connections that fail', () => {
  async function world(config: PoolConfig = {}) {
    const url = await migratedDatabase()
    await ask(url, `INSERT INTO users (id) VALUES ('${secret}')`)
    const pool = openPool(url, config)
    return { url, pool, adapter: PostgresAdapter(pool) }
  }

  test('too many: unavailable; the same pool serves when there is room', async () => {
    const { url } = await world()
    const limited = await asLimited(url, 'CONNECTION LIMIT 2')
    const others = openPool(limited, { max: 2 })
    const held = [await others.connect(), await others.connect()]
    const pool = openPool(limited, { max: 5 })
    const adapter = PostgresAdapter(pool)
    const error = await errorOf(adapter.getUser(secret))
    expect(error).toMatchObject({ code: 'unavailable', cause: { code: '53300' } })
    assertNoValue(error, '53cr3t')
    for (const client of held) client.release(true)
    await others.end()
    expect(await adapter.getUser(secret)).toMatchObject({ id: secret })
    expect(countsOf(pool)).toEqual({ total: 1, idle: 1, waiting: 0 })
  })

  test('ended by the server in the middle of calls: unavailable, never a miss, and nothing leaks', async () => {
    const { url, pool, adapter } = await world({ max: 5 })
    const codes = new Set<string>()
    let answers = 0
    const until = Date.now() + 1500
    const caller = async (): Promise<void> => {
      while (Date.now() < until) {
        let user: { id: string } | null
        try {
          user = await adapter.getUser(secret)
        } catch (error) {
          codes.add((error as { code: string }).code)
          continue
        }
        if (user?.id !== secret) throw new Error('A known row was a miss.')
        answers++
      }
    }
    const callers = Promise.all(Array.from({ length: 10 }, caller))
    const terminate = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`
    for (let i = 0; i < 5; i++) await ask(url, `${terminate} AND pg_sleep(0.2) IS NOT NULL`)
    await callers
    expect([...codes]).toEqual(['unavailable'])
    expect(answers).toBeGreaterThan(10)
    expect(await adapter.getUser(secret)).toMatchObject({ id: secret })
    expect(countsOf(pool)).toMatchObject({ waiting: 0, idle: pool.totalCount })
    expect(pool.totalCount).toBeLessThanOrEqual(5)
  })

  test.each<[title: string, change: (url: URL) => void, cause: object]>([
    ['nobody listens', (url) => (url.port = '1'), { code: 'ECONNREFUSED' }],
    ['the host is not there', (url) => (url.hostname = 'nowhere.invalid'), { code: /ENOTFOUND|EAI_AGAIN/ }],
    ['the password is wrong', (url) => (url.password = 'wrong'), { code: '28P01' }],
  ])('%s: unavailable', async (_title, change, cause) => {
    const { url } = await world()
    const other = new URL(url)
    change(other)
    const pool = openPool(other.href)
    for (const call of [PostgresAdapter(pool).getUser, () => check(pool), () => migrate(pool)]) {
      const error = await errorOf(call(secret))
      expect(error.code).toBe('unavailable')
      const { code } = cause as { code: string | RegExp }
      expect((error.cause as { code: string }).code).toMatch(code)
      assertNoValue(error, '53cr3t')
    }
    expect(countsOf(pool)).toEqual({ total: 0, idle: 0, waiting: 0 })
  })

  test('the database is not there: schema', async () => {
    const { url } = await world()
    const error = await errorOf(PostgresAdapter(openPool(url.replace(/[^/]+$/, 'nowhere'))).getUser(secret))
    expect(error).toMatchObject({ code: 'schema', cause: { code: '3D000' } })
  })

  test('a pool that was ended: unavailable', async () => {
    const { pool, adapter } = await world()
    await pool.end()
    expect((await errorOf(adapter.getUser(secret))).code).toBe('unavailable')
  })
})
