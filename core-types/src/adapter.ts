import type {
  AccountKey,
  AccountUpdate,
  Authenticator,
  CoreAccount,
  CoreUser,
  Deleted,
  Given,
  NewAccount,
  NewAuthenticator,
  NewUser,
  Session,
  SessionInfo,
  SessionUpdate,
  UnlinkOptions,
  UserUpdate,
  VerificationToken,
} from './entities.ts'
import type { EntityName } from './model.ts'

/** Custom rows by entity; `unknown` adds nothing. */
export type Custom = { [E in EntityName]: unknown }

/**
 * The database behind an auth core: a superset of `@auth/core/adapters`' `Adapter`.
 *
 * A plain object of functions that work unbound, so a wrapper is a spread. For every method: a miss is
 * `null` (`undefined` for `unlinkAccount`, `[]` for lists); a key that no row can hold is a miss; a failing
 * database throws {@link AdapterError} and is never a miss; arguments are not changed.
 * `rules` in this package holds every rule as data, with its source.
 *
 * @typeParam X rows that custom fields add, by entity
 */
export interface Adapter<X extends Custom = Custom> {
  /**
   * Stores a user and answers the stored row, defaults of the database included.
   * @throws AdapterError `duplicate` (id or e-mail taken), `invalid-input`
   */
  createUser(user: NewUser & Given<X['user']>): Promise<CoreUser & X['user']>
  /** The user with this id. */
  getUser(id: string): Promise<(CoreUser & X['user']) | null>
  /** The user with exactly this e-mail address: the adapter folds no case. */
  getUserByEmail(email: string): Promise<(CoreUser & X['user']) | null>
  /** The user that this provider's account is linked to. */
  getUserByAccount(account: AccountKey): Promise<(CoreUser & X['user']) | null>
  /**
   * Changes the given fields and answers the full row.
   * @throws AdapterError `not-found`, `duplicate` (e-mail taken), `invalid-input` (also undeclared fields)
   */
  updateUser(user: UserUpdate & Given<X['user']>): Promise<CoreUser & X['user']>
  /** Deletes a user with all accounts, sessions and authenticators; answers the deleted row. */
  deleteUser(id: string): Promise<(CoreUser & X['user']) | null>

  /**
   * Links a provider's account to a user. Linking it to the same user again updates the given fields.
   * @throws AdapterError `duplicate` (linked to another user), `reference` (unknown user), `invalid-input` (keys)
   */
  linkAccount(account: NewAccount & Given<X['account']>): Promise<CoreAccount & X['account']>
  /**
   * Removes the link; answers the removed account, or `undefined`. A passkey's account takes its authenticator along.
   * With `keepLast` the last way in stays, however many are unlinked at once: an account that turns out to have been the
   * last is put back. Should the database fail between, the call throws and the account may be gone.
   * @throws AdapterError `conflict` (with `keepLast`: the last way in)
   */
  unlinkAccount(account: AccountKey, options?: UnlinkOptions): Promise<(CoreAccount & X['account']) | undefined>
  /** The account with this id at this provider. */
  getAccount(providerAccountId: string, provider: string): Promise<(CoreAccount & X['account']) | null>

  /**
   * Stores a session.
   * @throws AdapterError `duplicate` (token taken), `reference` (unknown user), `invalid-input`
   */
  createSession(session: Session & Given<X['session']>): Promise<Session & X['session']>
  /** The session with this token and its user. An expired session is a miss, and deleted. */
  getSessionAndUser(
    sessionToken: string,
  ): Promise<{ session: Session & X['session']; user: CoreUser & X['user'] } | null>
  /** Changes a session; `null` when it is gone or expired: neither comes back. */
  updateSession(session: SessionUpdate & Given<X['session']>): Promise<(Session & X['session']) | null>
  /** Deletes a session; answers the deleted row. */
  deleteSession(sessionToken: string): Promise<(Session & X['session']) | null>

