import type {
  AccountKey,
  AccountUpdate,
  Deleted,
  NewAccount,
  NewAuthenticator,
  NewUser,
  Session,
  SessionUpdate,
  UnlinkOptions,
  UserUpdate,
  VerificationToken,
} from '@strongroom/core-types'

/** A user as any adapter may answer it. */
export interface UserRow {
  id: string
  name?: string | null | undefined
  email?: string | null | undefined
  emailVerified?: Date | null | undefined
  image?: string | null | undefined
}

/** An account as any adapter may answer it: absent fields left out or `null`. */
export interface AccountRow {
  userId: string
  type: string
  provider: string
  providerAccountId: string
  refresh_token?: string | null | undefined
  access_token?: string | null | undefined
  expires_at?: number | null | undefined
  token_type?: string | null | undefined
  scope?: string | null | undefined
  id_token?: string | null | undefined
}

/** A session as any adapter may answer it. */
export interface SessionRow {
  sessionToken: string
  userId: string
  expires: Date
}

/** A verification token as any adapter may answer it. */
export interface TokenRow {
  identifier: string
  token: string
  expires: Date
}

/** An authenticator as any adapter may answer it. */
export interface AuthenticatorRow {
  credentialID: string
  userId: string
  providerAccountId: string
  credentialPublicKey: string
  counter: number
  credentialDeviceType: string
  credentialBackedUp: boolean
  transports?: string | null | undefined
}

/** A session in a list: named by a handle, without its token. */
export interface SessionInfoRow {
  handle: string
  userId: string
  expires: Date
}

/** What a method answers: a row or a miss, at once or later. */
export type Answer<T> = T | null | undefined | PromiseLike<T | null | undefined> | Promise<void>

/** What a method that never misses answers. */
export type Sure<T> = T | PromiseLike<T>

/**
 * An adapter under test: any adapter of `@auth/core`, with or without our extras. Everything is optional, since a
 * missing method is for the cases to judge.
 */
export interface AuthjsAdapter {
  createUser?(user: NewUser): Answer<UserRow>
  getUser?(id: string): Answer<UserRow>
  getUserByEmail?(email: string): Answer<UserRow>
  getUserByAccount?(account: AccountKey): Answer<UserRow>
  updateUser?(user: UserUpdate): Answer<UserRow>
  deleteUser?(id: string): Answer<UserRow>

  linkAccount?(account: NewAccount): Answer<AccountRow>
  unlinkAccount?(account: AccountKey, options?: UnlinkOptions): Answer<AccountRow>
  getAccount?(providerAccountId: string, provider: string): Answer<AccountRow>

  createSession?(session: Session): Answer<SessionRow>
  getSessionAndUser?(sessionToken: string): Answer<{ session: SessionRow; user: UserRow }>
  updateSession?(session: SessionUpdate): Answer<SessionRow>
  deleteSession?(sessionToken: string): Answer<SessionRow>

  createVerificationToken?(token: VerificationToken): Answer<TokenRow>
  useVerificationToken?(key: { identifier: string; token: string }): Answer<TokenRow>

  createAuthenticator?(authenticator: NewAuthenticator): Answer<AuthenticatorRow>
  getAuthenticator?(credentialID: string): Answer<AuthenticatorRow>
  listAuthenticatorsByUserId?(userId: string): Answer<AuthenticatorRow[]>
  updateAuthenticatorCounter?(credentialID: string, newCounter: number): Answer<AuthenticatorRow>

  listAccounts?(userId: string): Sure<AccountRow[]>
  updateAccount?(account: AccountUpdate, options?: { ifRefreshToken?: string | null | undefined }): Sure<AccountRow>
  sessionHandle?(sessionToken: string): Sure<string>
  listSessions?(userId: string): Sure<SessionInfoRow[]>
  revokeSession?(userId: string, handle: string): Sure<boolean>
  revokeSessions?(userId: string, options?: { except?: string | undefined }): Sure<number>
  deleteVerificationTokens?(identifier: string): Sure<number>
  deleteExpired?(options?: { now?: Date | undefined; limit?: number | undefined }): Sure<Deleted>
}

/** The name of a method that the contract knows. */
export type Name = keyof AuthjsAdapter

/** An adapter that has these methods. */
export type With<N extends Name> = Partial<AuthjsAdapter> & Required<Pick<AuthjsAdapter, N>>
