// What one adapter writes, the other one reads and changes, and the first one sees it.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Adapter, AdapterUser } from '@auth/core/adapters'

type Methods = Required<Adapter>
type Row = Record<string, unknown>

export interface Check {
  readonly name: string
  /** The methods that both must have. */
  readonly needs?: readonly (keyof Adapter)[]
  run(writer: Methods, reader: Methods): Promise<void>
}

/** A row has what was given: ids as text, since some are numbers; what is absent may be left out. */
function holds(row: unknown, given: Row, what: string): void {
  assert.ok(row, `${what}: nothing found`)
  const plain = (key: string, value: unknown): unknown => (/^(id|userId)$/.test(key) ? String(value) : (value ?? null))
  const found = Object.keys(given).map((key) => [key, plain(key, (row as Row)[key])])
  const wanted = Object.entries(given).map(([key, value]) => [key, plain(key, value)])
  assert.deepEqual(Object.fromEntries(found), Object.fromEntries(wanted), what)
}

const misses = (row: unknown, what: string): void => assert.equal(row ?? null, null, `${what}: still there`)

const tomorrow = (milliseconds = 0): Date => {
  const now = Date.now() + 86_400_000
  return new Date(now - (now % 1000) + milliseconds)
}

function person(): Omit<AdapterUser, 'id'> & { name: string } {
  return {
    name: '2024-05-06T07:08:09.123Z, Ada 🌍',
    email: `${randomUUID()}@example.com`,
    emailVerified: tomorrow(123),
    image: 'https://example.com/ada.png',
  }
}

/** As the core does it: with an id, which the adapter may replace. */
async function join(adapter: Methods, user: Partial<AdapterUser> = person()): Promise<AdapterUser & { id: string }> {
  const made = await adapter.createUser({ id: randomUUID(), ...user } as AdapterUser)
  return { ...(user as AdapterUser), id: made.id }
}

function accountOf({ id }: { id: string }, more: Row = {}): Parameters<Methods['linkAccount']>[0] {
  return {
    userId: id,
    type: 'oidc',
    provider: 'example',
    providerAccountId: randomUUID(),
    access_token: 'access',
    refresh_token: 'refresh',
    id_token: 'a.b.c',
    expires_at: 2_000_000_000,
    scope: 'openid email',
    token_type: 'bearer',
    session_state: 'state',
    ...more,
  }
}

const sessionOf = ({ id }: { id: string }, milliseconds = 0) => ({
  sessionToken: randomUUID(),
  userId: id,
  expires: tomorrow(milliseconds),
})

const passkeyOf = ({ id }: { id: string }, providerAccountId: string) => ({
  credentialID: Buffer.from(randomUUID()).toString('base64'),
  userId: id,
  providerAccountId,
  credentialPublicKey: Buffer.from(randomUUID()).toString('base64'),
  counter: 7,
  credentialDeviceType: 'multiDevice',
  credentialBackedUp: true,
  transports: 'internal,hybrid',
})

/** Writes a row of everything that both have, and answers how to see that it is still there; twice at most. */
export async function settle(writer: Methods, other: Adapter): Promise<(reader: Methods) => Promise<void>> {
  const user = await join(writer)
  const [account, session] = [accountOf(user), sessionOf(user)]
  await writer.linkAccount({ ...account })
  await writer.createSession({ ...session })
  const passkey = passkeyOf(user, account.providerAccountId)
  const hasPasskeys = writer.createAuthenticator !== undefined && other.createAuthenticator !== undefined
  if (hasPasskeys) await writer.createAuthenticator({ ...passkey })
  const tokens = [randomUUID(), randomUUID()].map((token) => ({ identifier: user.email, token, expires: tomorrow() }))
  for (const token of tokens) await writer.createVerificationToken({ ...token })
  return async (reader) => {
    await findsAccount(reader, user, account)
    const found = await reader.getSessionAndUser(session.sessionToken)
    holds(found?.session, session, 'session')
    holds(found?.user, { ...user }, 'user')
    if (hasPasskeys) holds(await reader.getAuthenticator(passkey.credentialID), passkey, 'getAuthenticator')
    const { identifier, token, expires } = tokens.pop() ?? assert.fail('no token left')
    holds(await reader.useVerificationToken({ identifier, token }), { identifier, expires }, 'useVerificationToken')
  }
}

