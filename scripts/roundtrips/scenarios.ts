import type { Adapter, Method } from '@strongroom/core-types'

/** Keys of rows that are there when a call is made. */
export interface Keys {
  readonly userId: string
  readonly email: string
  readonly account: { readonly provider: string; readonly providerAccountId: string }
  readonly sessionToken: string
  readonly expiredToken: string
  readonly otherToken: string
  readonly token: { readonly identifier: string; readonly token: string }
  readonly credentialID: string
  /** Unlike any other: for rows that a call makes. */
  readonly fresh: string
}

/** One way to call a method. */
export interface Scenario {
  readonly method: Method
  /** What is special about it. */
  readonly when?: string
  readonly call: (adapter: Adapter, keys: Keys) => Promise<unknown>
}

const later = new Date(Date.now() + 3_600_000)
const before = new Date(Date.now() - 3_600_000)
const tokens = {
  type: 'oauth',
  refresh_token: 'r',
  access_token: 'a',
  expires_at: 1,
  token_type: 'bearer',
  scope: 's',
  id_token: 'i',
  session_state: 't',
} as const

/** Makes one row of each entity. */
export async function prepare(adapter: Adapter, name: string): Promise<Keys> {
  const email = `${name}@x.example`
  const { id: userId } = await adapter.createUser({ email })
  const account = { provider: 'p', providerAccountId: name }
  await adapter.linkAccount({ userId, type: 'oauth', ...account, refresh_token: 'r' })
  const [sessionToken, expiredToken, otherToken] = [`${name}-s`, `${name}-e`, `${name}-o`]
  await adapter.createSession({ sessionToken, userId, expires: later })
  await adapter.createSession({ sessionToken: expiredToken, userId, expires: before })
  await adapter.createSession({ sessionToken: otherToken, userId, expires: later })
  const token = { identifier: email, token: name }
  await adapter.createVerificationToken({ ...token, expires: later })
  const credentialID = `${name}-c`
  await adapter.createAuthenticator(authenticator(credentialID, userId))
  return { userId, email, account, sessionToken, expiredToken, otherToken, token, credentialID, fresh: `${name}-f` }
}

function authenticator(credentialID: string, userId: string) {
  return {
    credentialID,
    userId,
    providerAccountId: credentialID,
    credentialPublicKey: 'k',
    counter: 0,
    credentialDeviceType: 'singleDevice',
    credentialBackedUp: false,
    transports: 'usb',
  }
}

