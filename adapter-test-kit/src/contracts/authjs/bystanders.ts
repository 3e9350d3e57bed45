import type { Row, Model } from '@strongroom/core-types'
import type { UserRow } from './adapter.ts'
import { expectFields, expectFound, expectSame } from './assert.ts'
import { type Ctx, has } from './case.ts'
import { type GivenAccount, linked, mailed, pairOf, passkey, person, signedIn } from './fixtures.ts'

/** People who have nothing to do with what a case does. */
export interface Bystanders {
  readonly users: readonly [UserRow, UserRow]
  /** Two providers know an account by this id, each one of another person. */
  readonly sharedAccountId: string
  /** The provider of the first person's account. */
  readonly provider: string
  /** Somebody was sent two mails at this address. */
  readonly identifier: string
  /** Verifies through the adapter that nothing of theirs has changed. Spends their tokens: once, at the end. */
  readonly unchanged: () => Promise<void>
}

/** Two people with everything that the adapter can hold for them. */
export async function bystanders(context: Ctx<'createUser'>): Promise<Bystanders> {
  const { adapter, unique } = context
  const [sharedAccountId, provider, identifier] = [unique.word('acc'), unique.word('idp'), unique.email()]
  const given = [{ name: 'By Stander' }, { name: 'On Looker' }] as const
  const users = [await person(context, given[0]), await person(context, given[1])] as const
  const [first, second] = [users[0].id, users[1].id]

  const accounts: GivenAccount[] = []
  if (has(context, 'linkAccount', 'getUserByAccount')) {
    accounts.push(await linked(context, first, { provider, providerAccountId: sharedAccountId }))
    accounts.push(await linked(context, second, { providerAccountId: sharedAccountId }))
    accounts.push(await linked(context, second, { provider }))
  }
  const sessions: Row<Model['session']['fields']>[] = []
  if (has(context, 'createSession', 'getSessionAndUser')) {
    for (const id of [first, first, second]) sessions.push(await signedIn(context, id))
  }
  const tokens: Row<Model['verificationToken']['fields']>[] = []
  if (has(context, 'createVerificationToken', 'useVerificationToken')) {
    tokens.push(await mailed(context, { identifier }), await mailed(context, { identifier }), await mailed(context))
  }
  const authenticators: Row<Model['authenticator']['fields']>[] = []
  if (has(context, 'createAuthenticator', 'getAuthenticator')) {
    for (const id of [first, second]) authenticators.push(await passkey(context, id))
  }

  async function unchanged(): Promise<void> {
    for (const user of users) {
      const found = adapter.getUser ? await adapter.getUser(user.id) : user
      expectFields(found, user, 'a user who had nothing to do with it')
    }
    for (const account of accounts) {
      const owner = expectFound(await adapter.getUserByAccount?.(pairOf(account)), "a bystander's account")
      expectSame(owner.id, account.userId, "the user of a bystander's account")
      if (!adapter.getAccount) continue
      const found = await adapter.getAccount(account.providerAccountId, account.provider)
      expectFields(found, account, "a bystander's account")
    }
    for (const session of sessions) {
      const found = expectFound(await adapter.getSessionAndUser?.(session.sessionToken), "a bystander's session")
      expectFields(found.session, session, "a bystander's session")
      expectSame(found.user.id, session.userId, "the user of a bystander's session")
    }
    for (const authenticator of authenticators) {
      const found = await adapter.getAuthenticator?.(authenticator.credentialID)
      expectFields(found, authenticator, "a bystander's authenticator")
    }
    for (const { identifier, token, expires } of tokens) {
      const found = await adapter.useVerificationToken?.({ identifier, token })
      expectFields(found, { identifier, token, expires }, "a bystander's verification token")
    }
  }
  return { users, sharedAccountId, provider, identifier, unchanged }
}
