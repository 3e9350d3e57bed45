import type { PoolOptions } from 'mysql2/promise'
import { describe, expect, test } from 'vitest'
import {
  asApplication,
  ask,
  assertNoValue,
  countsOf,
  errorOf,
  migratedDatabase,
  onMariaDB,
  openConnection,
  openPool,
  until,
} from '../test/databases.ts'
import { MySQLAdapter, check, migrate } from './index.ts'

const secret = 'Zaphod-53cr3t'

async function world(options: PoolOptions = {}, session: readonly string[] = []) {
  const url = await migratedDatabase()
  await ask(url, `INSERT INTO users (id) VALUES ('${secret}')`)
  const pool = openPool(url, options, session)
  return { url, pool, adapter: MySQLAdapter(pool) }
}

describe('connections that fail', () => {
  test("too many of a user's: unavailable; the same pool serves when there is room", async () => {
    const { url } = await world()
    const limited = await asApplication(url, 'WITH MAX_USER_CONNECTIONS 2')
    const held = [await openConnection(limited), await openConnection(limited)]
    const pool = openPool(limited)
    const adapter = MySQLAdapter(pool)
    const error = await errorOf(adapter.getUser(secret))
    expect(error).toMatchObject({ code: 'unavailable', cause: { errno: 1226 } })
    assertNoValue(error, '53cr3t')
    await Promise.all(held.map((connection) => connection.end()))
    expect(await adapter.getUser(secret)).toMatchObject({ id: secret })
    expect(countsOf(pool)).toEqual({ total: 1, idle: 1, waiting: 0 })
  })

  test('killed by the server in the middle of calls: unavailable, never a miss, and nothing leaks', async () => {
    const { url, pool, adapter } = await world({ connectionLimit: 5 })
    const codes = new Set<string>()
    let answers = 0
    const stop = new AbortController()
    const caller = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        try {
          if ((await adapter.getUser(secret))?.id !== secret) codes.add('a miss')
          else answers++
        } catch (error) {
          codes.add((error as { code: string }).code)
        }
      }
    }
    const callers = Promise.all(Array.from({ length: 10 }, caller))
    const others = 'SELECT id FROM information_schema.processlist WHERE db = database() AND id <> connection_id()'
    let killed = 0
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 150))
      for (const [id] of await ask(url, others)) {
        // It may have gone meanwhile.
        await ask(url, `KILL ${String(id)}`).then(
          () => killed++,
          () => 0,
        )
      }
    }
    stop.abort()
    await callers
    expect(killed).toBeGreaterThan(5)
    expect([...codes]).toEqual(['unavailable'])
    expect(answers).toBeGreaterThan(10)
    expect(await adapter.getUser(secret)).toMatchObject({ id: secret })
    const { total, idle, waiting } = countsOf(pool)
    expect({ idle, waiting }).toEqual({ idle: total, waiting: 0 })
    expect(total).toBeLessThanOrEqual(5)
  })

  test('a statement that takes longer than the session allows: unavailable, and the connection stays', async () => {
    // MySQL bounds reads, in milliseconds; MariaDB every statement, in seconds.
    const bound = onMariaDB() ? 'SET SESSION max_statement_time = 0.1' : 'SET SESSION max_execution_time = 100'
    const { url, pool, adapter } = await world({ connectionLimit: 1 }, [bound])
    const blocker = await openConnection(url)
    await blocker.query('LOCK TABLES users WRITE')
    const error = await errorOf(adapter.getUser(secret))
    expect(error).toMatchObject({
      code: 'unavailable',
      operation: 'getUser',
      cause: { errno: onMariaDB() ? 1969 : 3024 },
    })
    assertNoValue(error, '53cr3t')
    await blocker.query('UNLOCK TABLES')
    expect(await adapter.getUser(secret)).toMatchObject({ id: secret })
    expect(countsOf(pool)).toEqual({ total: 1, idle: 1, waiting: 0 })
  })

  test('a statement that was killed: unavailable, and the connection stays', async () => {
    const { url, pool, adapter } = await world({ connectionLimit: 1 })
    const blocker = await openConnection(url)
    await blocker.query('LOCK TABLES users WRITE')
    const pending = errorOf(adapter.updateUser({ id: secret, name: secret }))
    const waiting =
      "SELECT id FROM information_schema.processlist WHERE db = database() AND state LIKE 'Waiting for table%'"
    let found: unknown[][] = []
    await until(async () => (found = await ask(url, waiting)).length === 1, 'a statement that waits')
    await ask(url, `KILL QUERY ${String(found[0]?.[0])}`)
    expect(await pending).toMatchObject({ code: 'unavailable', cause: { errno: 1317 } })
    await blocker.query('UNLOCK TABLES')
    expect(await adapter.getUser(secret)).toMatchObject({ id: secret })
    expect(countsOf(pool)).toEqual({ total: 1, idle: 1, waiting: 0 })
  })

  test.each<[title: string, change: (url: URL) => void, cause: RegExp]>([
    ['nobody listens', (url) => (url.port = '1'), /ECONNREFUSED/],
    ['the host is not there', (url) => (url.hostname = 'nowhere.invalid'), /ENOTFOUND|EAI_AGAIN/],
    ['the password is wrong', (url) => (url.password = 'wrong'), /ER_ACCESS_DENIED_ERROR/],
  ])('%s: unavailable', async (_title, change, cause) => {
    const { url } = await world()
    const other = new URL(url)
    change(other)
    const pool = openPool(other.href)
    const calls = { getUser: MySQLAdapter(pool).getUser, check: () => check(pool), migrate: () => migrate(pool) }
    for (const [operation, call] of Object.entries(calls)) {
      const error = await errorOf(call(secret))
      expect(error).toMatchObject({ code: 'unavailable', operation })
      expect((error.cause as { code: string }).code).toMatch(cause)
      assertNoValue(error, '53cr3t')
    }
    expect(countsOf(pool)).toEqual({ total: 0, idle: 0, waiting: 0 })
  })

  test('the database is not there: schema', async () => {
    const { url } = await world()
    const error = await errorOf(MySQLAdapter(openPool(url.replace(/[^/]+$/, 'nowhere'))).getUser(secret))
    expect(error).toMatchObject({ code: 'schema', cause: { errno: 1049 } })
  })

  test('a pool without room that does not wait, and one that was ended: unavailable', async () => {
    const { url } = await world()
    const pool = openPool(url, { connectionLimit: 1, waitForConnections: false })
    const adapter = MySQLAdapter(pool)
    const held = await pool.getConnection()
    expect((await errorOf(adapter.getUser(secret))).code).toBe('unavailable')
    held.release()
    expect(await adapter.getUser(secret)).toMatchObject({ id: secret })
    await pool.end()
    expect((await errorOf(adapter.getUser(secret))).code).toBe('unavailable')
  })

  test('a connection that was closed: unavailable', async () => {
    const { url } = await world()
    const connection = await openConnection(url)
    const adapter = MySQLAdapter(connection)
    expect(await adapter.getUser(secret)).toMatchObject({ id: secret })
    await connection.end()
    expect((await errorOf(adapter.getUser(secret))).code).toBe('unavailable')
  })
})
