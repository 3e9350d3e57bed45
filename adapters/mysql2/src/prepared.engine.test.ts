import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningEngine, startEngine } from '../../../adapter-test-kit/src/engines/index.ts'
import { server } from '../../../scripts/engines/server.ts'
import { ask, migratedDatabase, openConnection, openPool, until } from '../test/databases.ts'
import { MySQLAdapter } from './index.ts'

const fields = {
  user: Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`f${i}`, { type: 'text', optional: true }] as const)),
}

describe('statements that the server prepared', () => {
  // A server of its own: how many there are is counted for all of its connections at once.
  let engine: RunningEngine
  let url: string
  beforeAll(async () => {
    engine = await startEngine(server().id)
    url = await migratedDatabase({ fields }, engine.url)
    await ask(url, "INSERT INTO users (id) VALUES ('u')")
  }, 120_000)
  afterAll(() => engine?.stop())

  const prepared = async (): Promise<number> =>
    Number((await ask(url, "SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'"))[0]?.[1])

  /** An update of the fields that a number's bits name: 255 different texts. */
  const update = (adapter: ReturnType<typeof MySQLAdapter>, bits: number) => {
    const given = Object.keys(fields.user).filter((_, position) => (bits >> position) & 1)
    return adapter.updateUser({ id: 'u', ...Object.fromEntries(given.map((field) => [field, String(bits)])) })
  }

  test('a text is prepared once a connection', async () => {
    const before = await prepared()
    const pool = openPool(url, { connectionLimit: 1 })
    for (let i = 0; i < 20; i++) {
      // An adapter for each request writes the same texts.
      const adapter = MySQLAdapter(pool, { fields })
      expect(await adapter.getUser('u')).toMatchObject({ id: 'u' })
      expect(await adapter.getUserByEmail(`${i}@x.example`)).toBeNull()
    }
    expect((await prepared()) - before).toBe(2)
  })

  test('maxPreparedStatements bounds them, and what was dropped is prepared anew', async () => {
    const before = await prepared()
    const pool = openPool(url, { connectionLimit: 1, maxPreparedStatements: 10 })
    const adapter = MySQLAdapter(pool, { fields })
    for (let bits = 1; bits < 64; bits++) await update(adapter, bits)
    await until(async () => (await prepared()) - before <= 10, 'statements beyond the bound to be closed')
    expect((await prepared()) - before).toBeGreaterThan(5)
    expect(await update(adapter, 1)).toMatchObject({ f0: '1' })
    await pool.end()
    await until(async () => (await prepared()) === before, 'statements to go with their connection')
  })

  test('more than the server takes: unavailable, and what is prepared goes on', async () => {
    const adapter = MySQLAdapter(openPool(url, { connectionLimit: 1 }), { fields })
    expect(await adapter.getUser('u')).toMatchObject({ id: 'u' })
    const [[limit] = []] = await ask(url, 'SELECT @@global.max_prepared_stmt_count')
    await ask(url, `SET GLOBAL max_prepared_stmt_count = ${await prepared()}`)
    try {
      await expect(update(adapter, 255)).rejects.toMatchObject({ code: 'unavailable', cause: { errno: 1461 } })
      expect(await adapter.getUser('u')).toMatchObject({ id: 'u' })
    } finally {
      await ask(url, `SET GLOBAL max_prepared_stmt_count = ${String(limit)}`)
    }
    expect(await update(adapter, 255)).toMatchObject({ f7: '255' })
  })

  test('a connection that was lost takes nothing along: the next one prepares for itself', async () => {
    const pool = openPool(url, { connectionLimit: 1 })
    const adapter = MySQLAdapter(pool, { fields })
    await adapter.getUser('u')
    const connection = await pool.getConnection()
    await ask(url, `KILL ${connection.threadId}`)
    connection.release()
    await until(
      () =>
        adapter.getUser('u').then(
          (user) => user?.id === 'u',
          () => false,
        ),
      'the pool to serve again',
    )
    expect(await update(adapter, 3)).toMatchObject({ f0: '3', f1: '3' })
  })

  test('a table that changes under a prepared statement disturbs nobody', async () => {
    const adapter = MySQLAdapter(openPool(url, { connectionLimit: 1 }), { fields })
    const before = await adapter.getUser('u')
    await ask(url, 'ALTER TABLE users ADD COLUMN tenant int NOT NULL DEFAULT 1 FIRST, MODIFY name varchar(50)')
    expect(await adapter.getUser('u')).toEqual(before)
    expect(await adapter.updateUser({ id: 'u', name: 'n' })).toEqual({ ...before, name: 'n' })
  })

  test('statements of the application on the same connection are left alone', async () => {
    const connection = await openConnection(url)
    const adapter = MySQLAdapter(connection, { fields })
    await adapter.getUser('u')
    const [rows] = await connection.execute('SELECT id FROM users WHERE id = ?', ['u'])
    expect(rows).toEqual([{ id: 'u' }])
    expect(await adapter.getUser('u')).toMatchObject({ id: 'u' })
  })
})

describe('ids that the server makes', () => {
  test.each([1, 10])('each of 100 creates at once answers its own row, over a pool of %i', async (connectionLimit) => {
    const schema = { ids: { type: 'integer', from: 'database' } } as const
    const url = await migratedDatabase({ schema })
    const adapter = MySQLAdapter(openPool(url, { connectionLimit }), { schema })
    const names = Array.from({ length: 100 }, (_, i) => `n${i}`)
    const users = await Promise.all(names.map((name) => adapter.createUser({ name, email: `${name}@x.example` })))
    expect(users.map(({ name }) => name)).toEqual(names)
    expect(new Set(users.map((user) => user.id)).size).toBe(100)
    const stored = new Map((await ask(url, 'SELECT name, id FROM users')).map(([name, id]) => [name, String(id)]))
    expect(users.map((user) => user.id)).toEqual(names.map((name) => stored.get(name)))
  })

  test('ids beyond 2^53 stay exact', async () => {
    const schema = { ids: { type: 'integer', from: 'database' } } as const
    const url = await migratedDatabase({ schema })
    await ask(url, 'ALTER TABLE users AUTO_INCREMENT = 9007199254740993')
    const adapter = MySQLAdapter(openPool(url), { schema })
    const first = await adapter.createUser({ name: 'a' })
    const second = await adapter.createUser({ name: 'b' })
    expect([first.id, second.id]).toEqual(['9007199254740993', '9007199254740994'])
    expect(await adapter.getUser(first.id)).toEqual(first)
    await adapter.createSession({ sessionToken: 't', userId: second.id, expires: new Date('2999-01-01') })
    expect(await adapter.getSessionAndUser('t')).toMatchObject({ user: { name: 'b' }, session: { userId: second.id } })
    expect(await adapter.deleteUser(first.id)).toEqual(first)
    expect(await adapter.getUser(second.id)).toEqual(second)
  })
})
