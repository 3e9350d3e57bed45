import { type Db, MongoClient, type MongoClientOptions } from 'mongodb'
import { describe, expect, onTestFinished, test } from 'vitest'
import { contents, databaseUrl, migratedClient, openClient } from '../test/databases.ts'
import { MongoDBAdapter, check, migrate } from './index.ts'

const later = new Date('9999-12-31T23:59:59.999Z')
const options = {
  schema: { ids: { type: 'text', from: 'caller' } },
  fields: { user: { settings: { type: 'json', optional: true }, logins: { type: 'bigint', default: 0 } } },
} as const

/** Writes and reads a row of each entity; answers what was answered. */
async function roundTrip(client: MongoClient): Promise<unknown[]> {
  await migrate(client, options)
  const adapter = MongoDBAdapter(client, { ...options, now: () => 0 })
  const account = { userId: 'u', type: 'oauth', provider: 'p', providerAccountId: '1', expires_at: 2 ** 40 } as const
  const passkey = { credentialPublicKey: 'k', credentialDeviceType: 'd', credentialBackedUp: true, transports: null }
  const settings = { a: [1, 2.5, null, true, { 'b.c': '$d' }], $ref: 'x', $id: 'y' }
  return [
    await adapter.createUser({ id: 'u', email: 'u@x.example', emailVerified: later, settings, logins: 2 ** 45 }),
    await adapter.linkAccount(account),
    await adapter.createSession({ sessionToken: 's', userId: 'u', expires: later }),
    await adapter.createVerificationToken({ identifier: 'i', token: 't', expires: later }),
    await adapter.createAuthenticator({
      ...passkey,
      credentialID: 'c',
      userId: 'u',
      providerAccountId: 'c',
      counter: 7,
    }),
    await adapter.getUser('u'),
    await adapter.getUserByAccount(account),
    await adapter.getAccount('1', 'p'),
    await adapter.getSessionAndUser('s'),
    await adapter.listAccounts('u'),
    await adapter.listSessions('u'),
    await adapter.updateUser({ id: 'u', name: 'n', settings: [settings] }),
    await adapter.updateSession({ sessionToken: 's', expires: later }),
    await adapter.updateAuthenticatorCounter('c', 8),
    await adapter.getAuthenticator('c'),
    await adapter.useVerificationToken({ identifier: 'i', token: 't' }),
    await adapter.revokeSessions('u'),
    await check(client, options),
    await adapter.deleteUser('u'),
  ]
}

const settings: MongoClientOptions[] = [
  { promoteValues: false },
  { promoteLongs: false },
  { useBigInt64: true },
  { ignoreUndefined: false },
  { ignoreUndefined: true },
  { raw: true },
  { bsonRegExp: true, promoteBuffers: true, serializeFunctions: true, checkKeys: true },
  { retryWrites: false, retryReads: false },
  { readPreference: 'secondaryPreferred', writeConcern: { w: 1 } },
]

describe("an application's settings of its client", () => {
  test.each(settings)('%o changes no answer', async (setting) => {
    const plain = await roundTrip(openClient())
    expect(plain[8]).toMatchObject({ session: { expires: later }, user: { logins: 2 ** 45, emailVerified: later } })
    expect(plain[0]).toMatchObject({ settings: { $ref: 'x', $id: 'y' } })
    expect(await roundTrip(openClient(undefined, setting))).toEqual(plain)
  })

  test('writes wait for a majority and reads go to the primary, unless told otherwise', async () => {
    const client = openClient(undefined, { monitorCommands: true, writeConcern: { w: 1 } })
    await migrate(client)
    const sent: { command: string; writeConcern: unknown }[] = []
    client.on('commandStarted', ({ commandName, command }) => {
      sent.push({ command: commandName, writeConcern: (command as { writeConcern?: unknown }).writeConcern })
    })
    await MongoDBAdapter(client).createUser({})
    await MongoDBAdapter(client).useVerificationToken({ identifier: 'i', token: 't' })
    await MongoDBAdapter(client, { writeConcern: { w: 1, journal: true } }).createUser({})
    expect(sent).toEqual([
      { command: 'insert', writeConcern: { w: 'majority' } },
      { command: 'findAndModify', writeConcern: { w: 'majority' } },
      { command: 'find', writeConcern: undefined },
      { command: 'insert', writeConcern: { w: 1, j: true } },
    ])
  })
})

describe('where the database comes from', () => {
  test('a client, a promise, a function that gives either, and a Db all reach the same', async () => {
    const client = await migratedClient()
    const { id } = await MongoDBAdapter(client).createUser({})
    const sources = [client, Promise.resolve(client), () => client, () => Promise.resolve(client), client.db()]
    for (const source of sources) expect(await MongoDBAdapter(source).getUser(id)).toMatchObject({ id })
  })

  test('nothing is asked for until a method is called; a function is asked each time', async () => {
    const client = await migratedClient()
    let asked = 0
    const adapter = MongoDBAdapter(() => {
      asked++
      return client
    })
    expect(asked).toBe(0)
    await adapter.getUserByEmail('a@x.example')
    await adapter.getUserByEmail('a@x.example')
    expect(asked).toBe(2)
  })

  test('databaseName and collections say where; nothing is written elsewhere', async () => {
    const client = openClient()
    const databaseName = `${client.db().databaseName}_other`
    const names = {
      Users: 'people',
      Accounts: 'links',
      Sessions: 'visits',
      VerificationTokens: 'mails',
      Authenticators: 'keys',
    }
    const placed = { databaseName, collections: names }
    await migrate(client, placed)
    const adapter = MongoDBAdapter(client, placed)
    const { id: userId } = await adapter.createUser({ email: 'u@x.example' })
    await adapter.createSession({ sessionToken: 's', userId, expires: later })
    expect(await adapter.getSessionAndUser('s')).toMatchObject({ user: { id: userId } })
    const there = await contents(client.db(databaseName))
    expect(Object.keys(there)).toEqual(Object.values(names).sort())
    expect([there['people']?.length, there['visits']?.length]).toEqual([1, 1])
    expect(await contents(client.db())).toEqual({})
  })

  test('onClose is called with the client after each operation, also after one that fails; a Db is not closed', async () => {
    const url = databaseUrl()
    const closed: MongoClient[] = []
    const onClose = async (client: MongoClient): Promise<void> => {
      closed.push(client)
      await client.close()
    }
    const opened: MongoClient[] = []
    const open = (): MongoClient => {
      const client = new MongoClient(url)
      opened.push(client)
      return client
    }
    onTestFinished(async () => void (await Promise.all(opened.map((client) => client.close()))))
    await migrate(open())
    const adapter = MongoDBAdapter(open, { onClose })
    const { id } = await adapter.createUser({ email: 'u@x.example' })
    await expect(adapter.createUser({ email: 'u@x.example' })).rejects.toMatchObject({ code: 'duplicate' })
    expect(await adapter.getUser(id)).toMatchObject({ id })
    expect(closed).toEqual(opened.slice(1))
    expect(closed).toHaveLength(3)
    const db: Db = openClient(url).db()
    expect(await MongoDBAdapter(db, { onClose }).getUser(id)).toMatchObject({ id })
    expect(closed).toHaveLength(3)
  })
})
