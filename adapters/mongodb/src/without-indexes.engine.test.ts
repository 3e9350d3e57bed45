import { ObjectId } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { errorOf, openClient } from '../test/databases.ts'
import { MongoDBAdapter, authMongodb, migrate } from './index.ts'

const later = new Date(Date.now() + 3_600_000)
const options = { schema: authMongodb }
const pair = { provider: 'p', providerAccountId: '1' }
const account = { ...pair, type: 'oauth' } as const

async function existing() {
  const client = openClient()
  const adapter = MongoDBAdapter(client, options)
  const [first, second] = [await adapter.createUser({}), await adapter.createUser({})]
  return { client, adapter, first: first.id, second: second.id, accounts: client.db().collection('accounts') }
}

describe('a database without indexes', () => {
  test('linking again updates, once; a pair of another user is refused', async () => {
    const { adapter, first, second, accounts } = await existing()
    await adapter.linkAccount({ ...account, userId: first, access_token: 'a', refresh_token: 'r' })
    expect(await adapter.linkAccount({ ...account, userId: first, access_token: 'b' })).toMatchObject({
      access_token: 'b',
      refresh_token: 'r',
    })
    expect(await adapter.linkAccount({ ...account, userId: first })).toMatchObject({ access_token: 'b' })
    expect(await errorOf(adapter.linkAccount({ ...account, userId: second }))).toMatchObject({ code: 'duplicate' })
    expect(await accounts.countDocuments()).toBe(1)
  })

  test('who shares a pair with another user still links it again, in whichever order they are stored', async () => {
    const { adapter, first, second, accounts } = await existing()
    for (const userId of [first, second]) await accounts.insertOne({ ...account, userId: new ObjectId(userId) })
    for (const userId of [first, second]) {
      expect(await adapter.linkAccount({ ...account, userId, access_token: userId })).toMatchObject({ userId })
      expect(await adapter.linkAccount({ ...account, userId })).toMatchObject({ userId, access_token: userId })
    }
    expect(await accounts.countDocuments()).toBe(2)
  })

  test('what is there twice is gone at once: accounts, sessions and verification tokens', async () => {
    const { client, adapter, first: userId, accounts } = await existing()
    const twice = <T extends object>(document: T): T[] => [{ ...document }, { ...document }]
    const owner = new ObjectId(userId)
    await accounts.insertMany(twice({ ...account, userId: owner }))
    await client
      .db()
      .collection('sessions')
      .insertMany(twice({ sessionToken: 's', userId: owner, expires: later }))
    const token = { identifier: 'i', token: 't' }
    await client
      .db()
      .collection('verification_tokens')
      .insertMany(twice({ ...token, expires: later }))
    expect(await adapter.unlinkAccount(pair)).toMatchObject(pair)
    expect(await adapter.getUserByAccount(pair)).toBeNull()
    expect(await adapter.deleteSession('s')).toMatchObject({ sessionToken: 's' })
    expect(await adapter.getSessionAndUser('s')).toBeNull()
    expect(await adapter.useVerificationToken(token)).toMatchObject(token)
    expect(await adapter.useVerificationToken(token)).toBeNull()
  })

  test('the same adapter goes on once the indexes are made', async () => {
    const { client, adapter, first, second } = await existing()
    await adapter.linkAccount({ ...account, userId: first })
    await migrate(client, options)
    expect(await adapter.linkAccount({ ...account, userId: first, access_token: 'a' })).toMatchObject({
      access_token: 'a',
    })
    expect(await errorOf(adapter.linkAccount({ ...account, userId: second }))).toMatchObject({ code: 'duplicate' })
    await adapter.createUser({ email: 'u@x.example' })
    expect(await errorOf(adapter.createUser({ email: 'u@x.example' }))).toMatchObject({ code: 'duplicate' })
  })
})
