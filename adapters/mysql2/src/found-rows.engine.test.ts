import { describe, expect, test } from 'vitest'
import { ask, errorOf, migratedDatabase, onMariaDB, openPool } from '../test/databases.ts'
import { MySQLAdapter } from './index.ts'

const expires = new Date('2999-01-01T00:00:00.123Z')
const account = { userId: 'u', type: 'oauth', provider: 'p', providerAccountId: '1', refresh_token: 'r' } as const
const passkey = {
  userId: 'u',
  credentialID: 'Y3JlZA==',
  providerAccountId: 'Y3JlZA==',
  credentialPublicKey: 'a',
  counter: 5,
  credentialDeviceType: 'singleDevice',
  credentialBackedUp: false,
  transports: null,
} as const

// An update that leaves a row as it is counts 1 with the flag, which mysql2 sets, and 0 without.
describe.each([
  ['on', [], 1],
  ['off', ['-FOUND_ROWS'], 0],
] as const)('FOUND_ROWS %s', (_title, flags, counted) => {
  const dialects = onMariaDB() ? (['mysql', 'mariadb'] as const) : (['mysql'] as const)

  test.each(dialects)('equal values are no miss, and nothing else is a hit (dialect %s)', async (dialect) => {
    const url = await migratedDatabase()
    const pool = openPool(url, { flags: [...flags] })
    const adapter = MySQLAdapter(pool, { dialect })
    const user = await adapter.createUser({ id: 'u', name: 'n', email: 'e@x.example' })
    await adapter.createUser({ id: 'v' })
    const [same] = await pool.query("UPDATE users SET name = 'n' WHERE id = 'u'")
    expect(same).toMatchObject({ affectedRows: counted })

    expect(await adapter.updateUser({ id: 'u', name: 'n' })).toEqual(user)
    expect(await adapter.updateUser({ id: 'u' })).toEqual(user)
    expect((await errorOf(adapter.updateUser({ id: 'w', name: 'n' }))).code).toBe('not-found')

    const session = await adapter.createSession({ sessionToken: 't', userId: 'u', expires })
    expect(await adapter.updateSession({ sessionToken: 't', expires })).toEqual(session)
    expect(await adapter.updateSession({ sessionToken: 't' })).toEqual(session)
    expect(await adapter.updateSession({ sessionToken: 'T', expires })).toBeNull()

    // An expired session is not brought back, nor told, by the values that it has.
    const past = new Date('2000-01-01T00:00:00Z')
    await adapter.createSession({ sessionToken: 'old', userId: 'u', expires: past })
    expect(await adapter.updateSession({ sessionToken: 'old', expires: past })).toBeNull()
    expect(await adapter.updateSession({ sessionToken: 'old' })).toBeNull()
    expect(await adapter.updateSession({ sessionToken: 'old', expires })).toBeNull()
    expect(await ask(url, "SELECT year(expires) FROM sessions WHERE sessionToken = 'old'")).toEqual([[2000]])

    const linked = await adapter.linkAccount(account)
    expect(await adapter.linkAccount(account)).toEqual(linked)
    expect((await errorOf(adapter.linkAccount({ ...account, userId: 'v' }))).code).toBe('duplicate')
    const of = { provider: 'p', providerAccountId: '1' }
    const renew = (refresh_token: string, ifRefreshToken: string | null) =>
      adapter.updateAccount({ ...of, refresh_token }, { ifRefreshToken })
    expect(await renew('r', 'r')).toEqual(linked)
    expect(await adapter.updateAccount(of, { ifRefreshToken: 'r' })).toEqual(linked)
    expect(await adapter.updateAccount(account)).toEqual(linked)
    expect((await errorOf(renew('r', 'R'))).code).toBe('conflict')
    expect((await errorOf(renew('r', null))).code).toBe('conflict')
    expect((await errorOf(adapter.updateAccount({ ...of, userId: 'v' }))).code).toBe('not-found')
    expect(await renew('s', 'r')).toEqual({ ...linked, refresh_token: 's' })
    // What another has set meanwhile is not taken for one's own.
    expect((await errorOf(renew('s', 'r'))).code).toBe('conflict')

    const created = await adapter.createAuthenticator(passkey)
    expect(await adapter.updateAuthenticatorCounter(passkey.credentialID, 5)).toEqual(created)
    expect(await adapter.updateAuthenticatorCounter(passkey.credentialID, 4)).toEqual(created)
    expect(await adapter.updateAuthenticatorCounter(passkey.credentialID, 6)).toEqual({ ...created, counter: 6 })
    expect((await errorOf(adapter.updateAuthenticatorCounter('eA==', 6))).code).toBe('not-found')
  })

  test('of twenty that renew one refresh token at once exactly one does, and its value stays', async () => {
    const url = await migratedDatabase()
    const adapter = MySQLAdapter(openPool(url, { flags: [...flags], connectionLimit: 20 }))
    await adapter.createUser({ id: 'u' })
    await adapter.linkAccount(account)
    for (let round = 0; round < 20; round++) {
      const ifRefreshToken = (await adapter.getAccount('1', 'p'))?.refresh_token ?? ''
      const calls = Array.from({ length: 20 }, (_, i) =>
        adapter.updateAccount({ ...account, refresh_token: `${round}-${i}` }, { ifRefreshToken }),
      )
      const ends = await Promise.allSettled(calls)
      const won = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value?.refresh_token] : []))
      const lost = ends.flatMap((end) => (end.status === 'rejected' ? [(end.reason as { code: string }).code] : []))
      expect(new Set(lost)).toEqual(new Set(['conflict']))
      expect(won).toEqual([(await adapter.getAccount('1', 'p'))?.refresh_token])
    }
  })

  test('of twenty that spend one token, or make one user, exactly one does', async () => {
    const url = await migratedDatabase()
    const adapter = MySQLAdapter(openPool(url, { flags: [...flags], connectionLimit: 20 }))
    const token = { identifier: 'i', token: 't', expires }
    await adapter.createVerificationToken(token)
    const spent = await Promise.all(Array.from({ length: 20 }, () => adapter.useVerificationToken(token)))
    expect(spent.filter((row) => row !== null)).toEqual([token])
    const made = await Promise.allSettled(
      Array.from({ length: 20 }, () => adapter.createUser({ email: 'e@x.example' })),
    )
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})
