import { describe, expect, test } from 'vitest'
import { adapterOn, errorOf, rowsOf } from '../test/databases.ts'
import { type CustomFields, check, migrate } from './index.ts'

const expires = new Date(Date.now() + 60_000)
const noon = new Date('2001-02-03T04:05:06.789Z')

const fields = {
  user: {
    text: { type: 'text', optional: true },
    role: { type: 'text', oneOf: ['member', "o'wner"], default: "o'wner" },
    at: { type: 'timestamp', optional: true },
    since: { type: 'timestamp', default: '2001-02-03T04:05:06.789Z' },
    big: { type: 'bigint', optional: true },
    credits: { type: 'bigint', default: Number.MAX_SAFE_INTEGER },
    small: { type: 'integer', optional: true },
    debt: { type: 'integer', default: -2147483648 },
    flag: { type: 'boolean', optional: true },
    banned: { type: 'boolean', default: false },
    vip: { type: 'boolean', default: true },
    data: { type: 'json', optional: true },
    settings: { type: 'json', default: 'plain "text"' },
    maybe: { type: 'text', optional: true, default: 'given by the database' },
  },
  account: { plan: { type: 'text', default: 'free' }, seats: { type: 'integer', optional: true } },
  session: { device: { type: 'text', optional: true }, seen: { type: 'timestamp', optional: true } },
  verificationToken: { purpose: { type: 'text', default: 'sign-in' } },
  authenticator: { label: { type: 'text', optional: true }, trusted: { type: 'boolean', default: false } },
} as const satisfies CustomFields

const absent = { text: null, at: null, big: null, small: null, flag: null, data: null, maybe: 'given by the database' }
const defaults = {
  role: "o'wner",
  since: noon,
  credits: Number.MAX_SAFE_INTEGER,
  debt: -2147483648,
  banned: false,
  vip: true,
  settings: 'plain "text"',
}
const core = { id: 'u', name: null, email: null, emailVerified: null, image: null }

describe.each(['native', 'iso8601'] as const)('custom fields with %s timestamps', (timestamp) => {
  const options = { fields, schema: { encodings: { timestamp } } }

  test('what is not given takes the default of the database, or is absent', async () => {
    const { adapter, database } = await adapterOn(options)
    expect(await adapter.createUser({ id: 'u' })).toEqual({ ...core, ...absent, ...defaults })
    expect(await check(database, options)).toEqual([])
    expect(await migrate(database, options)).toEqual({ statements: [] })
  })

  test('null is absent, and the default where absent cannot be', async () => {
    const { adapter } = await adapterOn(options)
    const nothing = Object.fromEntries(Object.keys(fields.user).map((name) => [name, null]))
    expect(await adapter.createUser({ id: 'u', ...nothing })).toEqual({ ...core, ...absent, ...defaults, maybe: null })
  })

  test('what is given comes back from every method that answers the user', async () => {
    const { adapter } = await adapterOn(options)
    const given = {
      text: "'; --",
      role: 'member' as const,
      at: new Date(-1),
      since: new Date('9999-12-31T23:59:59.999Z'),
      big: -Number.MAX_SAFE_INTEGER,
      credits: 0,
      small: 2147483647,
      debt: 0,
      flag: false,
      banned: true,
      vip: false,
      data: { a: [1, 'x', null, { b: true }] },
      settings: { theme: 'dark' },
      maybe: '',
    }
    const user = { ...core, email: 'e@x.example', ...given }
    expect(await adapter.createUser(user)).toEqual(user)
    await adapter.createSession({ sessionToken: 't', userId: 'u', expires })
    const key = { provider: 'p', providerAccountId: '1' }
    await adapter.linkAccount({ ...key, userId: 'u', type: 'oauth' })
    expect(await adapter.getUser('u')).toEqual(user)
    expect(await adapter.getUserByEmail('e@x.example')).toEqual(user)
    expect(await adapter.getUserByAccount(key)).toEqual(user)
    expect((await adapter.getSessionAndUser('t'))?.user).toEqual(user)
    expect(await adapter.updateUser({ id: 'u', data: [1], at: noon, flag: true })).toEqual({
      ...user,
      data: [1],
      at: noon,
      flag: true,
    })
    expect(await adapter.updateUser({ id: 'u', data: null, text: null })).toMatchObject({
      data: null,
      text: null,
      at: noon,
    })
    expect(await adapter.deleteUser('u')).toMatchObject({ settings: { theme: 'dark' } })
  })

  test('the other entities have theirs; absent ones are left out of accounts alone', async () => {
    const { adapter } = await adapterOn(options)
    await adapter.createUser({ id: 'u' })
    const account = { userId: 'u', type: 'oauth', provider: 'p', providerAccountId: '1' } as const
    expect(await adapter.linkAccount(account)).toEqual({ ...account, plan: 'free' })
    expect(await adapter.updateAccount({ ...account, seats: 3 })).toEqual({ ...account, plan: 'free', seats: 3 })
    const session = { sessionToken: 't', userId: 'u', expires }
    expect(await adapter.createSession({ ...session, seen: noon })).toEqual({ ...session, device: null, seen: noon })
    expect(await adapter.updateSession({ sessionToken: 't', device: 'd' })).toEqual({
      ...session,
      device: 'd',
      seen: noon,
    })
    const handle = await adapter.sessionHandle('t')
    expect(await adapter.listSessions('u')).toEqual([{ handle, userId: 'u', expires, device: 'd', seen: noon }])
    const token = { identifier: 'i', token: 't', expires }
    expect(await adapter.createVerificationToken(token)).toEqual({ ...token, purpose: 'sign-in' })
    const passkey = {
      credentialID: 'c',
      userId: 'u',
      providerAccountId: '1',
      credentialPublicKey: 'k',
      counter: 0,
      credentialDeviceType: 'd',
      credentialBackedUp: false,
      transports: null,
    }
    expect(await adapter.createAuthenticator(passkey)).toEqual({ ...passkey, label: null, trusted: false })
  })
})

