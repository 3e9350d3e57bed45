import { describe, expect, onTestFinished, test } from 'vitest'
import { databaseUrl, errorOf, openClient } from '../test/databases.ts'
import { startProxy } from '../test/proxy.ts'
import { MongoDBAdapter, migrate } from './index.ts'

const expires = new Date(Date.now() + 600_000)
const token = { identifier: 'a@x.example', token: 't' }

/** An adapter behind a proxy, and one that goes straight to the same database. */
async function behindProxy(options: { retryWrites?: boolean } = {}) {
  const url = databaseUrl()
  const direct = openClient(url)
  await migrate(direct)
  const proxy = await startProxy(url)
  onTestFinished(() => proxy.close())
  const client = openClient(proxy.url, { serverSelectionTimeoutMS: 3000, ...options })
  return { proxy, client, adapter: MongoDBAdapter(client), straight: MongoDBAdapter(direct), db: direct.db() }
}

/** How a call ended: what it answered, or the code of its error. */
const endOf = (call: Promise<unknown>): Promise<unknown> =>
  call.catch((error: unknown) => (error as { code?: unknown }).code)

describe('the reply to findOneAndDelete is lost', () => {
  test.each([true, false])('the token is spent, and nobody gets in twice (retryWrites: %s)', async (retryWrites) => {
    const { proxy, client, adapter, straight } = await behindProxy({ retryWrites })
    await straight.createVerificationToken({ ...token, expires })
    await adapter.getUser('0'.repeat(24))
    proxy.lose('findAndModify')
    const first = await endOf(adapter.useVerificationToken(token))
    expect(proxy.lost()).toBe(1)
    // The driver asks a replica set again, which has kept its answer; nothing else is asked twice.
    const { setName } = (await client.db().command({ hello: 1 })) as { setName?: string }
    const repeated = retryWrites && setName !== undefined
    expect(first).toEqual(repeated ? { ...token, expires } : 'unavailable')
    expect(await adapter.useVerificationToken(token)).toBeNull()
    expect(await straight.useVerificationToken(token)).toBeNull()
  })

  test('twenty tokens with a second caller each: one success a token at most', async () => {
    const { proxy, adapter, straight } = await behindProxy()
    for (let round = 0; round < 20; round++) {
      const key = { identifier: 'a@x.example', token: `t-${round}` }
      await straight.createVerificationToken({ ...key, expires })
      proxy.lose('findAndModify')
      const ends = await Promise.all([
        endOf(adapter.useVerificationToken(key)),
        endOf(straight.useVerificationToken(key)),
        endOf(adapter.useVerificationToken(key)),
      ])
      expect(ends.filter((end) => typeof end === 'object' && end !== null).length).toBeLessThanOrEqual(1)
      expect(await straight.useVerificationToken(key)).toBeNull()
    }
    expect(proxy.lost()).toBe(20)
  })
})

test('the reply to an insert is lost: one document, whatever the caller hears', async () => {
  const { proxy, adapter, straight, db } = await behindProxy()
  await adapter.getUser('0'.repeat(24))
  proxy.lose('insert')
  const end = await endOf(adapter.createUser({ email: 'a@x.example' }))
  expect(proxy.lost()).toBe(1)
  expect(['unavailable', 'duplicate', expect.objectContaining({ email: 'a@x.example' })]).toContainEqual(end)
  expect(await db.collection('users').countDocuments()).toBe(1)
  expect(await straight.getUserByEmail('a@x.example')).toMatchObject({ email: 'a@x.example' })
})

test('every reply is lost: unavailable, never a miss', async () => {
  const { proxy, adapter, straight } = await behindProxy()
  const { id } = await straight.createUser({})
  await adapter.getUser(id)
  for (const [command, call] of [
    ['find', () => adapter.getUser(id)],
    ['aggregate', () => adapter.getSessionAndUser('s')],
    ['findAndModify', () => adapter.deleteSession('s')],
    ['delete', () => adapter.deleteVerificationTokens('i')],
  ] as const) {
    proxy.lose(command, 1000)
    expect((await errorOf(call())).code).toBe('unavailable')
    proxy.lose(command, 0)
  }
})
