import { describe, expect, test } from 'vitest'
import { adapterOn, errorOf, open, rowsOf } from '../test/databases.ts'
import { SQLiteAdapter, type Schema, capabilities, check, migrate } from './index.ts'

const expires = new Date(Date.now() + 60_000)
const account = { userId: 'gone', type: 'oauth', provider: 'p', providerAccountId: '1' } as const
const session = { sessionToken: 't', userId: 'gone', expires }
const passkey = {
  credentialID: 'c',
  userId: 'gone',
  providerAccountId: '1',
  credentialPublicKey: 'k',
  counter: 1,
  credentialDeviceType: 'd',
  credentialBackedUp: true,
  transports: null,
}

describe('without foreign keys', () => {
  const options = { schema: { constraints: { foreignKeys: false } } satisfies Schema }

  async function withOrphans() {
    const world = await adapterOn(options)
    const { adapter } = world
    // Unknown users are not refused here, but their rows must never answer.
    await adapter.linkAccount(account)
    await adapter.createSession(session)
    await adapter.createAuthenticator(passkey)
    return world
  }

  test('orphans never answer, in reads, updates or deletions', async () => {
    const { adapter } = await withOrphans()
    expect(await adapter.getUserByAccount(account)).toBeNull()
    expect(await adapter.getAccount('1', 'p')).toBeNull()
    expect(await adapter.listAccounts('gone')).toEqual([])
    expect(await errorOf(adapter.updateAccount({ ...account, scope: 's' }))).toMatchObject({ code: 'not-found' })
    expect(await errorOf(adapter.updateAccount(account, { ifRefreshToken: null }))).toMatchObject({ code: 'not-found' })
    expect(await adapter.unlinkAccount(account)).toBeUndefined()
    expect(await adapter.getSessionAndUser('t')).toBeNull()
    expect(await adapter.updateSession(session)).toBeNull()
    expect(await adapter.listSessions('gone')).toEqual([])
    expect(await adapter.deleteSession('t')).toBeNull()
    expect(await adapter.getAuthenticator('c')).toBeNull()
    expect(await adapter.listAuthenticatorsByUserId('gone')).toEqual([])
    expect(await errorOf(adapter.updateAuthenticatorCounter('c', 9))).toMatchObject({ code: 'not-found' })
  })

  test('deleteExpired() sweeps orphans, bounded, and nothing else', async () => {
    const { adapter, database } = await withOrphans()
    await adapter.createUser({ id: 'u' })
    await adapter.linkAccount({ ...account, userId: 'u', providerAccountId: '2' })
    await adapter.createSession({ ...session, userId: 'u', sessionToken: 't2' })
    await adapter.createAuthenticator({ ...passkey, userId: 'u', credentialID: 'c2' })
    await adapter.linkAccount({ ...account, providerAccountId: '3' })
    const one = { session: 1, verificationToken: 0, account: 1, authenticator: 1 }
    expect(await adapter.deleteExpired({ limit: 1 })).toEqual(one)
    expect(await adapter.deleteExpired({ limit: 1 })).toEqual({ ...one, session: 0, authenticator: 0 })
    expect(await adapter.deleteExpired()).toEqual({ session: 0, verificationToken: 0, account: 0, authenticator: 0 })
    expect(rowsOf(database, 'accounts')).toMatchObject([{ providerAccountId: '2' }])
    expect(rowsOf(database, 'sessions')).toMatchObject([{ sessionToken: 't2' }])
    expect(rowsOf(database, 'authenticators')).toMatchObject([{ credentialID: 'c2' }])
  })

  test('deleteUser() leaves nothing, also when the user was gone already', async () => {
    const { adapter, database } = await withOrphans()
    expect(await adapter.deleteUser('gone')).toBeNull()
    for (const table of ['accounts', 'sessions', 'authenticators']) expect(rowsOf(database, table)).toEqual([])
    await adapter.createUser({ id: 'gone' })
    await adapter.linkAccount(account)
    await adapter.createSession(session)
    await adapter.createUser({ id: 'u' })
    await adapter.linkAccount({ ...account, userId: 'u', providerAccountId: '2' })
    expect(await adapter.deleteUser('gone')).toMatchObject({ id: 'gone' })
    expect(rowsOf(database, 'accounts')).toMatchObject([{ userId: 'u' }])
    expect(rowsOf(database, 'sessions')).toEqual([])
  })

  test('an orphan does not keep its account from being linked anew, nor its session token', async () => {
    const { adapter } = await withOrphans()
    await adapter.createUser({ id: 'u' })
    await adapter.deleteExpired()
    expect(await adapter.linkAccount({ ...account, userId: 'u' })).toEqual({ ...account, userId: 'u' })
  })

  test('an orphan does not answer because its table is called like an alias of ours', async () => {
    const names = { user: { columns: { id: 'owner' } }, session: { name: 'u', columns: { userId: 'owner' } } }
    const { adapter } = await adapterOn({ schema: { ...options.schema, tables: names } })
    await adapter.createUser({ id: 'somebody' })
    await adapter.createSession(session)
    expect(await adapter.updateSession(session)).toBeNull()
    expect(await adapter.deleteExpired()).toMatchObject({ session: 1 })
  })

  test('capabilities() names the rules, and check() misses nothing', async () => {
    const { database } = await adapterOn(options)
    expect(await check(database, options)).toMatchObject(
      ['accounts', 'sessions', 'authenticators'].map((table) => ({
        table,
        column: 'userId',
        rule: 'foreign-key',
        severity: 'warning',
        lost: Object.keys(capabilities(options).notGuaranteed),
      })),
    )
    expect(capabilities(options).notGuaranteed).toEqual({
      'linkAccount.duplicate-code': 'there are no foreign keys to users',
      'createSession.error-codes': 'there are no foreign keys to users',
    })
    // Said of a database that has none.
    expect(await check(database)).toMatchObject(
      ['accounts', 'sessions', 'authenticators'].map((table) => ({ table, column: 'userId', rule: 'foreign-key' })),
    )
  })
})

