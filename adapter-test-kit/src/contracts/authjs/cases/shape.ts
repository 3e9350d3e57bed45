import { coreMethods, extraMethods } from '@strongroom/core-types'
import type { AuthjsAdapter, Name } from '../adapter.ts'
import { expectAnswer, expectSame, expectThat, fail } from '../assert.ts'
import { defineCase } from '../case.ts'

const known: readonly Name[] = [...coreMethods, ...extraMethods]

// As in the core's own check, lib/utils/assert.
const sessionMethods: readonly Name[] = ['createSession', 'getSessionAndUser', 'updateSession', 'deleteSession']
const userMethods: readonly Name[] = [
  'createUser',
  'getUser',
  'getUserByEmail',
  'getUserByAccount',
  'updateUser',
  'linkAccount',
]
const emailMethods: readonly Name[] = ['createVerificationToken', 'useVerificationToken']
const passkeyMethods: readonly Name[] = [
  'getAuthenticator',
  'createAuthenticator',
  'listAuthenticatorsByUserId',
  'updateAuthenticatorCounter',
]

const missing = (adapter: AuthjsAdapter, names: readonly Name[]): Name[] =>
  names.filter((name) => typeof adapter[name] !== 'function')

export const shapeCases = [
  defineCase({
    id: 'any/own-functions',
    rule: 'any.own-functions',
    title: 'every method is an own enumerable property',
    needs: [],
    async run({ adapter }) {
      const own = Object.keys(adapter)
      const inherited = known.filter((name) => name in adapter && !own.includes(name))
      expectSame(inherited, [], 'methods that are inherited or not enumerable')
      if (!known.some((name) => own.includes(name))) fail('the adapter', 'methods', own)
    },
  }),
  defineCase({
    id: 'any/unbound',
    rule: 'any.own-functions',
    title: 'a method works without `this`',
    needs: ['getUserByEmail'],
    async run({ adapter, unique }) {
      const { getUserByEmail } = adapter
      await expectAnswer(() => getUserByEmail(unique.email()), 'getUserByEmail called as a bare function')
    },
  }),
  defineCase({
    id: 'any/required-methods',
    rule: 'any.required-methods',
    title: 'the methods that sessions in a database need are there',
    needs: [],
    async run({ adapter, capabilities }) {
      const required = capabilities.sessions === 'jwt' ? userMethods : [...userMethods, ...sessionMethods]
      expectSame(missing(adapter, required), [], 'required methods that are missing')
    },
  }),
  defineCase({
    id: 'any/complete-email-group',
    rule: 'any.complete-groups',
    title: 'the methods for sign-in by e-mail come together',
    needs: [],
    async run({ adapter, notApplicable }) {
      if (missing(adapter, emailMethods).length === emailMethods.length) return notApplicable('no sign-in by e-mail')
      const lacking = missing(adapter, [...emailMethods, 'getUserByEmail'])
      expectSame(lacking, [], 'methods for sign-in by e-mail that are missing')
    },
  }),
  defineCase({
    id: 'any/complete-passkey-group',
    rule: 'any.complete-groups',
    title: 'the methods for WebAuthn come together',
    needs: [],
    async run({ adapter, notApplicable }) {
      if (missing(adapter, passkeyMethods).length === passkeyMethods.length)
        return notApplicable('no sign-in by passkey')
      const lacking = missing(adapter, [...passkeyMethods, 'createUser', 'getUser', 'linkAccount', 'getAccount'])
      expectSame(lacking, [], 'methods for WebAuthn that are missing')
    },
  }),
  defineCase({
    id: 'any/failure-throws',
    rule: 'any.failure-throws',
    title: 'reads throw when the database is gone',
    needs: ['createUser', 'getUser', 'getUserByEmail'],
    async run({ adapter, unique, openClosed, notApplicable }) {
      if (!openClosed) return notApplicable('the target opens no adapter whose connections are closed')
      const email = unique.email()
      const user = await adapter.createUser({ id: unique.uuid(), email, emailVerified: null })
      expectThat(Boolean(user), 'createUser', 'a row', user)
      const closed = await openClosed()
      const calls: Record<string, () => unknown> = {
        getUser: () => closed.getUser?.(user?.id ?? ''),
        getUserByEmail: () => closed.getUserByEmail?.(email),
        getUserByAccount: () => closed.getUserByAccount?.({ provider: 'idp', providerAccountId: unique.word() }),
        getSessionAndUser: () => closed.getSessionAndUser?.(unique.word()),
        useVerificationToken: () => closed.useVerificationToken?.({ identifier: email, token: unique.word() }),
        getAccount: () => closed.getAccount?.(unique.word(), 'idp'),
        getAuthenticator: () => closed.getAuthenticator?.(unique.word()),
        listAuthenticatorsByUserId: () => closed.listAuthenticatorsByUserId?.(user?.id ?? ''),
      }
      const answered: string[] = []
      for (const [method, call] of Object.entries(calls)) {
        if (typeof Reflect.get(closed, method) !== 'function') continue
        try {
          await call()
          answered.push(method)
        } catch {
          // As it should be.
        }
      }
      expectSame(answered, [], 'methods that answered although the database is gone')
    },
  }),
]
