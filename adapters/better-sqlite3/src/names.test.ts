import { describe, expect, test } from 'vitest'
import { adapterOn, errorOf, open, rowsOf, temporaryFile } from '../test/databases.ts'
import { SQLiteAdapter, type Schema, check, migrate, schema as schemaText } from './index.ts'

const expires = new Date(Date.now() + 60_000)

// Quotes of every kind, spaces, dots, reserved words, case, the statements' own aliases, other alphabets.
const odd: Schema = {
  tables: {
    user: {
      name: 'my "users". tbl',
      columns: { id: 'select', email: "e'mail`[x]", emailVerified: 'é,ß', name: 'Order' },
    },
    account: { name: 'u', columns: { userId: 'excluded', provider: 'group', providerAccountId: 'a.b', type: 'a, b' } },
    session: { name: 'TABLE', columns: { sessionToken: '?', expires: 'ex pires', userId: ':id' } },
    verificationToken: { name: 's', columns: { token: '"', identifier: "''" } },
    authenticator: { name: 'a', columns: { credentialID: 'u.id', counter: '1', userId: 'select' } },
  },
}

async function expectEverythingWorks(options: { schema: Schema }, database = open()) {
  const { adapter } = await adapterOn(options, database)
  expect((await check(database, options)).filter(({ severity }) => severity === 'error')).toEqual([])
  const user = { id: 'u1', name: 'n', email: 'e@x.example', emailVerified: new Date(7), image: null }
  expect(await adapter.createUser(user)).toEqual(user)
  await adapter.createUser({ id: 'u2' })
  expect(await adapter.getUserByEmail('e@x.example')).toEqual(user)
  const account = { userId: 'u1', type: 'oauth', provider: 'p', providerAccountId: '1' } as const
  expect(await adapter.linkAccount(account)).toEqual(account)
  expect(await adapter.linkAccount({ ...account, scope: 'a' })).toEqual({ ...account, scope: 'a' })
  expect(await errorOf(adapter.linkAccount({ ...account, userId: 'u2' }))).toMatchObject({ code: 'duplicate' })
  expect(await adapter.updateAccount({ ...account, scope: 'b' })).toEqual({ ...account, scope: 'b' })
  expect(await adapter.getUserByAccount(account)).toEqual(user)
  expect(await adapter.listAccounts('u1')).toHaveLength(1)
  const session = { sessionToken: 't', userId: 'u1', expires }
  expect(await adapter.createSession(session)).toEqual(session)
  expect(await adapter.getSessionAndUser('t')).toEqual({ session, user })
  expect(await adapter.updateSession({ sessionToken: 't', expires })).toEqual(session)
  expect(await adapter.listSessions('u1')).toHaveLength(1)
  expect(await adapter.revokeSessions('u1', { except: await adapter.sessionHandle('t') })).toBe(0)
  const token = { identifier: 'i', token: 't', expires }
  expect(await adapter.createVerificationToken(token)).toEqual(token)
  expect(await adapter.useVerificationToken(token)).toEqual(token)
  const passkey = {
    credentialID: 'c',
    userId: 'u1',
    providerAccountId: '1',
    credentialPublicKey: 'k',
    counter: 1,
    credentialDeviceType: 'd',
    credentialBackedUp: true,
    transports: null,
  }
  expect(await adapter.createAuthenticator(passkey)).toEqual(passkey)
  expect(await adapter.updateAuthenticatorCounter('c', 5)).toEqual({ ...passkey, counter: 5 })
  expect(await adapter.updateAuthenticatorCounter('c', 3)).toEqual({ ...passkey, counter: 5 })
  const soon = new Date(expires.getTime() + 1)
  const none = { session: 0, verificationToken: 0, account: 0, authenticator: 0 }
  expect(await adapter.deleteExpired()).toEqual(none)
  expect(await adapter.deleteExpired({ now: soon })).toEqual({ ...none, session: 1 })
  expect(await adapter.deleteUser('u1')).toEqual(user)
  expect(await adapter.getUserByAccount(account)).toBeNull()
  expect(await adapter.getAuthenticator('c')).toBeNull()
  return { adapter, database }
}

describe('renamed tables and columns', () => {
  test('odd names work everywhere, and migrate is content with them', async () => {
    const { database } = await expectEverythingWorks({ schema: odd })
    expect(await migrate(database, { schema: odd })).toEqual({ statements: [] })
  })

  test('odd names work without foreign keys too', async () => {
    await expectEverythingWorks({ schema: { ...odd, constraints: { foreignKeys: false } } })
  })

  test('a duplicate names the field, not the column', async () => {
    const { adapter } = await adapterOn({ schema: odd })
    await adapter.createUser({ id: 'u1', email: 'e@x.example' })
    const passkey = {
      credentialID: 'c',
      userId: 'u1',
      providerAccountId: '1',
      credentialPublicKey: 'k',
      counter: 1,
      credentialDeviceType: 'd',
      credentialBackedUp: true,
    }
    await adapter.createAuthenticator(passkey)
    expect(await errorOf(adapter.createUser({ email: 'e@x.example' }))).toMatchObject({
      code: 'duplicate',
      field: 'email',
    })
    expect(await errorOf(adapter.createUser({ id: 'u1' }))).toMatchObject({ code: 'duplicate', field: 'id' })
    expect(await errorOf(adapter.createAuthenticator(passkey))).toMatchObject({ field: 'credentialID' })
  })

  test('names in another case than the table has them are its columns', async () => {
    const database = open()
    await migrate(database)
    const options = { schema: { tables: { user: { name: 'USERS', columns: { email: 'EMAIL' } } } } }
    expect((await check(database, options)).filter(({ severity }) => severity === 'error')).toEqual([])
    const adapter = SQLiteAdapter(database, options)
    await adapter.createUser({ id: 'u', email: 'e@x.example' })
    expect(await errorOf(adapter.createUser({ email: 'e@x.example' }))).toMatchObject({
      code: 'duplicate',
      field: 'email',
    })
  })

  test('schema() is the text that migrate runs', async () => {
    const database = open()
    database.exec(schemaText({ schema: odd }))
    expect((await check(database, { schema: odd })).filter(({ severity }) => severity === 'error')).toEqual([])
    expect(await migrate(database, { schema: odd })).toEqual({ statements: [] })
  })
})

describe('a namespace is an attached database', () => {
  const attach = () => {
    const database = open()
    database.prepare('ATTACH ? AS "auth ""x"').run(temporaryFile())
    return database
  }
  const schema: Schema = { namespace: 'auth "x' }

  test('everything is created and done there', async () => {
    const { database } = await expectEverythingWorks({ schema }, attach())
    expect(rowsOf(database, 'main.sqlite_schema')).toEqual([])
    expect(rowsOf(database, '"auth ""x".users')).toMatchObject([{ id: 'u2' }])
  })

  test('works without foreign keys, and with odd names', async () => {
    await expectEverythingWorks({ schema: { ...schema, ...odd, constraints: { foreignKeys: false } } }, attach())
  })

  test('tables of the same name in main are others', async () => {
    const database = attach()
    await migrate(database)
    expect(await check(database, { schema })).toHaveLength(5)
    await migrate(database, { schema })
    await SQLiteAdapter(database, { schema }).createUser({ id: 'u' })
    expect(await SQLiteAdapter(database).getUser('u')).toBeNull()
  })
})
