import * as fc from 'fast-check'
import type { Name } from '../contracts/authjs/adapter.ts'
import { HandleRef, type KeyKind, KeyRef, UserRef } from './refs.ts'
import { dates, expiries, oddKeys, texts, tokens } from './values.ts'

/** A call to make in two stores: its arguments hold references. */
export interface Command {
  readonly method: Name
  readonly args: readonly unknown[]
  /** A key of it is none: the call is a miss or a throw. */
  readonly odd?: true
  /** How its object is given. */
  readonly given?: 'frozen' | 'getters'
}

/** One command, or several at once. */
export type Step = readonly Command[]

const slots = 2
const user = fc.nat(slots - 1).map((slot) => new UserRef(slot))
const key = (kind: KeyKind) => fc.nat(slots - 1).map((slot) => new KeyRef(kind, slot))
const pair = { provider: key('provider'), providerAccountId: key('account') }
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const given = (shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> =>
  fc.record(shape).map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)))

/** Calls of every method that the adapter has. */
export function commands(has: (method: Name) => boolean, exact: boolean): fc.Arbitrary<Command> {
  const expires = expiries(exact)
  const person = { name: maybe(nullable(texts(exact))), emailVerified: maybe(nullable(dates(exact))) }
  const secrets = { access_token: maybe(nullable(tokens(exact))), refresh_token: maybe(nullable(tokens(exact))) }
  const counter = exact ? fc.oneof(fc.nat(3), fc.nat(2 ** 40)) : fc.nat(3)
  const link = { ...pair, userId: user, type: fc.constant('oauth'), ...secrets }
  const sessionToken = key('session')
  const mailed = { identifier: key('email'), token: key('token') }
  const passkey = {
    credentialID: key('credential'),
    userId: user,
    providerAccountId: key('credential'),
    credentialPublicKey: fc.constantFrom('a2V5', 'S0VZ'),
    counter,
    credentialDeviceType: fc.constant('multiDevice'),
    credentialBackedUp: fc.boolean(),
    transports: nullable(fc.constant('internal')),
  }
  const odd = fc.constantFrom(...oddKeys)
  const args: Partial<Record<Name, fc.Arbitrary<unknown[]>>> = {
    createUser: fc.tuple(
      given({ id: user, email: exact ? nullable(key('email')) : key('email'), image: maybe(texts(exact)), ...person }),
    ),
    getUser: fc.tuple(user),
    getUserByEmail: fc.tuple(key('email')),
    getUserByAccount: fc.tuple(fc.record(pair)),
    updateUser: fc.tuple(given({ id: user, email: maybe(key('email')), ...person })),
    deleteUser: fc.tuple(user),
    linkAccount: fc.tuple(given(link)),
    unlinkAccount: fc.tuple(fc.record(pair)),
    getAccount: fc.tuple(key('account'), key('provider')),
    createSession: fc.tuple(fc.record({ sessionToken, userId: user, expires })),
    getSessionAndUser: fc.tuple(sessionToken),
    updateSession: fc.tuple(fc.record({ sessionToken, expires })),
    deleteSession: fc.tuple(sessionToken),
    createVerificationToken: fc.tuple(fc.record({ ...mailed, expires: dates(exact).map(() => soon) })),
    useVerificationToken: fc.tuple(fc.record(mailed)),
    createAuthenticator: fc.tuple(fc.record(passkey)),
    getAuthenticator: fc.tuple(key('credential')),
    listAuthenticatorsByUserId: fc.tuple(user),
    updateAuthenticatorCounter: fc.tuple(key('credential'), counter),
    ...(exact && {
      listAccounts: fc.tuple(user),
      updateAccount: fc
        .tuple(given({ ...pair, ...secrets }), maybe(nullable(tokens(false))))
        .map(([account, ifRefreshToken]) => (ifRefreshToken === undefined ? [account] : [account, { ifRefreshToken }])),
      listSessions: fc.tuple(user),
      revokeSession: fc.tuple(
        user,
        sessionToken.map((token) => new HandleRef(token)),
      ),
      revokeSessions: fc
        .tuple(user, maybe(sessionToken))
        .map(([id, token]) => (token ? [id, { except: new HandleRef(token) }] : [id])),
      deleteVerificationTokens: fc.tuple(key('email')),
    }),
  }
  const odds: Partial<Record<Name, fc.Arbitrary<unknown[]>>> = {
    getUser: fc.tuple(odd),
    getUserByEmail: fc.tuple(odd),
    getUserByAccount: fc.tuple(fc.record({ ...pair, providerAccountId: odd })),
    // Names that objects inherit are names of providers here.
    unlinkAccount: fc.tuple(
      fc.record({ ...pair, provider: odd.map((value) => (typeof value === 'string' ? null : value)) }),
    ),
    getSessionAndUser: fc.tuple(odd),
    deleteSession: fc.tuple(odd),
    deleteUser: fc.tuple(odd),
    useVerificationToken: fc.tuple(fc.record({ ...mailed, token: odd })),
    getAuthenticator: fc.tuple(odd),
  }
  const shapes = exact ? fc.constantFrom(undefined, undefined, 'frozen', 'getters') : fc.constant(undefined)
  const usual = Object.entries(args).filter(([method]) => has(method as Name))
  const strange = Object.entries(odds).filter(([method]) => has(method as Name))
  const regular = usual.map(([method, arbitrary]) => ({
    weight: weights[method as Name] ?? (method.startsWith('create') ? 6 : 2),
    arbitrary: fc
      .tuple(arbitrary, shapes)
      .map(([args, given]): Command => ({ method: method as Name, args, ...(given && { given }) })),
  }))
  const hostile = strange.map(([method, arbitrary]) =>
    arbitrary.map((args): Command => ({ method: method as Name, args, odd: true })),
  )
  return fc.oneof(...regular, { weight: 4, arbitrary: fc.oneof(...hostile) })
}

