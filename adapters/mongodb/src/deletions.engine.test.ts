import { ObjectId } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { databaseUrl, hasTransactions, migratedClient, openClient } from '../test/databases.ts'
import { MongoDBAdapter, migrate } from './index.ts'

// Ten thousand where they are asked for: FerretDB takes minutes for them.
const DELETIONS = Number(process.env['STRONGROOM_DELETIONS'] ?? 1_000)
const AT_ONCE = 10
const later = new Date(Date.now() + 3_600_000)

const transactional = await hasTransactions(databaseUrl())

type Adapter = ReturnType<typeof MongoDBAdapter>

/** A user that signs in while it is deleted; answers the tokens of its sessions. */
async function deleteWhileSigningIn(adapter: Adapter, peer: Adapter, number: number): Promise<string[]> {
  const email = `u${number}@x.example`
  const { id: userId } = await adapter.createUser({ email })
  const key = { provider: 'p', providerAccountId: `${number}` }
  const tokens = ['before', 'during', 'link', 'late'].map((when) => `${when}-${number}`) as [
    string,
    string,
    string,
    string,
  ]
  const open = (sessionToken: string): Promise<unknown> => peer.createSession({ sessionToken, userId, expires: later })
  await open(tokens[0])
  await Promise.all([
    adapter.deleteUser(userId),
    open(tokens[1]),
    peer.linkAccount({ userId, type: 'oauth', ...key }).then(() => open(tokens[2])),
    peer.getUserByEmail(email).then((user) => (user === null ? undefined : open(tokens[3]))),
    peer.updateSession({ sessionToken: tokens[0], expires: later }),
  ])
  return tokens
}

describe.each([false, true])('deletions of users racing with sign-ins (transactions: %s)', (transactions) => {
  const rounds = transactions ? Math.ceil(DELETIONS / 10) : DELETIONS

  test.runIf(transactional || !transactions)(
    `${rounds} leave no session that answers`,
    { timeout: 1_800_000 },
    async () => {
      const url = databaseUrl()
      const client = openClient(url, { maxPoolSize: 20 })
      await migrate(client)
      const peer = MongoDBAdapter(openClient(url))
      const adapter = MongoDBAdapter(client, { transactions })
      let stored = 0
      for (let first = 0; first < rounds; first += AT_ONCE) {
        const numbers = Array.from({ length: Math.min(AT_ONCE, rounds - first) }, (_, index) => first + index)
        const tokens = await Promise.all(numbers.map((number) => deleteWhileSigningIn(adapter, peer, number)))
        for (const token of tokens.flat()) expect(await peer.getSessionAndUser(token)).toBeNull()
        for (const number of numbers) {
          expect(await peer.getUserByAccount({ provider: 'p', providerAccountId: `${number}` })).toBeNull()
        }
        stored += await client
          .db()
          .collection('sessions')
          .countDocuments({ sessionToken: { $in: tokens.flat() } })
      }
      // Some were stored after their user was gone, or the race was none.
      expect(stored).toBeGreaterThan(0)
      expect(await client.db().collection('users').countDocuments()).toBe(0)
      // The sweep leaves none of them, and the same account signs up anew.
      while (Object.values(await adapter.deleteExpired()).some((count) => count > 0));
      for (const name of ['sessions', 'accounts']) expect(await client.db().collection(name).countDocuments()).toBe(0)
      const { id: userId } = await adapter.createUser({ email: 'u0@x.example' })
      await adapter.linkAccount({ userId, type: 'oauth', provider: 'p', providerAccountId: '0' })
      expect(await peer.getUserByAccount({ provider: 'p', providerAccountId: '0' })).toMatchObject({ id: userId })
    },
  )
})

test('where a server has no transactions, asking for them is told as a mistake in the schema', async () => {
  const client = await migratedClient()
  const adapter = MongoDBAdapter(client, { transactions: true })
  const { id } = await adapter.createUser({})
  const end = await adapter.deleteUser(id).catch((error: unknown) => (error as { code: unknown }).code)
  expect(end).toEqual(transactional ? { id, name: null, email: null, emailVerified: null, image: null } : 'schema')
  expect(await adapter.getUser(id)).toBeNull()
})

test('what belongs to nobody can be changed, and answers for nobody', async () => {
  const adapter = MongoDBAdapter(await migratedClient())
  const userId = new ObjectId().toHexString()
  const account = { provider: 'p', providerAccountId: '1' }
  await adapter.linkAccount({ ...account, type: 'oauth', userId })
  await adapter.createSession({ sessionToken: 's', userId, expires: later })
  expect(await adapter.updateSession({ sessionToken: 's', expires: later })).toMatchObject({ userId })
  expect(await adapter.updateAccount({ ...account, access_token: 'a' })).toMatchObject({ userId })
  expect(await adapter.getSessionAndUser('s')).toBeNull()
  expect(await adapter.getUserByAccount(account)).toBeNull()
  expect(await adapter.getAccount('1', 'p')).toBeNull()
  expect(await adapter.listSessions(userId)).toEqual([])
  expect(await adapter.listAccounts(userId)).toEqual([])
  expect(await adapter.deleteExpired()).toMatchObject({ session: 1, account: 1 })
})

test('a link gives way that a deleted user has left; one of a living user does not', async () => {
  const client = await migratedClient()
  const adapter = MongoDBAdapter(client)
  const account = { type: 'oauth', provider: 'p', providerAccountId: '1' } as const
  await adapter.linkAccount({ ...account, userId: new ObjectId().toHexString() })
  const { id: userId } = await adapter.createUser({})
  expect(await adapter.linkAccount({ ...account, userId })).toMatchObject({ userId })
  const { id: other } = await adapter.createUser({})
  await expect(adapter.linkAccount({ ...account, userId: other })).rejects.toMatchObject({ code: 'duplicate' })
  expect(await client.db().collection('accounts').countDocuments()).toBe(1)
})
