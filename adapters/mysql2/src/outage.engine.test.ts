import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningEngine, startEngine } from '../../../adapter-test-kit/src/engines/index.ts'
import { server } from '../../../scripts/engines/server.ts'
import { ask, countsOf, errorOf, migratedDatabase, openConnection, openPool, until } from '../test/databases.ts'
import { MySQLAdapter } from './index.ts'

const { id } = server()
const expires = new Date(Date.now() + 600_000)

describe('a server that goes away', () => {
  // Its own, since others use the project's; durable, since it has to come back with its data.
  let engine: RunningEngine
  let url: string
  beforeAll(async () => {
    engine = await startEngine(id, { durable: true })
    url = await migratedDatabase({}, engine.url)
    await ask(url, `INSERT INTO users (id, email) VALUES ('u', 'u@x.example')`)
    await ask(url, `INSERT INTO sessions VALUES ('s', 'u', '9999-01-01')`)
    await ask(url, "INSERT INTO accounts (userId, type, provider, providerAccountId) VALUES ('u', 'oauth', 'p', '1')")
  }, 120_000)
  afterAll(() => engine?.stop())

  test('killed in the middle of traffic: only unavailable, never a miss; the same pool works after its return', async () => {
    const pool = openPool(url, { connectionLimit: 5 })
    const adapter = MySQLAdapter(pool)
    const failures: unknown[] = []
    const created: string[] = []
    const answers = new Map<string, number>()
    let round = 0
    const reads = {
      getUser: async () => (await adapter.getUser('u'))?.id === 'u',
      getUserByEmail: async () => (await adapter.getUserByEmail('u@x.example'))?.id === 'u',
      getUserByAccount: async () =>
        (await adapter.getUserByAccount({ provider: 'p', providerAccountId: '1' }))?.id === 'u',
      getSessionAndUser: async () => (await adapter.getSessionAndUser('s'))?.user.id === 'u',
      listAccounts: async () => (await adapter.listAccounts('u')).length === 1,
      listSessions: async () => (await adapter.listSessions('u')).length === 1,
      updateSession: async () => (await adapter.updateSession({ sessionToken: 's', expires })) !== null,
      createUser: async () => created.push((await adapter.createUser({ id: `new-${round++}` })).id) > 0,
      updateUser: async () => (await adapter.updateUser({ id: 'u', name: 'u' })).id === 'u',
    }
    const stop = new AbortController()
    const caller = async ([name, read]: [string, () => Promise<boolean>]): Promise<void> => {
      while (!stop.signal.aborted) {
        try {
          if (!(await read())) throw new Error(`${name} answered a miss for a row that is there`)
          answers.set(name, (answers.get(name) ?? 0) + 1)
        } catch (error) {
          failures.push(error)
        }
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    }
    const everyoneAnswered = () => Object.keys(reads).every((name) => (answers.get(name) ?? 0) > 3)
    const callers = Promise.all(Object.entries(reads).map(caller))
    try {
      await until(everyoneAnswered, 'traffic before the kill')
      await engine.kill()
      await until(() => failures.length > 20, 'calls that fail')
      await engine.restart()
      answers.clear()
      await until(everyoneAnswered, 'traffic after the restart')
    } finally {
      stop.abort()
      await callers
    }
    expect(new Set(failures.map((error) => (error as { code?: string }).code ?? error))).toEqual(
      new Set(['unavailable']),
    )
    const { total, idle, waiting } = countsOf(pool)
    expect({ idle, waiting }).toEqual({ idle: total, waiting: 0 })
    expect(total).toBeLessThanOrEqual(5)
    // What was answered is stored.
    const stored = new Set((await ask(url, 'SELECT id FROM users')).map(([name]) => String(name)))
    expect(created.length).toBeGreaterThan(6)
    expect(created.filter((name) => !stored.has(name))).toEqual([])
  })

  test('paused: ends as unavailable within the timeout of the application; the same pool works afterwards', async () => {
    const pool = openPool(url, { connectionLimit: 2, connectTimeout: 300 })
    const adapter = MySQLAdapter(pool, { timeout: 300 })
    await adapter.getUser('u')
    await engine.pause()
    const began = performance.now()
    try {
      // The first is on an open connection, the second has to connect, the third waits for one of them.
      const errors = await Promise.all([1, 2, 3].map(() => errorOf(adapter.getUser('u'))))
      expect(errors.map(({ code }) => code)).toEqual(['unavailable', 'unavailable', 'unavailable'])
      // The second statement was never prepared on the connection.
      expect(await errorOf(adapter.updateUser({ id: 'u', name: 'x' }))).toMatchObject({ code: 'unavailable' })
      expect(performance.now() - began).toBeLessThan(3000)
    } finally {
      await engine.unpause()
    }
    expect(await adapter.getUser('u')).toMatchObject({ id: 'u' })
    await until(() => countsOf(pool).idle === countsOf(pool).total, 'connections given back')
    expect(countsOf(pool)).toMatchObject({ waiting: 0 })
  })

  test('paused: a single connection ends as unavailable, also where the statement has to be prepared', async () => {
    const connection = await openConnection(url)
    const adapter = MySQLAdapter(connection, { timeout: 300 })
    await engine.pause()
    try {
      expect(await errorOf(adapter.getUser('u'))).toMatchObject({ code: 'unavailable' })
    } finally {
      await engine.unpause()
    }
    // It was given up, since an answer that comes late would be taken for another statement's.
    expect(await errorOf(adapter.getUser('u'))).toMatchObject({ code: 'unavailable' })
  })

  test('a timeout that is not reached changes nothing, and leaves no connection behind', async () => {
    const pool = openPool(url, { connectionLimit: 2 })
    const adapter = MySQLAdapter(pool, { timeout: 5000 })
    const users = await Promise.all(Array.from({ length: 10 }, () => adapter.getUser('u')))
    expect(users.map((user) => user?.id)).toEqual(Array.from({ length: 10 }, () => 'u'))
    expect((await errorOf(adapter.createUser({ id: 'u' }))).code).toBe('duplicate')
    expect(countsOf(pool)).toEqual({ total: 2, idle: 2, waiting: 0 })
  })
})
