import { inspect } from 'node:util'
import type { AuthjsAdapter } from '../adapter.ts'
import { expectError, expectRefused, expectThat } from '../assert.ts'
import { type Ctx, defineCase } from '../case.ts'
import { everyCall } from '../every-call.ts'
import { base64, linked, pairOf, passkey, person, rowOf, signedIn } from '../fixtures.ts'

/** A call that fails, and the values it is made with. */
interface Failing {
  readonly operation: keyof AuthjsAdapter
  readonly call: () => unknown
  readonly values: object
  /** Refused by a unique set alone: without one it answers, and whether it may is another case's affair. */
  readonly mayAnswer?: true
}

async function failingOf(context: Ctx<'createUser' | 'linkAccount' | 'createSession'>): Promise<Failing[]> {
  const { adapter, unique } = context
  const [owner, other] = [await person(context), await person(context)]
  const email = owner.email ?? ''
  const account = { ...(await linked(context, owner.id)), userId: other.id }
  const session = { ...(await signedIn(context, owner.id)), userId: other.id }
  const user = rowOf('user', unique, { email })
  const unstorable = (): string => `${unique.word()}\0${unique.word()}`
  const nobody = rowOf('user', unique, { email: unstorable() })
  const link = rowOf('account', unique, { userId: other.id, providerAccountId: unstorable() })
  const signIn = rowOf('session', unique, { userId: owner.id, sessionToken: unstorable() })
  const update = { id: other.id, name: unique.word(), email }
  const change = { id: other.id, name: unique.word(), email: unstorable() }
  return [
    { operation: 'createUser', call: () => adapter.createUser(nobody), values: nobody },
    { operation: 'linkAccount', call: () => adapter.linkAccount(link), values: link },
    { operation: 'createSession', call: () => adapter.createSession(signIn), values: signIn },
    { operation: 'createUser', call: () => adapter.createUser(user), values: user, mayAnswer: true },
    { operation: 'linkAccount', call: () => adapter.linkAccount(account), values: account, mayAnswer: true },
    { operation: 'createSession', call: () => adapter.createSession(session), values: session, mayAnswer: true },
    ...(adapter.updateUser
      ? ([
          { operation: 'updateUser', call: () => adapter.updateUser?.(change), values: change },
          { operation: 'updateUser', call: () => adapter.updateUser?.(update), values: update, mayAnswer: true },
        ] as const)
      : []),
  ]
}

async function failingPasskeys(
  context: Ctx<'createUser' | 'createAuthenticator' | 'updateAuthenticatorCounter'>,
): Promise<Failing[]> {
  const { adapter, unique } = context
  const [owner, other] = [await person(context), await person(context)]
  const unstorable = rowOf('authenticator', unique, {
    userId: owner.id,
    credentialID: `${base64(unique, 48)}\0${unique.word()}`,
  })
  const taken = { ...(await passkey(context, owner.id)), userId: other.id }
  const unknown = base64(unique, 48)
  return [
    { operation: 'createAuthenticator', call: () => adapter.createAuthenticator(unstorable), values: unstorable },
    {
      operation: 'createAuthenticator',
      call: () => adapter.createAuthenticator(taken),
      values: taken,
      mayAnswer: true,
    },
    {
      operation: 'updateAuthenticatorCounter',
      call: () => adapter.updateAuthenticatorCounter(unknown, 1),
      values: { unknown },
    },
  ]
}

async function failingAccounts(context: Ctx<'createUser' | 'linkAccount' | 'updateAccount'>): Promise<Failing[]> {
  const { adapter, unique } = context
  const { id } = await person(context)
  const account = await linked(context, id)
  const changes = { ...pairOf(account), access_token: unique.word(), refresh_token: unique.word() }
  const options = { ifRefreshToken: unique.word() }
  const extra = { ...changes, [unique.word('extra')]: unique.word('value') }
  return [
    {
      operation: 'updateAccount',
      call: () => adapter.updateAccount(changes, options),
      values: { ...changes, ...options },
    },
    { operation: 'updateAccount', call: () => adapter.updateAccount(extra), values: extra },
  ]
}

