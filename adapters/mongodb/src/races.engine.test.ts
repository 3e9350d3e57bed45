import type { MongoClient } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { openClient, until } from '../test/databases.ts'
import { MongoDBAdapter, migrate } from './index.ts'

const ROUNDS = 50
const CONTENDERS = 8
const later = new Date(Date.now() + 600_000)

type Adapter = ReturnType<typeof MongoDBAdapter>

const miss = { status: 'fulfilled', value: null }
const duplicate = (field: string) => ({ status: 'rejected', reason: { code: 'duplicate', field } })

/** Calls at once that are to have one winner. */
interface Contest {
  readonly title: string
  readonly command: string
  readonly prepare?: (adapter: Adapter, round: string) => Promise<unknown>
  readonly call: (adapter: Adapter, round: string, userId: string) => Promise<unknown>
  /** How losers end. */
  readonly loss: typeof miss | ReturnType<typeof duplicate>
  /** What is left of the round. */
  readonly left: { readonly collection: string; readonly field: string; readonly count: number }
}

const contests: Contest[] = [
  {
    title: 'useVerificationToken() of one token',
    command: 'findAndModify',
    prepare: (adapter, token) => adapter.createVerificationToken({ identifier: 'a', token, expires: later }),
    call: (adapter, token) => adapter.useVerificationToken({ identifier: 'a', token }),
    loss: miss,
    left: { collection: 'verification_tokens', field: 'token', count: 0 },
  },
  {
    title: 'createUser() with one e-mail',
    command: 'insert',
    call: (adapter, email) => adapter.createUser({ email }),
    loss: duplicate('email'),
    left: { collection: 'users', field: 'email', count: 1 },
  },
  {
    title: 'updateUser() of different users to one e-mail',
    command: 'findAndModify',
    call: (adapter, email, id) => adapter.updateUser({ id, email }),
    loss: duplicate('email'),
    left: { collection: 'users', field: 'email', count: 1 },
  },
  {
    title: 'linkAccount() of one account to different users',
    command: 'findAndModify',
    call: (adapter, providerAccountId, userId) =>
      adapter.linkAccount({ userId, type: 'oauth', provider: 'p', providerAccountId }),
    loss: duplicate('providerAccountId'),
    left: { collection: 'accounts', field: 'providerAccountId', count: 1 },
  },
  {
    title: 'createSession() with one token',
    command: 'insert',
    call: (adapter, sessionToken, userId) => adapter.createSession({ sessionToken, userId, expires: later }),
    loss: duplicate('sessionToken'),
    left: { collection: 'sessions', field: 'sessionToken', count: 1 },
  },
]

/** The most commands of a name that were sent and not yet answered. */
function watchOverlap(client: MongoClient, name: string): () => number {
  let [underWay, most] = [0, 0]
  client.on('commandStarted', ({ commandName }) => {
    if (commandName === name) most = Math.max(most, ++underWay)
  })
  const ended = ({ commandName }: { commandName: string }): void => {
    if (commandName === name) underWay--
  }
  client.on('commandSucceeded', ended).on('commandFailed', ended)
  return () => {
    const seen = most
    most = 0
    return seen
  }
}

async function connected() {
  const client = openClient(undefined, { monitorCommands: true, minPoolSize: CONTENDERS, maxPoolSize: CONTENDERS })
  let ready = 0
  client.on('connectionReady', () => ready++)
  await migrate(client)
  // A connection each, so that nobody comes too late for having to make one.
  await until(() => ready === CONTENDERS, 'connections')
  return { client, adapter: MongoDBAdapter(client) }
}

describe(`${CONTENDERS} contenders, ${ROUNDS} rounds: exactly one wins, their commands under way at once`, () => {
  test.each(contests)('$title', { timeout: 180_000 }, async ({ command, prepare, call, loss, left }) => {
    const { client, adapter } = await connected()
    const users = await Promise.all(Array.from({ length: CONTENDERS }, () => adapter.createUser({})))
    const overlap = watchOverlap(client, command)
    for (let number = 0; number < ROUNDS; number++) {
      const round = `round-${number}@x.example`
      await prepare?.(adapter, round)
      overlap()
      const ends = await Promise.allSettled(users.map(({ id }) => call(adapter, round, id)))
      expect(overlap()).toBe(CONTENDERS)
      const lost = ends.filter((end) => end.status === 'rejected' || end.value === null)
      expect(lost).toHaveLength(CONTENDERS - 1)
      for (const end of lost) expect(end).toMatchObject(loss)
      expect(
        await client
          .db()
          .collection(left.collection)
          .countDocuments({ [left.field]: round }),
      ).toBe(left.count)
    }
  })
})

describe('calls at once that all succeed', () => {
  test('changes of one session, one user and one counter', { timeout: 120_000 }, async () => {
    const { adapter } = await connected()
    const { id: userId } = await adapter.createUser({})
    await adapter.createSession({ sessionToken: 's', userId, expires: later })
    const passkey = { credentialPublicKey: 'k', credentialDeviceType: 'singleDevice', credentialBackedUp: false }
    await adapter.createAuthenticator({ ...passkey, credentialID: 'c', userId, providerAccountId: 'c', counter: 0 })
    for (let round = 1; round <= ROUNDS; round++) {
      const expires = new Date(later.getTime() + round)
      const ends = await Promise.allSettled(
        Array.from({ length: CONTENDERS }, async (_, contender) => [
          (await adapter.updateSession({ sessionToken: 's', expires }))?.expires.getTime(),
          (await adapter.updateUser({ id: userId, [contender % 2 ? 'name' : 'image']: `${round}` })).id,
          (await adapter.updateAuthenticatorCounter('c', round)).counter,
        ]),
      )
      const all = { status: 'fulfilled', value: [expires.getTime(), userId, round] }
      expect(ends).toEqual(Array.from({ length: CONTENDERS }, () => all))
      expect(await adapter.getUser(userId)).toMatchObject({ name: `${round}`, image: `${round}` })
    }
  })

  test('a session that is to be kept is, though it comes while the others go', async () => {
    const { client, adapter } = await connected()
    const { id: userId } = await adapter.createUser({})
    await adapter.createSession({ sessionToken: 'other', userId, expires: later })
    let asked = 0
    // Asked for each command: the first one lists the sessions.
    const revoking = MongoDBAdapter(async () => {
      if (++asked === 2) await adapter.createSession({ sessionToken: 'mine', userId, expires: later })
      return client
    })
    expect(await revoking.revokeSessions(userId, { except: await adapter.sessionHandle('mine') })).toBe(1)
    expect(await adapter.getSessionAndUser('mine')).not.toBeNull()
    expect(await adapter.getSessionAndUser('other')).toBeNull()
  })

  test('a sign-out while the session is renewed ends it', { timeout: 120_000 }, async () => {
    const { client, adapter } = await connected()
    const { id: userId } = await adapter.createUser({})
    for (let round = 0; round < ROUNDS; round++) {
      const sessionToken = `s-${round}`
      await adapter.createSession({ sessionToken, userId, expires: later })
      const renew = (): Promise<unknown> =>
        adapter.updateSession({ sessionToken, expires: new Date(later.getTime() + round) })
      const end = round % 2 === 0 ? adapter.deleteSession(sessionToken) : adapter.revokeSessions(userId)
      await Promise.all([renew(), renew(), end, renew(), renew()])
      expect(await client.db().collection('sessions').countDocuments({ sessionToken })).toBe(0)
    }
  })
})
