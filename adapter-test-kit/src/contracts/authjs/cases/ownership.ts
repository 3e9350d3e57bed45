import { expectAnswer, expectFields, expectFound, expectSame } from '../assert.ts'
import { type Ctx, defineCase } from '../case.ts'
import { linked, pairOf, passkey, person, rowOf, signedIn } from '../fixtures.ts'

type Writes = Ctx<
  'createUser' | 'updateUser' | 'linkAccount' | 'createSession' | 'updateSession' | 'createVerificationToken'
>

/** Every argument object that the core passes, by method. */
async function writesOf({
  adapter,
  unique,
  ...context
}: Writes): Promise<[string, object, (given: never) => unknown][]> {
  const { id: userId } = await person({ adapter, unique, ...context })
  const session = rowOf('session', unique, { userId })
  const { sessionToken, expires } = session
  return [
    ['createUser', rowOf('user', unique), adapter.createUser],
    ['updateUser', { id: userId, name: 'New', emailVerified: new Date(), image: undefined }, adapter.updateUser],
    ['linkAccount', { ...rowOf('account', unique, { userId }), expires_at: 1.5, extra: { a: 1 } }, adapter.linkAccount],
    ['createSession', session, adapter.createSession],
    ['updateSession', { sessionToken, expires: new Date(expires.getTime() + 1000) }, adapter.updateSession],
    ['createVerificationToken', rowOf('verificationToken', unique), adapter.createVerificationToken],
  ]
}

export const ownershipCases = [
  defineCase({
    id: 'any/arguments-untouched',
    rule: 'any.arguments-untouched',
    title: 'arguments are the same after the call',
    needs: ['createUser', 'updateUser', 'linkAccount', 'createSession', 'updateSession', 'createVerificationToken'],
    async run(context) {
      for (const [method, given, call] of await writesOf(context)) {
        const before = structuredClone(given)
        await call(given as never)
        expectSame(given, before, `the argument of ${method} after the call`)
      }
    },
  }),
  defineCase({
    id: 'any/arguments-frozen',
    rule: 'any.arguments-untouched',
    title: 'frozen arguments work',
    needs: ['createUser', 'updateUser', 'linkAccount', 'createSession', 'updateSession', 'createVerificationToken'],
    async run(context) {
      for (const [method, given, call] of await writesOf(context)) {
        Object.freeze(given)
        for (const value of Object.values<unknown>(given as Record<string, unknown>)) Object.freeze(value)
        await expectAnswer(() => call(given as never), `${method} with a frozen argument`)
      }
    },
  }),
  defineCase({
    id: 'any/arguments-copied',
    rule: 'any.results-own',
    title: 'changing an argument after the call changes nothing stored',
    needs: ['createUser', 'getUser', 'createSession', 'getSessionAndUser'],
    async run({ adapter, unique }) {
      const { id: _, ...given } = rowOf('user', unique)
      const kept = structuredClone(given)
      const { id } = expectFound(await adapter.createUser(given), 'createUser')
      given.name = 'Changed'
      given.emailVerified?.setTime(0)
      expectFields(await adapter.getUser(id), kept, 'the user after its argument was changed')
      const session = rowOf('session', unique, { userId: id })
      const expires = new Date(session.expires)
      await adapter.createSession(session)
      session.expires.setTime(0)
      const found = await adapter.getSessionAndUser(session.sessionToken)
      expectFields(found?.session, { expires }, 'the session after its argument was changed')
    },
  }),
  defineCase({
    id: 'any/results-own',
    rule: 'any.results-own',
    title: 'changing an answer changes nothing else',
    needs: ['createUser', 'getUser', 'linkAccount', 'getUserByAccount', 'createSession', 'getSessionAndUser'],
    async run(context) {
      const { adapter } = context
      const user = expectFound(await adapter.createUser(rowOf('user', context.unique)), 'createUser')
      const kept = structuredClone(user)
      const account = await linked(context, user.id)
      const session = await signedIn(context, user.id)
      const { id } = kept
      const reads = {
        createUser: () => user,
        getUser: () => adapter.getUser(id),
        getUserByAccount: () => adapter.getUserByAccount(pairOf(account)),
        getSessionAndUser: async () => (await adapter.getSessionAndUser(session.sessionToken))?.user,
      }
      for (const [method, read] of Object.entries(reads)) {
        const row = expectFound(await read(), method)
        row.name = 'Changed'
        row.emailVerified?.setTime(0)
        expectFields(await adapter.getUser(id), kept, `the user after the answer of ${method} was changed`)
      }
      const found = await adapter.getSessionAndUser(session.sessionToken)
      const expires = new Date(session.expires)
      found?.session.expires.setTime(0)
      const again = await adapter.getSessionAndUser(session.sessionToken)
      expectFields(again?.session, { expires }, 'the session after an answer was changed')
    },
  }),
  defineCase({
    id: 'any/results-own-passkeys',
    rule: 'any.results-own',
    title: 'changing an authenticator or a list changes nothing stored',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator', 'listAuthenticatorsByUserId'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      const row = await passkey(context, id)
      const found = expectFound(await adapter.getAuthenticator(row.credentialID), 'getAuthenticator')
      found.counter = 0
      const list = expectFound(await adapter.listAuthenticatorsByUserId(id), 'listAuthenticatorsByUserId')
      for (const item of list.splice(0)) item.counter = 0
      expectFields(await adapter.getAuthenticator(row.credentialID), row, 'getAuthenticator after it')
      const again = await adapter.listAuthenticatorsByUserId(id)
      expectSame(again?.length, 1, 'the length of the list after it')
    },
  }),
]
