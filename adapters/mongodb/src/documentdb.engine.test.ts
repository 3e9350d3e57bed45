import { coreMethods, extraMethods } from '@strongroom/core-types'
import type { MongoClient } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { prepare, scenarios, titleOf } from '../../../scripts/roundtrips/scenarios.ts'
import { databaseUrl, hasTransactions, openClient } from '../test/databases.ts'
import { guard } from '../test/documentdb.ts'
import { MongoDBAdapter, check, migrate } from './index.ts'

const options = {
  schema: { ids: { type: 'text', from: 'caller' } },
  fields: { user: { settings: { type: 'json', optional: true } } },
} as const
const open = (): MongoClient => openClient(undefined, { monitorCommands: true, retryWrites: false })
const transactional = await hasTransactions(databaseUrl())
const later = new Date(Date.now() + 60_000)

// Amazon DocumentDB itself runs in Amazon's cloud only; this tells that nothing is sent which its list lacks.
describe('only what Amazon DocumentDB lists', () => {
  test('migrate and check, twice, with a TTL index', async () => {
    const client = open()
    const { seen, commands } = guard(client, 'instance')
    await migrate(client, { ...options, ttl: true })
    await migrate(client, { ...options, ttl: true })
    expect(await check(client, { ...options, ttl: true })).toEqual([])
    expect(commands()).toBeGreaterThan(10)
    expect(seen()).toEqual([])
  })

  test('every method in every way', async () => {
    const client = open()
    await migrate(client, options)
    const { seen, commands } = guard(client, 'elastic')
    const adapter = MongoDBAdapter(client, options)
    const tried = new Set<string>()
    for (const [number, scenario] of scenarios.entries()) {
      const keys = await prepare(adapter, `n${number}`)
      expect(seen()).toEqual([])
      const before = commands()
      const code = await scenario.call(adapter, keys).then(
        () => undefined,
        (error: unknown) => (error as { code: unknown }).code,
      )
      expect([undefined, 'not-found', 'conflict']).toContain(code)
      tried.add(scenario.method)
      const sent = commands() > before || scenario.method === 'sessionHandle'
      expect([titleOf(scenario), sent, seen()]).toEqual([titleOf(scenario), true, []])
    }
    expect([...tried].sort()).toEqual([...coreMethods, ...extraMethods].sort())
  })

  test('values that look like operators, numbers as account ids, the last way in, and leftovers', async () => {
    const client = open()
    await migrate(client, options)
    const { seen } = guard(client, 'elastic')
    const adapter = MongoDBAdapter(client, options)
    const { id: userId } = await adapter.createUser({ email: 'a@x.example' })
    const account = { userId, type: 'oauth', provider: 'p', providerAccountId: '12345' } as const
    await adapter.linkAccount(account)
    await adapter.linkAccount({ ...account, access_token: 'a' })
    for (const countEmail of [true, false]) {
      const unlinking = adapter.unlinkAccount(account, { userId, keepLast: true, countEmail })
      await expect(unlinking).rejects.toMatchObject({ code: 'conflict' })
    }
    await adapter.linkAccount({ ...account, providerAccountId: 'other' })
    expect(await adapter.unlinkAccount(account, { userId, keepLast: true })).toMatchObject({ provider: 'p' })
    await adapter.createSession({ sessionToken: 's', userId: 'nobody', expires: later })
    await adapter.linkAccount({ ...account, userId: 'nobody' })
    await adapter.linkAccount(account)
    await adapter.updateAccount({ ...account, access_token: 'b' }, { ifRefreshToken: null as never })
    expect(await adapter.deleteExpired()).toMatchObject({ session: 1 })
    expect(seen()).toEqual([])
  })

  test.runIf(transactional)('a user deleted in a transaction, on an instance cluster', async () => {
    const client = open()
    await migrate(client, options)
    const { seen, commands } = guard(client, 'instance')
    const adapter = MongoDBAdapter(client, { ...options, transactions: true })
    const { userId } = await prepare(adapter, 'n')
    const before = commands()
    expect(await adapter.deleteUser(userId)).toMatchObject({ id: userId })
    expect(commands() - before).toBe(5)
    expect(seen()).toEqual([])
  })

  test('the guard sees what stands outside', async () => {
    const client = open()
    const { seen } = guard(client, 'elastic')
    const users = client.db().collection<{ _id: string; n: number }>('users')
    await users.insertOne({ _id: 'a', n: 1 })
    const sent = [
      users.find({ $expr: { $eq: [1, 1] } }).toArray(),
      users.aggregate([{ $facet: { all: [{ $match: {} }] } }]).toArray(),
      users
        .aggregate([{ $lookup: { from: 'users', let: { n: '$n' }, pipeline: [{ $match: {} }], as: 'all' } }])
        .toArray(),
      users.findOneAndUpdate({ _id: 'a' }, [{ $set: { n: 2 } }]),
      users.updateOne({ n: 1 }, { $bit: { n: { or: 1 } } }),
      users.createIndex({ n: 1 }, { partialFilterExpression: { n: { $gt: 0 } } }, {}),
      client.db().command({ ping: 1 }),
    ]
    await Promise.allSettled(sent)
    expect(seen().sort()).toEqual([
      '$lookup with let',
      '$lookup with pipeline',
      'command ping',
      'find: $expr',
      'partial index',
      'stage $facet',
      'update: $bit',
    ])
  })
})
