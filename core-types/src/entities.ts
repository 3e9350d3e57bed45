import type { AbsentLeftOut, Model, Row } from './model.ts'

/** A user as the model stores it. `email` may be `null`: providers need not give one. */
export type User = Row<Model['user']['fields']>

/** An account as the model stores it. */
export type Account = Row<Model['account']['fields']>

/** A session. */
export type Session = Row<Model['session']['fields']>

/** A verification token: proves once that somebody reads mail sent to `identifier`. */
export type VerificationToken = Row<Model['verificationToken']['fields']>

/** A WebAuthn authenticator. Ids and keys are standard base64 (RFC 4648, section 4). */
export type Authenticator = Row<Model['authenticator']['fields']>

/** Which account: a provider's id, and the id that provider gives its user. */
export type AccountKey = Pick<Account, 'provider' | 'providerAccountId'>

/** A user as the core types it: `email` is declared `string`, at run time it may be `null`. */
export interface CoreUser extends Omit<User, 'email'> {
  email: string
}

/** An account as the core types it: absent fields are left out, `token_type` is lower-case. */
export type CoreAccount = AbsentLeftOut<Omit<Account, 'token_type'>> & { token_type?: Lowercase<string> }

/** A session without its token, for pages that show a person's sessions. */
export type SessionInfo = Omit<Session, 'sessionToken'> & {
  /** Names the session; base64url SHA-256 of the stored token. */
  handle: string
}

/** Fields that may be given: `undefined` means not given, `null` means absent. */
export type Given<T> = { [K in keyof T]?: T[K] | null | undefined }

/** What `createUser` takes. An id is made when none is given. */
export type NewUser = Given<User>

/** What `updateUser` takes: the id, and what changes. */
export type UserUpdate = Given<Omit<User, 'id'>> & { id: string }

/** What `linkAccount` takes. Undeclared fields of a provider's token response are left out with a warning. */
export type NewAccount = Pick<Account, 'userId' | 'type' | 'provider' | 'providerAccountId'> &
  Given<Omit<Account, 'userId' | 'type' | 'provider' | 'providerAccountId'>>

/** What `updateAccount` takes. A given `userId` must be the owner's: an account is never moved. */
export type AccountUpdate = AccountKey & Given<Omit<Account, 'provider' | 'providerAccountId'>>

/** What `updateSession` takes. */
export type SessionUpdate = { sessionToken: string } & { [K in 'userId' | 'expires']?: Session[K] | undefined }

/** What `createAuthenticator` takes. */
export type NewAuthenticator = Omit<Authenticator, 'transports'> & { transports?: string | null | undefined }

/** How many rows `deleteExpired` deleted, by entity. */
export interface Deleted {
  session: number
  verificationToken: number
  /** Accounts whose user is gone; 0 where foreign keys keep that from happening. */
  account: number
  /** Authenticators whose user is gone; 0 where foreign keys keep that from happening. */
  authenticator: number
}

/** How `unlinkAccount` is guarded. */
export interface UnlinkOptions {
  /** Only this user's: another's account is a miss. */
  readonly userId?: string | undefined
  /** Refuses with `conflict` when neither another account nor an authenticator would let the person in. */
  readonly keepLast?: boolean | undefined
  /** With `keepLast`: a verified e-mail address lets the person in too, since the application sends links to it. */
  readonly countEmail?: boolean | undefined
}