describe('without unique sets', () => {
  const none = { user: [['id']], account: [], session: [], verificationToken: [], authenticator: [] } as const
  const options = { schema: { constraints: { unique: none } } satisfies Schema }

  test('linkAccount() relinks to the same user instead of adding a row', async () => {
    const { adapter, database } = await adapterOn(options)
    await adapter.createUser({ id: 'u' })
    const mine = { ...account, userId: 'u' }
    expect(await adapter.linkAccount({ ...mine, scope: 'a', id_token: 'i' })).toEqual({
      ...mine,
      scope: 'a',
      id_token: 'i',
    })
    expect(await adapter.linkAccount({ ...mine, scope: 'b' })).toEqual({ ...mine, scope: 'b', id_token: 'i' })
    expect(rowsOf(database, 'accounts')).toHaveLength(1)
  })

  test('capabilities() names the rules that stand on them; check() says what a full schema lacks', async () => {
    const { database } = await adapterOn(options)
    const findings = await check(database, options)
    expect(findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(findings.map(() => 'unique warning'))
    const lost = findings.flatMap((finding) => finding.lost ?? [])
    expect([...new Set(lost)].sort()).toEqual(Object.keys(capabilities(options).notGuaranteed).sort())
    expect(Object.keys(capabilities(options).notGuaranteed).toSorted()).toEqual([
      'createAuthenticator.credential-unique',
      'createSession.error-codes',
      'createSession.token-unique',
      'createUser.duplicate-code',
      'createUser.email-unique',
      'createUser.email-unique-race',
      'createVerificationToken.pair-unique',
      'linkAccount.duplicate-code',
      'linkAccount.taken-pair',
      'linkAccount.taken-pair-race',
      'updateUser.email-unique',
    ])
    const missing = (await check(database)).filter(({ rule }) => rule === 'unique').map(({ table }) => table)
    expect(missing).toEqual(['users', 'accounts', 'sessions', 'verification_token', 'authenticators'])
  })

  test('capabilities() are whole by default, in whatever order a set is written', () => {
    const swapped: Schema = { constraints: { unique: { account: [['providerAccountId', 'provider']] } } }
    expect(capabilities().notGuaranteed).toEqual({})
    expect(capabilities({ schema: swapped }).notGuaranteed).toEqual({})
    expect(capabilities({ schema: { ids: { type: 'integer', from: 'database' } } }).ids).toBe('database')
  })

  test('a user table that has only its e-mail unique takes users without one', async () => {
    const schema: Schema = { constraints: { unique: { user: [['email']] }, foreignKeys: false } }
    const database = open()
    await migrate(database, { schema })
    expect(await SQLiteAdapter(database, { schema }).createUser({ id: 'u' })).toMatchObject({ id: 'u', email: null })
    expect(capabilities({ schema }).notGuaranteed).toMatchObject({
      'createUser.id-unique': expect.any(String) as string,
    })
  })
})