// What makes something is called more often, or there would be nothing to find; links, which need most to be there, most
// of all, and so what looks for them and what undoes them.
const weights: Partial<Record<Name, number>> = { linkAccount: 10, unlinkAccount: 6, getUserByAccount: 6 }

// Expired tokens may answer or be swept: that is not what is looked at here.
const soon = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 + 40 * 86_400_000)

/** Sequences of steps, in some of which two or three commands run at once. */
export function steps(command: fc.Arbitrary<Command>, most: number): fc.Arbitrary<Step[]> {
  const one = command.map((only): Step => [only])
  const some = fc.array(command, { minLength: 2, maxLength: 3 })
  return fc.array(fc.oneof({ weight: 9, arbitrary: one }, { weight: 1, arbitrary: some }), {
    minLength: 1,
    maxLength: most,
    // As long as it may be: the default leans to short ones, in which little meets.
    size: 'max',
  })
}

/** Reads of everything that the keys can name. */
export function readsOf(has: (method: Name) => boolean): Command[] {
  const all = Array.from({ length: slots }, (_, slot) => slot)
  const pairs = all.flatMap((p) => all.map((a) => [new KeyRef('provider', p), new KeyRef('account', a)] as const))
  const reads: Command[] = [
    ...all.flatMap((slot): Command[] => [
      { method: 'getUser', args: [new UserRef(slot)] },
      { method: 'getUserByEmail', args: [new KeyRef('email', slot)] },
      { method: 'getSessionAndUser', args: [new KeyRef('session', slot)] },
      { method: 'getAuthenticator', args: [new KeyRef('credential', slot)] },
      { method: 'listAuthenticatorsByUserId', args: [new UserRef(slot)] },
    ]),
    ...pairs.map(([provider, providerAccountId]): Command => ({
      method: 'getUserByAccount',
      args: [{ provider, providerAccountId }],
    })),
  ]
  return reads.filter(({ method }) => has(method))
}