describe('values that a field cannot hold', () => {
  test.each<[keyof typeof fields.user, unknown]>([
    ['role', 'admin'],
    ['text', 7],
    ['text', 'a\0b'],
    ['at', '2001-02-03'],
    ['at', new Date(NaN)],
    ['big', 2 ** 53],
    ['small', 2 ** 31],
    ['small', '1'],
    ['flag', 1],
    ['data', 10n],
    ['settings', () => 1],
  ])('%s: %o is refused by createUser() and updateUser()', async (field, value) => {
    const { adapter, database } = await adapterOn({ fields })
    await adapter.createUser({ id: 'u' })
    const create = await errorOf(adapter.createUser({ id: 'v', [field]: value }))
    expect(create).toMatchObject({ code: 'invalid-input', operation: 'createUser', entity: 'user', field })
    expect(await errorOf(adapter.updateUser({ id: 'u', [field]: value }))).toMatchObject({
      code: 'invalid-input',
      field,
    })
    expect(rowsOf(database, 'users')).toHaveLength(1)
    expect(await adapter.getUser('u')).toEqual({ ...core, ...absent, ...defaults })
  })

  test('in the database are a schema error, without the value', async () => {
    const { adapter, database } = await adapterOn({ fields })
    await adapter.createUser({ id: 'u', email: 'e@x.example' })
    await adapter.createSession({ sessionToken: 't', userId: 'u', expires })
    database.exec(`UPDATE users SET data = '{"secret": 5eCret'`)
    for (const call of [
      () => adapter.getUser('u'),
      () => adapter.getUserByEmail('e@x.example'),
      () => adapter.getSessionAndUser('t'),
      () => adapter.updateUser({ id: 'u', name: 'n' }),
    ]) {
      const error = await errorOf(call())
      expect(error).toMatchObject({ code: 'schema', entity: 'user', field: 'data' })
      expect(`${error.stack} ${JSON.stringify(error.cause)}`).not.toContain('5eCret')
    }
  })
})
