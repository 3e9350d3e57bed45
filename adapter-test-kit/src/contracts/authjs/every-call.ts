import { Buffer } from 'node:buffer'
import type { AuthjsAdapter, Name } from './adapter.ts'
import type { Ctx } from './case.ts'
import { pairOf, rowOf } from './fixtures.ts'

/**
 * A call of each method that goes to the database, with arguments that it could answer; `sessionHandle` does not.
 *
 * @param userId in the form of the adapter's ids
 */
export function everyCall(
  adapter: AuthjsAdapter,
  { unique }: Ctx,
  userId: string,
): readonly (readonly [Name, () => unknown])[] {
  const user = rowOf('user', unique, { id: userId })
  const account = rowOf('account', unique, { userId })
  const session = rowOf('session', unique, { userId })
  const token = rowOf('verificationToken', unique)
  const authenticator = rowOf('authenticator', unique, { userId })
  const { sessionToken } = session
  const { credentialID } = authenticator
  const handle = Buffer.alloc(32, 1).toString('base64url')
  const calls: { readonly [N in Exclude<Name, 'sessionHandle'>]: () => unknown } = {
    createUser: () => adapter.createUser?.(rowOf('user', unique)),
    getUser: () => adapter.getUser?.(userId),
    getUserByEmail: () => adapter.getUserByEmail?.(unique.email()),
    getUserByAccount: () => adapter.getUserByAccount?.(pairOf(account)),
    updateUser: () => adapter.updateUser?.({ id: userId, name: user.name }),
    deleteUser: () => adapter.deleteUser?.(userId),
    linkAccount: () => adapter.linkAccount?.(account),
    unlinkAccount: () => adapter.unlinkAccount?.(pairOf(account)),
    getAccount: () => adapter.getAccount?.(account.providerAccountId, account.provider),
    createSession: () => adapter.createSession?.(session),
    getSessionAndUser: () => adapter.getSessionAndUser?.(sessionToken),
    updateSession: () => adapter.updateSession?.({ sessionToken, expires: session.expires }),
    deleteSession: () => adapter.deleteSession?.(sessionToken),
    createVerificationToken: () => adapter.createVerificationToken?.(token),
    useVerificationToken: () => adapter.useVerificationToken?.({ identifier: token.identifier, token: token.token }),
    createAuthenticator: () => adapter.createAuthenticator?.(authenticator),
    getAuthenticator: () => adapter.getAuthenticator?.(credentialID),
    listAuthenticatorsByUserId: () => adapter.listAuthenticatorsByUserId?.(userId),
    updateAuthenticatorCounter: () => adapter.updateAuthenticatorCounter?.(credentialID, 1),
    listAccounts: () => adapter.listAccounts?.(userId),
    updateAccount: () => adapter.updateAccount?.({ ...pairOf(account), access_token: account.access_token }),
    listSessions: () => adapter.listSessions?.(userId),
    revokeSession: () => adapter.revokeSession?.(userId, handle),
    revokeSessions: () => adapter.revokeSessions?.(userId),
    deleteVerificationTokens: () => adapter.deleteVerificationTokens?.(token.identifier),
    deleteExpired: () => adapter.deleteExpired?.(),
  }
  return (Object.entries(calls) as [Name, () => unknown][]).filter(([name]) => typeof adapter[name] === 'function')
}
