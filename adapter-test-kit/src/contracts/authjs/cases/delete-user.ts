import { anyhow, expectAnswer, expectFields, expectFound, expectMiss, expectSame } from '../assert.ts'
import { bystanders } from '../bystanders.ts'
import { type Ctx, defineCase, has } from '../case.ts'
import { contest } from '../contest.ts'
import { linked, pairOf, passkey, person, rowOf, signedIn } from '../fixtures.ts'

/**
 * Signs somebody up with the id of a user who is gone, where ids come from the caller: rows that were only hidden since
 * their user was missing answer again.
 */
async function sameIdAgain({ adapter, unique, capabilities }: Ctx<'createUser'>, id: string): Promise<void> {
  if (capabilities.ids === 'database') return
  await anyhow(() => adapter.createUser(rowOf('user', unique, { id })))
}

export const deleteUserCases = [
  defineCase({
    id: 'deleteUser/deletes',
    rule: 'deleteUser.cascades',
    title: 'the user is gone afterwards',
    needs: ['createUser', 'deleteUser', 'getUser', 'getUserByEmail'],
    async run(context) {
      const { adapter } = context
      const user = await person(context)
      await adapter.deleteUser(user.id)
      expectMiss(await adapter.getUser(user.id), 'getUser of a deleted user')
      expectMiss(await adapter.getUserByEmail(user.email ?? ''), 'getUserByEmail of a deleted user')
    },
  }),
  defineCase({
    id: 'deleteUser/answers',
    rule: 'deleteUser.answers',
    title: 'answers the deleted row; again, null',
    needs: ['createUser', 'deleteUser'],
    async run(context) {
      const { adapter } = context
      const user = await person(context)
      expectFields(await adapter.deleteUser(user.id), user, 'deleteUser')
      expectSame(await adapter.deleteUser(user.id), null, 'deleteUser again')
    },
  }),
  defineCase({
    id: 'deleteUser/idempotent',
    rule: 'deleteUser.idempotent',
    title: 'a second time does not throw',
    needs: ['createUser', 'deleteUser'],
    async run(context) {
      const { adapter } = context
      const user = await person(context)
      await adapter.deleteUser(user.id)
      await expectAnswer(() => adapter.deleteUser(user.id), 'deleteUser again')
    },
  }),
  defineCase({
    id: 'deleteUser/cascades-accounts',
    rule: 'deleteUser.cascades',
    title: 'takes all accounts along',
    needs: ['createUser', 'deleteUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter } = context
      const user = await person(context)
      const accounts = [await linked(context, user.id), await linked(context, user.id)]
      await adapter.deleteUser(user.id)
      for (const account of accounts) {
        const { provider, providerAccountId } = account
        expectMiss(await adapter.getUserByAccount(pairOf(account)), "getUserByAccount with a deleted user's account")
        const found = await adapter.getAccount?.(providerAccountId, provider)
        expectMiss(found, "getAccount with a deleted user's account")
      }
      await sameIdAgain(context, user.id)
      for (const account of accounts) {
        expectMiss(await adapter.getUserByAccount(pairOf(account)), 'getUserByAccount when the id came back')
      }
    },
  }),
  defineCase({
    id: 'deleteUser/cascades-sessions',
    rule: 'deleteUser.cascades',
    title: 'ends all sessions',
    needs: ['createUser', 'deleteUser', 'createSession', 'getSessionAndUser'],
    async run(context) {
      const { adapter } = context
      const user = await person(context)
      const sessions = [await signedIn(context, user.id), await signedIn(context, user.id)]
      await adapter.deleteUser(user.id)
      for (const { sessionToken } of sessions) {
        expectMiss(await adapter.getSessionAndUser(sessionToken), "getSessionAndUser with a deleted user's session")
      }
      await sameIdAgain(context, user.id)
      for (const { sessionToken } of sessions) {
        expectMiss(await adapter.getSessionAndUser(sessionToken), 'getSessionAndUser when the id came back')
      }
    },
  }),
  defineCase({
    id: 'deleteUser/cascades-authenticators',
    rule: 'deleteUser.cascades',
    title: 'takes all authenticators along',
    needs: ['createUser', 'deleteUser', 'createAuthenticator', 'getAuthenticator', 'listAuthenticatorsByUserId'],
    async run(context) {
      const { adapter } = context
      const user = await person(context)
      const keys = [await passkey(context, user.id), await passkey(context, user.id)]
      await adapter.deleteUser(user.id)
      for (const { credentialID } of keys) {
        expectMiss(await adapter.getAuthenticator(credentialID), "getAuthenticator with a deleted user's passkey")
      }
      expectMiss(await adapter.listAuthenticatorsByUserId(user.id), 'listAuthenticatorsByUserId of a deleted user')
      await sameIdAgain(context, user.id)
      const found = await adapter.listAuthenticatorsByUserId(user.id)
      expectMiss(found, 'listAuthenticatorsByUserId when the id came back')
    },
  }),
  defineCase({
    id: 'deleteUser/bystanders',
    rule: 'deleteUser.bystanders',
    title: 'touches nobody else',
    needs: ['createUser', 'deleteUser'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const user = await person(context)
      if (has(context, 'linkAccount')) await linked(context, user.id, { provider: others.provider })
      if (has(context, 'createSession')) await signedIn(context, user.id)
      if (has(context, 'createAuthenticator')) await passkey(context, user.id)
      await adapter.deleteUser(user.id)
      await others.unchanged('deleteUser')
    },
  }),
  defineCase({
    id: 'deleteUser/frees-keys',
    rule: 'deleteUser.frees-keys',
    title: 'the same e-mail address and account can sign up anew',
    needs: ['createUser', 'deleteUser', 'getUserByEmail', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter, unique } = context
      const left = await person(context)
      const email = left.email ?? ''
      const account = await linked(context, left.id)
      await adapter.deleteUser(left.id)
      const again = expectFound(
        await expectAnswer(() => adapter.createUser(rowOf('user', unique, { email })), 'signing up anew'),
        'signing up anew',
      )
      await expectAnswer(() => adapter.linkAccount({ ...account, userId: again.id }), 'linking the account anew')
      expectFields(await adapter.getUserByEmail(email), { id: again.id }, 'getUserByEmail after signing up anew')
      expectFields(await adapter.getUserByAccount(pairOf(account)), { id: again.id }, 'getUserByAccount after it')
    },
  }),
  defineCase({
    id: 'deleteUser/race-with-session',
    rule: 'deleteUser.race-with-session',
    title: 'a session created while its user is deleted never answers',
    needs: ['createUser', 'deleteUser', 'createSession', 'getSessionAndUser'],
    async run(context) {
      const { adapter, unique, race } = context
      await contest(context, async () => {
        const user = await person(context)
        const sessions = Array.from({ length: 8 }, () => rowOf('session', unique, { userId: user.id }))
        const calls = sessions.map((session) => ({ method: 'createSession', args: [session] as readonly unknown[] }))
        calls.splice(4, 0, { method: 'deleteUser', args: [user.id] })
        const { conclusive } = await race(calls)
        for (const { sessionToken } of sessions) {
          const found = await adapter.getSessionAndUser(sessionToken)
          expectMiss(found, 'getSessionAndUser with a session created while its user was deleted')
        }
        return conclusive
      })
    },
  }),
]
