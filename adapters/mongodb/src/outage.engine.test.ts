import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningEngine, startEngine } from '../../../adapter-test-kit/src/engines/index.ts'
import { server } from '../../../scripts/engines/server.ts'
import { assertNoValue, databaseUrl, errorOf, openClient, until } from '../test/databases.ts'
import { MongoDBAdapter, migrate } from './index.ts'

const { id: engineId } = server()
const later = new Date(Date.now() + 600_000)

describe('a server that goes away', () => {
  // Its own, since others use the project's; durable, since it has to come back with its data.
  let engine: RunningEngine
  let url: string
  let userId: string
  beforeAll(async () => {
    engine = await startEngine(engineId, { durable: true, log: () => {} })
    url = databaseUrl(engine.url)
    const client = new MongoClient(url)
    await migrate(client)
    const adapter = MongoDBAdapter(client)
    userId = (await adapter.createUser({ email: 'u@x.example' })).id
    await adapter.createSession({ sessionToken: 's', userId, expires: later })
    await adapter.linkAccount({ userId, type: 'oauth', provider: 'p', providerAccountId: '1' })
    await client.close()
  }, 180_000)
  afterAll(() => engine?.stop())

  test('killed in the middle of traffic: only unavailable, never a miss; the same client works on', async () => {
    const client = openClient(url, { serverSelectionTimeoutMS: 300, connectTimeoutMS: 1000, socketTimeoutMS: 5000 })
    const adapter = MongoDBAdapter(client)
    const failures: unknown[] = []
    const created: string[] = []
    const spent = new Map<string, number>()
    const answers = new Map<string, number>()
    let round = 0
    const calls = {
      getUser: async () => (await adapter.getUser(userId))?.id === userId,
      getUserByEmail: async () => (await adapter.getUserByEmail('u@x.example'))?.id === userId,
      getUserByAccount: async () =>
        (await adapter.getUserByAccount({ provider: 'p', providerAccountId: '1' }))?.id === userId,
      getSessionAndUser: async () => (await adapter.getSessionAndUser('s'))?.user.id === userId,
      listAccounts: async () => (await adapter.listAccounts(userId)).length === 1,
      updateSession: async () => (await adapter.updateSession({ sessionToken: 's', expires: later })) !== null,
      createUser: async () => created.push((await adapter.createUser({})).id) > 0,
      useVerificationToken: async () => {
        const key = { identifier: 'i', token: `t-${round++}` }
        await adapter.createVerificationToken({ ...key, expires: later })
        for (let attempt = 1; attempt <= 3; attempt++) {
          if ((await adapter.useVerificationToken(key)) !== null) spent.set(key.token, (spent.get(key.token) ?? 0) + 1)
        }
        return true
      },
    }
    const stop = new AbortController()
    const caller = async ([name, call]: [string, () => Promise<boolean>]): Promise<void> => {
      while (!stop.signal.aborted) {
        try {
          if (!(await call())) throw new Error(`${name} answered a miss for what is there`)
          answers.set(name, (answers.get(name) ?? 0) + 1)
        } catch (error) {
          failures.push(error)
        }
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    const everyoneAnswered = (): boolean => Object.keys(calls).every((name) => (answers.get(name) ?? 0) > 3)
    const callers = Promise.all(Object.entries(calls).map(caller))
    try {
      await until(everyoneAnswered, 'traffic before the kill')
      await engine.kill()
      await until(() => failures.length > 20, 'calls that fail')
      await engine.restart()
      answers.clear()
      await until(everyoneAnswered, 'traffic after the restart', 40_000)
    } finally {
      stop.abort()
      await callers
    }
    expect(new Set(failures.map((error) => (error as { code?: string }).code ?? error))).toEqual(
      new Set(['unavailable']),
    )
    // What was answered is stored, and was spent once.
    expect(created.length).toBeGreaterThan(6)
    for (const id of created) expect(await adapter.getUser(id)).toMatchObject({ id })
    expect(spent.size).toBeGreaterThan(6)
    expect([...spent.values()].filter((times) => times !== 1)).toEqual([])
  }, 120_000)

  test('paused: unavailable within the timeouts of the application; the same client works afterwards', async () => {
    const short = {
      socketTimeoutMS: 300,
      connectTimeoutMS: 300,
      waitQueueTimeoutMS: 300,
      serverSelectionTimeoutMS: 300,
    }
    const client = openClient(url, { maxPoolSize: 1, ...short })
    const adapter = MongoDBAdapter(client)
    await adapter.getUser(userId)
    await engine.pause()
    const began = performance.now()
    try {
      // The first is on the connection, the others wait for it.
      const errors = await Promise.all([1, 2, 3].map(() => errorOf(adapter.getUser(userId))))
      expect(errors.map(({ code }) => code)).toEqual(['unavailable', 'unavailable', 'unavailable'])
      expect(performance.now() - began).toBeLessThan(5000)
    } finally {
      await engine.unpause()
    }
    await until(
      () =>
        adapter.getUser(userId).then(
          (user) => user?.id === userId,
          () => false,
        ),
      'an answer',
    )
  }, 60_000)
})

describe('nobody there', () => {
  const nowhere = 'mongodb://someone:53cr3t@127.0.0.1:1/db'
  const short = { serverSelectionTimeoutMS: 200 }

  test('server selection ends as unavailable, and the error tells no value', async () => {
    const error = await errorOf(MongoDBAdapter(openClient(nowhere, short)).getUserByEmail('53cr3t@x.example'))
    expect(error).toMatchObject({ code: 'unavailable', operation: 'getUserByEmail', entity: 'user' })
    expect(error.cause).toEqual({ name: 'MongoServerSelectionError' })
    assertNoValue(error, '53cr3t')
  })

  test('a promise of a client that never came is thrown, and so is a failing function', async () => {
    const failing = (): Promise<MongoClient> => MongoClient.connect(nowhere, short)
    for (const source of [failing(), failing]) {
      const error = await errorOf(MongoDBAdapter(source).getUser('0'.repeat(24)))
      expect(error.code).toBe('unavailable')
      assertNoValue(error, '53cr3t')
    }
  })

  test('migrate and check are unavailable too', async () => {
    const client = openClient(nowhere, short)
    const { migrate, check } = await import('./index.ts')
    expect(await errorOf(migrate(client))).toMatchObject({ code: 'unavailable', operation: 'migrate' })
    expect(await errorOf(check(client))).toMatchObject({ code: 'unavailable', operation: 'check' })
  })

  test('a client that was closed is thrown', async () => {
    const client = new MongoClient(databaseUrl())
    await client.connect()
    await client.close()
    const adapter = MongoDBAdapter(client)
    const calls = [
      () => adapter.getSessionAndUser('s'),
      () => adapter.getUserByEmail('a@x.example'),
      () => adapter.useVerificationToken({ identifier: 'i', token: 't' }),
      () => adapter.deleteSession('s'),
    ]
    for (const call of calls) expect((await errorOf(call())).code).toBe('unavailable')
  })

  test('a wrong password is unavailable, without the password', async () => {
    const url = new URL(databaseUrl())
    url.password = 'wr0ng-53cr3t'
    const error = await errorOf(MongoDBAdapter(openClient(url.href)).getSessionAndUser('s'))
    expect(error.code).toBe('unavailable')
    assertNoValue(error, '53cr3t')
  })
})
