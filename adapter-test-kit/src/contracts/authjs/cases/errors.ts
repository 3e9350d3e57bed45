import { inspect } from 'node:util'
import type { AuthjsAdapter } from '../adapter.ts'
import { expectError, expectRefused, expectThat } from '../assert.ts'
import { type Ctx, defineCase } from '../case.ts'
import { base64, linked, pairOf, passkey, person, rowOf, signedIn } from '../fixtures.ts'

/** A call that must fail, and the values it was made with. */
interface Failing {
  readonly operation: keyof AuthjsAdapter
  readonly call: () => unknown
  readonly values: object
}

async function failingOf(context: Ctx<'createUser' | 'linkAccount' | 'createSession'>): Promise<Failing[]> {
  const { adapter, unique } = context
  const [owner, other] = [await person(context), await person(context)]
  const email = owner.email ?? ''
  const account = { ...(await linked(context, owner.id)), userId: other.id }
  const session = { ...(await signedIn(context, owner.id)), userId: other.id }
  const user = rowOf('user', unique, { email })
  const unstorable = rowOf('session', unique, { userId: owner.id, sessionToken: `${unique.word()}\0${unique.word()}` })
  const update = { id: other.id, name: unique.word(), email }
  return [
    { operation: 'createUser', call: () => adapter.createUser(user), values: user },
    { operation: 'linkAccount', call: () => adapter.linkAccount(account), values: account },
    { operation: 'createSession', call: () => adapter.createSession(session), values: session },
    { operation: 'createSession', call: () => adapter.createSession(unstorable), values: unstorable },
    ...(adapter.updateUser
      ? [{ operation: 'updateUser' as const, call: () => adapter.updateUser?.(update), values: update }]
      : []),
  ]
}

async function failingPasskeys(
  context: Ctx<'createUser' | 'createAuthenticator' | 'updateAuthenticatorCounter'>,
): Promise<Failing[]> {
  const { adapter, unique } = context
  const [owner, other] = [await person(context), await person(context)]
  const taken = { ...(await passkey(context, owner.id)), userId: other.id }
  const unknown = base64(unique, 48)
  return [
    { operation: 'createAuthenticator', call: () => adapter.createAuthenticator(taken), values: taken },
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
  for (const { operation, call } of failing) {
    const error = await expectRefused(call, operation)
    expectError(error, { operation }, `what ${operation} threw`)
    const code: unknown = Reflect.get(Object(error), 'code')
    expectThat(codes.includes(String(code)), `the code of what ${operation} threw`, `one of ${codes.join(', ')}`, code)
  }
}

async function expectSilent(failing: readonly Failing[]): Promise<void> {
  for (const { operation, call, values } of failing) {
    const error = await expectRefused(call, operation)
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
    title: 'so does a database that is gone',
    needs: ['getUserByEmail'],
    async run({ unique, openClosed, notApplicable }) {
      if (!openClosed) return notApplicable('the target opens no adapter whose connections are closed')
      const { getUserByEmail } = await openClosed()
      await expectTyped([{ operation: 'getUserByEmail', call: () => getUserByEmail(unique.email()), values: {} }])
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
