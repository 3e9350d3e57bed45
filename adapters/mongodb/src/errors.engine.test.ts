import type { AdapterErrorCode } from '@strongroom/core-types'
import type { Db } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { assertNoValue, errorOf, migratedClient } from '../test/databases.ts'
import { MongoDBAdapter } from './index.ts'

const secret = 'Zaphod-53cr3t'
const expires = new Date(Date.now() + 60_000)
const options = {
  schema: { ids: { type: 'text', from: 'caller' } },
  fields: { user: { username: { type: 'text', optional: true } } },
} as const
const passkey = {
  credentialPublicKey: 'k',
  counter: 0,
  credentialDeviceType: 'd',
  credentialBackedUp: false,
  transports: null,
}

type Adapter = ReturnType<typeof MongoDBAdapter<typeof options.fields>>

/** Something that goes wrong on a server, and what it is reported as. */
interface Provoked {
  readonly title: string
  readonly expected: { code: AdapterErrorCode; operation: string; entity: string; field?: string | undefined }
  readonly provoke: (adapter: Adapter, db: Db) => Promise<unknown>
}

const provoked: Provoked[] = [
  {
    title: 'createUser() with a taken e-mail',
    expected: { code: 'duplicate', operation: 'createUser', entity: 'user', field: 'email' },
    provoke: (adapter) => adapter.createUser({ id: 'u2', name: secret, email: `${secret}@x.example` }),
  },
  {
    title: 'createUser() with a taken id',
    expected: { code: 'duplicate', operation: 'createUser', entity: 'user', field: 'id' },
    provoke: (adapter) => adapter.createUser({ id: secret, email: 'other@x.example' }),
  },
  {
    title: 'updateUser() to a taken e-mail',
    expected: { code: 'duplicate', operation: 'updateUser', entity: 'user', field: 'email' },
    async provoke(adapter) {
      await adapter.createUser({ id: 'u2' })
      await adapter.updateUser({ id: 'u2', email: `${secret}@x.example` })
    },
  },
  {
    title: "a unique index of the application's own",
    expected: { code: 'duplicate', operation: 'createUser', entity: 'user', field: 'username' },
    async provoke(adapter, db) {
      await db.collection('users').createIndex({ username: 1 }, { unique: true }, {})
      await adapter.createUser({ id: 'u2', username: secret })
      await adapter.createUser({ id: 'u3', username: secret })
    },
  },
  {
    title: "linkAccount() of another user's pair",
    expected: { code: 'duplicate', operation: 'linkAccount', entity: 'account', field: 'providerAccountId' },
    async provoke(adapter) {
      const account = { userId: secret, type: 'oauth', provider: 'p', providerAccountId: secret } as const
      await adapter.linkAccount(account)
      await adapter.createUser({ id: 'u2' })
      await adapter.linkAccount({ ...account, userId: 'u2', access_token: secret })
    },
  },
  {
    title: 'createSession() with a taken token',
    expected: { code: 'duplicate', operation: 'createSession', entity: 'session', field: 'sessionToken' },
    async provoke(adapter) {
      await adapter.createSession({ sessionToken: secret, userId: secret, expires })
      await adapter.createSession({ sessionToken: secret, userId: secret, expires })
    },
  },
  {
    title: 'createVerificationToken() that is there already',
    expected: { code: 'duplicate', operation: 'createVerificationToken', entity: 'verificationToken', field: 'token' },
    async provoke(adapter) {
      await adapter.createVerificationToken({ identifier: secret, token: secret, expires })
      await adapter.createVerificationToken({ identifier: secret, token: secret, expires })
    },
  },
  {
    title: 'createAuthenticator() with a taken credential',
    expected: { code: 'duplicate', operation: 'createAuthenticator', entity: 'authenticator', field: 'credentialID' },
    async provoke(adapter) {
      const taken = { ...passkey, credentialID: secret, userId: secret, providerAccountId: secret }
      await adapter.createAuthenticator(taken)
      await adapter.createAuthenticator(taken)
    },
  },
  {
    title: 'a document larger than a server takes',
    expected: { code: 'invalid-input', operation: 'createUser', entity: 'user' },
    provoke: (adapter) => adapter.createUser({ id: 'u2', name: secret.padEnd(16_780_000, 'x') }),
  },
  {
    title: 'a document larger than the driver sends',
    expected: { code: 'invalid-input', operation: 'createUser', entity: 'user' },
    provoke: (adapter) => adapter.createUser({ id: 'u2', name: secret.padEnd(20_000_000, 'x') }),
  },
]

describe('what goes wrong on a server', () => {
  test.each(provoked)('$title: $expected.code, without a value', async ({ expected, provoke }) => {
    const client = await migratedClient(options)
    const adapter = MongoDBAdapter(client, options)
    await adapter.createUser({ id: secret, email: `${secret}@x.example` })
    const error = await errorOf(provoke(adapter, client.db()))
    const { code, operation, entity, field } = error
    expect({ code, operation, entity, field }).toEqual({ field: undefined, ...expected })
    assertNoValue(error, '53cr3t')
    // The same client serves on.
    expect(await adapter.getUser(secret)).toMatchObject({ id: secret })
  })

  test('an index whose name tells nothing: a duplicate all the same, of no other field', async () => {
    const client = await migratedClient(options)
    await client.db().collection('users').createIndex({ username: 1 }, { unique: true, name: 'mine' }, {})
    const adapter = MongoDBAdapter(client, options)
    await adapter.createUser({ id: 'u1', username: secret })
    const error = await errorOf(adapter.createUser({ id: 'u2', username: secret }))
    expect(error.code).toBe('duplicate')
    // MongoDB tells the fields besides.
    expect([undefined, 'username']).toContain(error.field)
    assertNoValue(error, '53cr3t')
  })
})