/** Every method, and each of its ways that may cost more. Statements that fail are counted by few servers. */
export const scenarios: readonly Scenario[] = [
  { method: 'createUser', when: 'from an e-mail', call: (adapter, { fresh }) => adapter.createUser({ email: fresh }) },
  {
    method: 'createUser',
    when: 'every field given',
    call: (adapter, { fresh }) =>
      adapter.createUser({ id: fresh, name: 'n', email: fresh, emailVerified: later, image: 'i' }),
  },
  { method: 'getUser', call: (adapter, { userId }) => adapter.getUser(userId) },
  { method: 'getUserByEmail', call: (adapter, { email }) => adapter.getUserByEmail(email) },
  { method: 'getUserByAccount', call: (adapter, { account }) => adapter.getUserByAccount(account) },
  { method: 'updateUser', call: (adapter, { userId }) => adapter.updateUser({ id: userId, name: 'n' }) },
  {
    method: 'updateUser',
    when: 'nothing to change',
    call: (adapter, { userId }) => adapter.updateUser({ id: userId }),
  },
  { method: 'updateUser', when: 'unknown', call: (adapter, { fresh }) => adapter.updateUser({ id: fresh, name: 'n' }) },
  { method: 'deleteUser', call: (adapter, { userId }) => adapter.deleteUser(userId) },
  { method: 'deleteUser', when: 'unknown', call: (adapter, { fresh }) => adapter.deleteUser(fresh) },
  {
    method: 'linkAccount',
    when: 'new, every field given',
    call: (adapter, { userId, fresh }) =>
      adapter.linkAccount({ userId, provider: 'p', providerAccountId: fresh, ...tokens }),
  },
  {
    method: 'linkAccount',
    when: 'to the same user again',
    call: (adapter, { userId, account }) =>
      adapter.linkAccount({ userId, type: 'oauth', ...account, access_token: 'a' }),
  },
  { method: 'unlinkAccount', call: (adapter, { account }) => adapter.unlinkAccount(account) },
  { method: 'getAccount', call: (adapter, { account }) => adapter.getAccount(account.providerAccountId, 'p') },
  {
    method: 'createSession',
    call: (adapter, { userId, fresh }) => adapter.createSession({ sessionToken: fresh, userId, expires: later }),
  },
  { method: 'getSessionAndUser', call: (adapter, { sessionToken }) => adapter.getSessionAndUser(sessionToken) },
  { method: 'getSessionAndUser', when: 'unknown', call: (adapter, { fresh }) => adapter.getSessionAndUser(fresh) },
  {
    method: 'getSessionAndUser',
    when: 'expired',
    call: (adapter, { expiredToken }) => adapter.getSessionAndUser(expiredToken),
  },
  {
    method: 'updateSession',
    call: (adapter, { sessionToken }) => adapter.updateSession({ sessionToken, expires: later }),
  },
  {
    method: 'updateSession',
    when: 'gone',
    call: (adapter, { fresh }) => adapter.updateSession({ sessionToken: fresh, expires: later }),
  },
  { method: 'deleteSession', call: (adapter, { sessionToken }) => adapter.deleteSession(sessionToken) },
  {
    method: 'createVerificationToken',
    call: (adapter, { fresh }) => adapter.createVerificationToken({ identifier: 'i', token: fresh, expires: later }),
  },
  { method: 'useVerificationToken', call: (adapter, { token }) => adapter.useVerificationToken(token) },
  {
    method: 'useVerificationToken',
    when: 'spent',
    call: (adapter, { fresh }) => adapter.useVerificationToken({ identifier: 'i', token: `${fresh}x` }),
  },
  {
    method: 'createAuthenticator',
    call: (adapter, { fresh, userId }) => adapter.createAuthenticator(authenticator(fresh, userId)),
  },
  { method: 'getAuthenticator', call: (adapter, { credentialID }) => adapter.getAuthenticator(credentialID) },
  { method: 'listAuthenticatorsByUserId', call: (adapter, { userId }) => adapter.listAuthenticatorsByUserId(userId) },
  {
    method: 'updateAuthenticatorCounter',
    call: (adapter, { credentialID }) => adapter.updateAuthenticatorCounter(credentialID, 1),
  },
  { method: 'listAccounts', call: (adapter, { userId }) => adapter.listAccounts(userId) },
  { method: 'updateAccount', call: (adapter, { account }) => adapter.updateAccount({ ...account, access_token: 'b' }) },
  {
    method: 'updateAccount',
    when: 'with ifRefreshToken',
    call: (adapter, { account }) => adapter.updateAccount({ ...account, refresh_token: 'b' }, { ifRefreshToken: 'r' }),
  },
  {
    method: 'updateAccount',
    when: 'changed meanwhile',
    call: (adapter, { account }) => adapter.updateAccount({ ...account, refresh_token: 'b' }, { ifRefreshToken: 'x' }),
  },
  { method: 'sessionHandle', call: (adapter, { sessionToken }) => adapter.sessionHandle(sessionToken) },
  { method: 'listSessions', call: (adapter, { userId }) => adapter.listSessions(userId) },
  {
    method: 'revokeSession',
    call: async (adapter, { userId, sessionToken }) =>
      adapter.revokeSession(userId, await adapter.sessionHandle(sessionToken)),
  },
  { method: 'revokeSessions', call: (adapter, { userId }) => adapter.revokeSessions(userId) },
  {
    method: 'revokeSessions',
    when: 'all others',
    call: async (adapter, { userId, sessionToken }) =>
      adapter.revokeSessions(userId, { except: await adapter.sessionHandle(sessionToken) }),
  },
  {
    method: 'deleteVerificationTokens',
    call: (adapter, { email }) => adapter.deleteVerificationTokens(email),
  },
  { method: 'deleteExpired', call: (adapter) => adapter.deleteExpired() },
]

/** Why a way takes more than one round trip, where every engine has the same reason. */
export const reasons: Readonly<Record<string, string>> = {
  'getSessionAndUser, expired': 'the expired row is deleted by the way, once in its life',
  'updateAccount, changed meanwhile': 'a second look tells a conflict from an unknown account',
  deleteExpired: 'one statement for each table with rows that expire',
}

/** A scenario by name. */
export function titleOf({ method, when }: Scenario): string {
  return when === undefined ? method : `${method}, ${when}`
}