/** An account is read by those who can; all find its user. */
async function findsAccount(reader: Methods, user: AdapterUser, account: ReturnType<typeof accountOf>): Promise<void> {
  const { provider, providerAccountId } = account
  holds(await reader.getUserByAccount({ provider, providerAccountId }), { ...user }, 'getUserByAccount')
  if (reader.getAccount) holds(await reader.getAccount(providerAccountId, provider), account, 'getAccount')
}

export const checks: readonly Check[] = [
  {
    name: 'a user',
    async run(writer, reader) {
      const user = await join(writer)
      holds(await reader.getUser(user.id), { ...user }, 'getUser')
      holds(await reader.getUserByEmail(user.email), { ...user }, 'getUserByEmail')
    },
  },
  {
    name: 'a user without name, picture and confirmed address',
    async run(writer, reader) {
      const user = await join(writer, { email: person().email, emailVerified: null })
      const wanted = { ...user, name: null, image: null }
      holds(await reader.getUser(user.id), wanted, 'getUser')
    },
  },
  {
    name: 'a user without an e-mail address',
    async run(writer, reader) {
      const user = await join(writer, { name: 'Ada', emailVerified: null })
      holds(await reader.getUser(user.id), { ...user, email: null }, 'getUser')
    },
  },
  {
    name: 'an account',
    async run(writer, reader) {
      const user = await join(writer)
      const account = accountOf(user)
      await writer.linkAccount({ ...account })
      await findsAccount(reader, user, account)
    },
  },
  {
    name: 'two accounts of a user',
    async run(writer, reader) {
      const user = await join(writer)
      const [first, second] = [accountOf(user), accountOf(user, { provider: 'other' })]
      await writer.linkAccount({ ...first })
      await reader.linkAccount({ ...second })
      await findsAccount(reader, user, first)
      await findsAccount(writer, user, second)
    },
  },
  {
    name: 'tokens of 8 KB',
    async run(writer, reader) {
      const user = await join(writer)
      const account = accountOf(user, { access_token: 'a'.repeat(8192), id_token: 'i'.repeat(8192) })
      await writer.linkAccount({ ...account })
      await findsAccount(reader, user, account)
    },
  },
  {
    name: 'an account that expires after 2038',
    async run(writer, reader) {
      const user = await join(writer)
      const account = accountOf(user, { expires_at: 2_200_000_000 })
      await writer.linkAccount({ ...account })
      await findsAccount(reader, user, account)
    },
  },
  {
    name: 'a session',
    async run(writer, reader) {
      const user = await join(writer)
      const session = sessionOf(user)
      await writer.createSession({ ...session })
      const found = await reader.getSessionAndUser(session.sessionToken)
      holds(found?.session, session, 'session')
      holds(found?.user, { ...user }, 'user')
    },
  },
  {
    name: 'a verification token, once',
    async run(writer, reader) {
      const given = { identifier: person().email, token: randomUUID(), expires: tomorrow() }
      await writer.createVerificationToken({ ...given })
      const { identifier, token } = given
      misses(await reader.useVerificationToken({ identifier, token: randomUUID() }), 'another token')
      holds(await reader.useVerificationToken({ identifier, token }), given, 'useVerificationToken')
      misses(await reader.useVerificationToken({ identifier, token }), 'a used token')
      misses(await writer.useVerificationToken({ identifier, token }), 'a used token')
    },
  },
  {
    name: 'milliseconds of sessions and tokens',
    async run(writer, reader) {
      const user = await join(writer)
      const session = sessionOf(user, 789)
      await writer.createSession({ ...session })
      holds((await reader.getSessionAndUser(session.sessionToken))?.session, session, 'session')
      const given = { identifier: user.email, token: randomUUID(), expires: tomorrow(789) }
      await writer.createVerificationToken({ ...given })
      const { identifier, token } = given
      holds(await reader.useVerificationToken({ identifier, token }), given, 'useVerificationToken')
    },
  },
  {
    name: 'a passkey',
    needs: ['createAuthenticator', 'getAuthenticator', 'listAuthenticatorsByUserId', 'updateAuthenticatorCounter'],
    async run(writer, reader) {
      const user = await join(writer)
      const account = accountOf(user)
      await writer.linkAccount({ ...account })
      const passkey = passkeyOf(user, account.providerAccountId)
      await writer.createAuthenticator({ ...passkey })
      holds(await reader.getAuthenticator(passkey.credentialID), passkey, 'getAuthenticator')
      const all = await reader.listAuthenticatorsByUserId(user.id)
      assert.equal(all.length, 1, 'listAuthenticatorsByUserId')
      holds(all[0], passkey, 'listAuthenticatorsByUserId')
      await reader.updateAuthenticatorCounter(passkey.credentialID, 8)
      holds(await writer.getAuthenticator(passkey.credentialID), { ...passkey, counter: 8 }, 'the counter afterwards')
    },
  },
  {
    name: 'updateUser',
    async run(writer, reader) {
      const user = await join(writer, { ...person(), emailVerified: null })
      const change = { id: user.id, name: 'Grace', emailVerified: tomorrow(456) }
      holds(await reader.updateUser(change), { ...user, ...change }, 'updateUser')
      holds(await writer.getUser(user.id), { ...user, ...change }, 'the user afterwards')
    },
  },
  {
    name: 'updateSession',
    async run(writer, reader) {
      const session = sessionOf(await join(writer))
      await writer.createSession({ ...session })
      const change = { sessionToken: session.sessionToken, expires: new Date(session.expires.getTime() + 60_000) }
      await reader.updateSession(change)
      const found = await writer.getSessionAndUser(session.sessionToken)
      holds(found?.session, { ...session, ...change }, 'the session afterwards')
    },
  },
  {
    name: 'deleteSession',
    async run(writer, reader) {
      const user = await join(writer)
      const [gone, kept] = [sessionOf(user), sessionOf(user)]
      await writer.createSession({ ...gone })
      await writer.createSession({ ...kept })
      await reader.deleteSession(gone.sessionToken)
      misses(await writer.getSessionAndUser(gone.sessionToken), 'the session')
      holds((await writer.getSessionAndUser(kept.sessionToken))?.session, kept, 'the other session')
    },
  },
  {
    name: 'unlinkAccount',
    async run(writer, reader) {
      const user = await join(writer)
      const account = accountOf(user)
      await writer.linkAccount({ ...account })
      const { provider, providerAccountId } = account
      await reader.unlinkAccount({ provider, providerAccountId })
      misses(await writer.getUserByAccount({ provider, providerAccountId }), 'the account')
      holds(await writer.getUser(user.id), { ...user }, 'the user')
    },
  },
  {
    name: 'deleteUser',
    async run(writer, reader) {
      const [user, other] = [await join(writer), await join(writer)]
      const [account, session] = [accountOf(user), sessionOf(user)]
      await writer.linkAccount({ ...account })
      await writer.createSession({ ...session })
      await reader.deleteUser(user.id)
      const { provider, providerAccountId } = account
      misses(await writer.getUser(user.id), 'the user')
      misses(await writer.getUserByAccount({ provider, providerAccountId }), 'the account')
      misses(await writer.getSessionAndUser(session.sessionToken), 'the session')
      await join(writer, { ...person(), email: user.email })
      holds(await writer.getUser(other.id), { ...other }, 'the other user')
    },
  },
]
