import { inspect } from 'node:util'
import { AdapterError, coreMethods, extraMethods } from '@strongroom/core-types'
import { Binary, Code, Long, MongoClient, ObjectId, Timestamp } from 'mongodb'
import { beforeAll, describe, expect, test } from 'vitest'
import { contents, databaseUrl } from '../test/databases.ts'
import { MongoDBAdapter, migrate } from './index.ts'

/** Values that a database could take for more than a value. */
const hostile: readonly (readonly [name: string, value: unknown])[] = [
  ['an operator', { $ne: null }],
  ['a comparison', { $gt: '' }],
  ['an empty object', {}],
  ['a regular expression', /.*/],
  ['a regular expression as an operator', { $regex: '.*' }],
  ['a list', ['a', 'b']],
  ['an empty list', []],
  ['a list of operators', [{ $ne: null }]],
  ['code', new Code('return true')],
  ['$where', { $where: 'true' }],
  ['$expr', { $expr: { $eq: [1, 1] } }],
  ['$in', { $in: ['u@x.example', 's', 'p', '1', 't', 'c', 'i'] }],
  ['__proto__', JSON.parse('{"__proto__":{"$ne":null}}')],
  ['a prototype', Object.create({ $ne: null })],
  ['toBSON', { toBSON: () => 's' }],
  ['toString', { toString: () => 's' }],
  ['a driver value', Object.assign(new Long(1), { toString: () => 's' })],
  ['bytes', new Binary(Buffer.from('s'))],
  ['another ObjectId', new ObjectId()],
  ['a timestamp', new Timestamp(1n)],
  ['null', null],
  ['undefined', undefined],
  ['true', true],
  ['a function', () => 's'],
  ['a symbol', Symbol('s')],
]

const methods = [...coreMethods, ...extraMethods].filter((method) => method !== 'sessionHandle')
type Method = (typeof methods)[number]

const later = new Date('9999-01-01')
const passkey = {
  credentialPublicKey: 'k',
  counter: 1,
  credentialDeviceType: 'singleDevice',
  credentialBackedUp: false,
  transports: null,
}

/** Arguments of each method with a value in the place of every key. */
function callsWith(value: unknown, userId: string): Readonly<Record<Method, unknown[][]>> {
  const account = { type: 'oauth', provider: 'p', providerAccountId: '1', userId }
  return {
    // No e-mail address is needed, so that any object makes a user: what counts is what becomes of its fields.
    createUser: [[{ id: value, email: value }], [{ email: value }]],
    getUser: [[value]],
    getUserByEmail: [[value]],
    getUserByAccount: [
      [value],
      [{ provider: value, providerAccountId: '1' }],
      [{ provider: 'p', providerAccountId: value }],
    ],
    updateUser: [
      [value],
      [{ id: value, name: 'changed' }],
      [{ id: userId, email: value === null || value === undefined ? {} : value }],
    ],
    deleteUser: [[value]],
    linkAccount: [
      [value],
      [{ ...account, provider: value }],
      [{ ...account, providerAccountId: value }],
      [{ ...account, providerAccountId: 'new', userId: value }],
    ],
    unlinkAccount: [
      [value],
      [{ provider: value, providerAccountId: '1' }],
      [{ provider: 'p', providerAccountId: value }],
      ...(value === undefined ? [] : [[{ provider: 'p', providerAccountId: '1' }, { userId: value }]]),
    ],
    getAccount: [
      [value, 'p'],
      ['1', value],
    ],
    createSession: [
      [value],
      [{ sessionToken: value, userId, expires: later }],
      [{ sessionToken: 'n', userId: value, expires: later }],
      [{ sessionToken: 'n', userId, expires: value }],
    ],
    getSessionAndUser: [[value]],
    updateSession: [[value], [{ sessionToken: value, expires: new Date() }]],
    deleteSession: [[value]],
    createVerificationToken: [
      [value],
      [{ identifier: value, token: 'n', expires: later }],
      [{ identifier: 'n', token: value, expires: later }],
    ],
    useVerificationToken: [[value], [{ identifier: value, token: 't' }], [{ identifier: 'i', token: value }]],
    createAuthenticator: [
      [value],
      [{ ...passkey, providerAccountId: 'n', userId, credentialID: value }],
      [{ ...passkey, providerAccountId: 'n', userId: value, credentialID: 'n' }],
    ],
    getAuthenticator: [[value]],
    listAuthenticatorsByUserId: [[value]],
    updateAuthenticatorCounter: [
      [value, 9],
      ['c', value],
    ],
    listAccounts: [[value]],
    updateAccount: [
      [value],
      [{ provider: value, providerAccountId: '1', access_token: 'changed' }],
      [{ provider: 'p', providerAccountId: value, access_token: 'changed' }],
      ...(value === undefined || value === null
        ? []
        : [[{ provider: 'p', providerAccountId: '1', access_token: 'changed' }, { ifRefreshToken: value }]]),
    ],
    listSessions: [[value]],
    revokeSession: [
      [value, 'handle'],
      [userId, value],
    ],
    revokeSessions: [[value]],
    deleteVerificationTokens: [[value]],
    deleteExpired: value === undefined ? [] : [[{ now: value }], [{ limit: value }]],
  }
}

describe.each(['objectId', 'text'] as const)('ids of type %s', (type) => {
  const client = new MongoClient(databaseUrl())
  const options = { schema: type === 'text' ? { ids: { type, from: 'caller' as const } } : {} }
  const adapter = MongoDBAdapter(client, { ...options, onWarning: () => {} })
  let userId: string

  beforeAll(async () => {
    await migrate(client, options)
    userId = (await adapter.createUser({ email: 'u@x.example', name: 'n' })).id
    await adapter.linkAccount({ userId, type: 'oauth', provider: 'p', providerAccountId: '1', refresh_token: 'r' })
    await adapter.createSession({ sessionToken: 's', userId, expires: later })
    await adapter.createVerificationToken({ identifier: 'i', token: 't', expires: later })
    await adapter.createAuthenticator({ ...passkey, credentialID: 'c', userId, providerAccountId: 'c' })
    return () => client.close()
  })

  test.each(methods)('%s() takes no such value for more than a value', async (method) => {
    const before = await contents(client.db())
    expect(Object.values(before).flat()).toHaveLength(5)
    const call = adapter[method] as (...args: unknown[]) => Promise<unknown>
    let calls = 0
    const taken: string[] = []
    for (const [name, value] of hostile) {
      for (const args of callsWith(value, userId)[method]) {
        calls++
        const end = await call(...args).catch((error: unknown) => (error instanceof AdapterError ? undefined : error))
        if (isMiss(end)) continue
        // A user needs no e-mail address: what is absent makes one, which goes again.
        const { id, email } = end as { id?: unknown; email?: unknown }
        const absent = method === 'createUser' && (value === null || value === undefined) && email === null
        if (absent) await adapter.deleteUser(String(id))
        else taken.push(`${name}: ${inspect(end)}`)
      }
    }
    expect(taken).toEqual([])
    expect(calls).toBeGreaterThan(20)
    expect(await contents(client.db())).toEqual(before)
  })
})

/** Nothing was found, or nothing deleted. */
function isMiss(end: unknown): boolean {
  if (end === null || end === undefined || end === false || end === 0) return true
  if (Array.isArray(end)) return end.length === 0
  const counts = typeof end === 'object' ? Object.values(end) : [end]
  return counts.length === 4 && counts.every((count) => count === 0)
}
