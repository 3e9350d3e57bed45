import { expect, test } from 'vitest'
import { adapterOn, errorOf } from '../test/node-sqlite.ts'

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1'])(
  'deleteExpired refuses %s as its limit',
  async (limit) => {
    const { adapter, asked } = await adapterOn()
    const error = await errorOf(adapter.deleteExpired({ limit: limit as number }))
    expect(error).toMatchObject({ code: 'invalid-input', operation: 'deleteExpired' })
    expect(error.message).toBe('deleteExpired: limit takes a whole number above 0.')
    expect(asked).toEqual([])
  },
)

test('deleteExpired takes a limit of 1', async () => {
  const { adapter } = await adapterOn()
  expect(await adapter.deleteExpired({ limit: 1 })).toMatchObject({ session: 0 })
})

test('an expired session that ends this very moment still answers', async () => {
  const { adapter } = await adapterOn({ now: () => 1_000 })
  const { id: userId } = await adapter.createUser({ email: 'a@example.test' })
  await adapter.createSession({ sessionToken: 't', userId, expires: new Date(1_000) })
  expect(await adapter.getSessionAndUser('t')).not.toBeNull()
})

test('a key that no row can hold asks nothing', async () => {
  const { adapter, asked } = await adapterOn()
  const none = '\0'
  await adapter.getUser(none)
  await adapter.getUserByEmail(none)
  await adapter.getUserByAccount({ provider: none, providerAccountId: 'a' })
  await adapter.deleteUser(none)
  await adapter.getAccount('a', none)
  await adapter.unlinkAccount({ provider: 'p', providerAccountId: 'a' }, { userId: none })
  await adapter.getSessionAndUser(none)
  await adapter.updateSession({ sessionToken: none })
  await adapter.deleteSession(none)
  await adapter.useVerificationToken({ identifier: none, token: 't' })
  await adapter.getAuthenticator(none)
  await adapter.listAuthenticatorsByUserId(none)
  await adapter.listAccounts(none)
  await adapter.listSessions(none)
  await adapter.revokeSession(none, 'h')
  await adapter.revokeSessions(none)
  await adapter.deleteVerificationTokens(none)
  await adapter.updateAccount({ provider: none, providerAccountId: 'a' }).catch(() => undefined)
  await adapter.updateAccount({ provider: 'p', providerAccountId: 'a', userId: none }).catch(() => undefined)
  expect(asked.map(({ statement }) => statement.name)).toEqual([])
})