/** What the calls threw, but for those that answered and may. */
async function refusalsOf(failing: readonly Failing[]): Promise<(Failing & { readonly thrown: unknown })[]> {
  const refused: (Failing & { readonly thrown: unknown })[] = []
  for (const one of failing) {
    const thrown = await expectRefused(one.call, one.operation).catch((error: unknown) => {
      if (one.mayAnswer) return undefined
      throw error
    })
    if (thrown !== undefined) refused.push({ ...one, thrown })
  }
  return refused
}

async function expectTyped(failing: readonly Failing[]): Promise<void> {
  const codes = [
    'duplicate',
    'reference',
    'not-found',
    'invalid-input',
    'conflict',
    'unavailable',
    'schema',
    'internal',
  ]
  for (const { operation, thrown: error } of await refusalsOf(failing)) {
    expectError(error, { operation }, `what ${operation} threw`)
    const code: unknown = Reflect.get(Object(error), 'code')
    expectThat(codes.includes(String(code)), `the code of what ${operation} threw`, `one of ${codes.join(', ')}`, code)
  }
}

async function expectSilent(failing: readonly Failing[]): Promise<void> {
  for (const { operation, thrown: error, values } of await refusalsOf(failing)) {
    const printed = everythingOf(error)
    // Short words and numbers may stand there by chance; what is secret is long.
    const secrets = Object.values(values).filter(
      (value): value is string => typeof value === 'string' && value.length > 12,
    )
    for (const secret of secrets.flatMap((value) => value.split('\0'))) {
      expectThat(!printed.includes(secret), `what ${operation} threw`, 'no value of the call in it', printed)
    }
  }
}

function everythingOf(error: unknown): string {
  const { message, stack, cause } = Object(error) as Error
  return [
    inspect(error, { depth: Infinity, showHidden: true, maxStringLength: Infinity }),
    message,
    stack,
    inspect(cause),
    json(error),
  ].join('\n')
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    return ''
  }
}

export const errorCases = [
  defineCase({
    id: 'any/errors-typed',
    rule: 'any.errors-typed',
    title: 'a refused write throws an `AdapterError` with code and operation',
    needs: ['createUser', 'linkAccount', 'createSession'],
    run: async (context) => expectTyped(await failingOf(context)),
  }),
  defineCase({
    id: 'any/errors-typed-passkeys',
    rule: 'any.errors-typed',
    title: 'so do the methods for WebAuthn',
    needs: ['createUser', 'createAuthenticator', 'updateAuthenticatorCounter'],
    run: async (context) => expectTyped(await failingPasskeys(context)),
  }),
  defineCase({
    id: 'any/errors-typed-closed',
    rule: 'any.errors-typed',
    title: 'so does every method when the database is gone',
    needs: ['createUser', 'getUserByEmail'],
    async run(context) {
      const { openClosed, notApplicable } = context
      if (!openClosed) return notApplicable('the target opens no adapter whose connections are closed')
      const { id } = await person(context)
      const calls = everyCall(await openClosed(), context, id)
      await expectTyped(calls.map(([operation, call]) => ({ operation, call, values: {} })))
    },
  }),
  defineCase({
    id: 'any/errors-silent',
    rule: 'any.errors-silent',
    title: 'a refused write tells no value it was given',
    needs: ['createUser', 'linkAccount', 'createSession'],
    run: async (context) => expectSilent(await failingOf(context)),
  }),
  defineCase({
    id: 'any/errors-silent-passkeys',
    rule: 'any.errors-silent',
    title: 'nor do the methods for WebAuthn',
    needs: ['createUser', 'createAuthenticator', 'updateAuthenticatorCounter'],
    run: async (context) => expectSilent(await failingPasskeys(context)),
  }),
  defineCase({
    id: 'any/errors-silent-accounts',
    rule: 'any.errors-silent',
    title: 'nor does the renewal of tokens',
    needs: ['createUser', 'linkAccount', 'updateAccount'],
    run: async (context) => expectSilent(await failingAccounts(context)),
  }),
]