  /**
   * Stores a verification token; others of the same identifier stay.
   * @throws AdapterError `duplicate`, `invalid-input`
   */
  createVerificationToken(
    token: VerificationToken & Given<X['verificationToken']>,
  ): Promise<VerificationToken & X['verificationToken']>
  /** Deletes the token and answers it, to exactly one caller. May be expired: look at `expires`. */
  useVerificationToken(key: {
    identifier: string
    token: string
  }): Promise<(VerificationToken & X['verificationToken']) | null>

  /**
   * Stores an authenticator.
   * @throws AdapterError `duplicate`, `reference`, `invalid-input`
   */
  createAuthenticator(
    authenticator: NewAuthenticator & Given<X['authenticator']>,
  ): Promise<Authenticator & X['authenticator']>
  /** The authenticator with exactly this credential id. */
  getAuthenticator(credentialID: string): Promise<(Authenticator & X['authenticator']) | null>
  /** A user's authenticators. */
  listAuthenticatorsByUserId(userId: string): Promise<(Authenticator & X['authenticator'])[]>
  /**
   * Raises the signature counter (WebAuthn Level 2, section 6.1.1). A lower value leaves it, an equal one succeeds.
   * @throws AdapterError `not-found`, `invalid-input`
   */
  updateAuthenticatorCounter(credentialID: string, newCounter: number): Promise<Authenticator & X['authenticator']>

  /** A user's linked accounts, by provider and account id. */
  listAccounts(userId: string): Promise<(CoreAccount & X['account'])[]>
  /**
   * Changes an account's tokens. With `ifRefreshToken` only while that is still the stored refresh token
   * (`null`: while there is none), so that two renewals cannot overwrite each other.
   * @throws AdapterError `not-found`, `conflict` (the refresh token changed meanwhile), `invalid-input`
   */
  updateAccount(
    account: AccountUpdate & Given<X['account']>,
    options?: { ifRefreshToken?: string | null | undefined },
  ): Promise<CoreAccount & X['account']>
  /** The handle that {@link listSessions} answers for this token. */
  sessionHandle(sessionToken: string): Promise<string>
  /** A user's sessions that have not expired, the longest-lived first; never their tokens. */
  listSessions(userId: string): Promise<(SessionInfo & X['session'])[]>
  /** Ends one session of this user; `false` when there is no such. */
  revokeSession(userId: string, handle: string): Promise<boolean>
  /** Ends all sessions of this user but the one with the handle `except`; all, when none has it. Answers how many. */
  revokeSessions(userId: string, options?: { except?: string | undefined }): Promise<number>
  /** Deletes every verification token of an identifier; answers how many. */
  deleteVerificationTokens(identifier: string): Promise<number>
  /**
   * Deletes what has expired, and rows whose user is gone where the database lets them exist.
   * @param options `now` defaults to the adapter's clock; `limit` bounds the rows of each entity, 10,000 by default:
   * call again while a count reaches it
   */
  deleteExpired(options?: { now?: Date | undefined; limit?: number | undefined }): Promise<Deleted>
}

/** The methods that `@auth/core` knows, in the contract's order. */
export const coreMethods = [
  'createUser',
  'getUser',
  'getUserByEmail',
  'getUserByAccount',
  'updateUser',
  'deleteUser',
  'linkAccount',
  'unlinkAccount',
  'getAccount',
  'createSession',
  'getSessionAndUser',
  'updateSession',
  'deleteSession',
  'createVerificationToken',
  'useVerificationToken',
  'createAuthenticator',
  'getAuthenticator',
  'listAuthenticatorsByUserId',
  'updateAuthenticatorCounter',
] as const satisfies readonly (keyof Adapter)[]

/** The methods beyond the core's. */
export const extraMethods = [
  'listAccounts',
  'updateAccount',
  'sessionHandle',
  'listSessions',
  'revokeSession',
  'revokeSessions',
  'deleteVerificationTokens',
  'deleteExpired',
] as const satisfies readonly (keyof Adapter)[]

/** The name of an adapter's method. */
export type Method = keyof Adapter

// Both lists together are every method: a missing one is a compile error here.
const complete: Exclude<Method, (typeof coreMethods)[number] | (typeof extraMethods)[number]> extends never
  ? true
  : never = true
void complete
