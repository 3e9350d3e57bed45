import {
  anyhow,
  expectAnswer,
  expectError,
  expectFields,
  expectMiss,
  expectNobody,
  expectRefused,
  expectSame,
} from '../assert.ts'
import { defineCase } from '../case.ts'
import { linked, mailed, passkey, person, rowOf, signedIn } from '../fixtures.ts'
import { longTwins, unusableKeys } from '../look-alikes.ts'

const unusable = 'a key that no row can hold'

export const unusableKeyCases = [
  defineCase({
    id: 'getSessionAndUser/leftover-jwt',
    rule: 'any.unusable-session-token',
    title: 'a leftover JWT is a miss',
    needs: ['getSessionAndUser'],
    async run({ adapter, unique }) {
      const part = (length: number) => unique.word('eyJ').padEnd(length, 'aZ9_-')
      for (const jwt of [
        `${part(40)}..${part(16)}.${part(600)}.${part(22)}`,
        `${part(90)}.${part(3_900)}.${part(43)}`,
      ]) {
        const answer = await expectAnswer(() => adapter.getSessionAndUser(jwt), 'getSessionAndUser with a JWT')
        expectMiss(answer, 'getSessionAndUser with a JWT')
      }
    },
  }),
  defineCase({
    id: 'getUser/malformed-id',
    rule: 'any.unusable-user-id',
    title: 'an id of another format is a miss',
    needs: ['getUser'],
    async run({ adapter, unique }) {
      const digits = '9'.repeat(20)
      for (const id of [unique.word(), unique.uuid(), digits, unique.uuid().replaceAll('-', '').slice(0, 24), '-1']) {
        const answer = await expectAnswer(() => adapter.getUser(id), 'getUser with an id of another format')
        expectMiss(answer, 'getUser with an id of another format')
      }
    },
  }),
  defineCase({
    id: 'any/unusable-keys-of-users',
    rule: 'any.unusable-keys',
    title: 'of users: a miss',
    needs: ['getUser', 'getUserByEmail', 'deleteUser'],
    async run({ adapter, unique }) {
      for (const key of unusableKeys(unique.word())) {
        for (const method of ['getUser', 'getUserByEmail', 'deleteUser'] as const) {
          const answer = await expectAnswer(() => adapter[method](key), `${method} of ${unusable}`)
          expectMiss(answer, `${method} of ${unusable}`)
        }
      }
    },
  }),
  defineCase({
    id: 'any/unusable-keys-of-accounts',
    rule: 'any.unusable-keys',
    title: 'of accounts: a miss',
    needs: ['getUserByAccount', 'getAccount', 'unlinkAccount'],
    async run({ adapter, unique }) {
      for (const key of unusableKeys(unique.word())) {
        for (const pair of [
          { provider: key, providerAccountId: unique.word() },
          { provider: unique.word(), providerAccountId: `${key}${key}` },
        ]) {
          const calls = {
            getUserByAccount: () => adapter.getUserByAccount(pair),
            getAccount: () => adapter.getAccount(pair.providerAccountId, pair.provider),
            unlinkAccount: () => adapter.unlinkAccount(pair),
          }
          for (const [method, call] of Object.entries(calls)) {
            expectMiss(await expectAnswer<unknown>(call, `${method} of ${unusable}`), `${method} of ${unusable}`)
          }
        }
      }
    },
  }),
  defineCase({
    id: 'any/unusable-keys-of-sessions',
    rule: 'any.unusable-keys',
    title: 'of sessions: a miss',
    needs: ['getSessionAndUser', 'deleteSession'],
    async run({ adapter, unique }) {
      for (const key of unusableKeys(unique.word())) {
        for (const method of ['getSessionAndUser', 'deleteSession'] as const) {
          const answer = await expectAnswer<unknown>(() => adapter[method](key), `${method} of ${unusable}`)
          expectMiss(answer, `${method} of ${unusable}`)
        }
      }
    },
  }),
  defineCase({
    id: 'any/unusable-keys-of-tokens',
    rule: 'any.unusable-keys',
    title: 'of verification tokens: a miss',
    needs: ['useVerificationToken'],
    async run({ adapter, unique }) {
      const what = `useVerificationToken of ${unusable}`
      for (const key of unusableKeys(unique.word())) {
        for (const given of [
          { identifier: key, token: unique.word() },
          { identifier: unique.word(), token: key },
        ]) {
          expectMiss(await expectAnswer(() => adapter.useVerificationToken(given), what), what)
        }
      }
    },
  }),
  defineCase({
    id: 'any/unusable-keys-of-authenticators',
    rule: 'any.unusable-keys',
    title: 'of authenticators: a miss',
    needs: ['getAuthenticator', 'listAuthenticatorsByUserId'],
    async run({ adapter, unique }) {
      for (const key of [...unusableKeys(unique.word()), `${unique.word()}é`]) {
        for (const method of ['getAuthenticator', 'listAuthenticatorsByUserId'] as const) {
          const answer = await expectAnswer<unknown>(() => adapter[method](key), `${method} of ${unusable}`)
          expectMiss(answer, `${method} of ${unusable}`)
        }
      }
    },
  }),
  defineCase({
    id: 'any/unusable-keys-of-extras',
    rule: 'any.unusable-keys',
    title: 'of the extras: nothing',
    needs: ['listAccounts', 'listSessions', 'revokeSession', 'revokeSessions', 'deleteVerificationTokens'],
    async run({ adapter, unique }) {
      for (const key of unusableKeys(unique.word())) {
        const answers = {
          listAccounts: await expectAnswer(() => adapter.listAccounts(key), `listAccounts of ${unusable}`),
          listSessions: await expectAnswer(() => adapter.listSessions(key), `listSessions of ${unusable}`),
          revokeSession: await expectAnswer(() => adapter.revokeSession(key, key), `revokeSession of ${unusable}`),
          revokeSessions: await expectAnswer(() => adapter.revokeSessions(key), `revokeSessions of ${unusable}`),
          deleteVerificationTokens: await expectAnswer(
            () => adapter.deleteVerificationTokens(key),
            `deleteVerificationTokens of ${unusable}`,
          ),
        }
        expectSame(
          answers,
          { listAccounts: [], listSessions: [], revokeSession: false, revokeSessions: 0, deleteVerificationTokens: 0 },
          `the extras with ${unusable}`,
        )
      }
    },
  }),
  defineCase({
    id: 'any/unusable-keys-refused',
    rule: 'any.unusable-keys-refused',
    title: 'writing one throws `invalid-input`',
    needs: ['createUser', 'linkAccount', 'createSession', 'createVerificationToken', 'createAuthenticator'],
    async run(context) {
      const { adapter, unique } = context
      const { id: userId } = await person(context)
      for (const key of unusableKeys(unique.word())) {
        const long = `${key}${key}`
        const calls = {
          createUser: () => adapter.createUser(rowOf('user', unique, { email: key })),
          linkAccount: () => adapter.linkAccount(rowOf('account', unique, { userId, providerAccountId: long })),
          createSession: () => adapter.createSession(rowOf('session', unique, { userId, sessionToken: key })),
          createVerificationToken: () =>
            adapter.createVerificationToken(rowOf('verificationToken', unique, { identifier: key })),
          createAuthenticator: () =>
            adapter.createAuthenticator(rowOf('authenticator', unique, { userId, credentialID: key })),
        }
        for (const [operation, call] of Object.entries(calls)) {
          const what = `${operation} with ${unusable}`
          expectError(await expectRefused(call, what), { code: 'invalid-input', operation }, what)
        }
      }
    },
  }),
  defineCase({
    id: 'any/keys-never-cut-sessions',
    rule: 'any.keys-never-cut',
    title: 'long session tokens with equal beginnings stay apart',
    needs: ['createUser', 'createSession', 'getSessionAndUser'],
    async run(context) {
      const { adapter, unique } = context
      const [first, second] = [await person(context), await person(context)]
      for (const [mine, near] of longTwins(unique)) {
        // Whoever cannot store a token of this length may refuse it.
        await anyhow(() => signedIn(context, first.id, { sessionToken: mine }))
        await expectNobody(() => adapter.getSessionAndUser(near), `a session token of ${near.length} characters`)
        await anyhow(() => signedIn(context, second.id, { sessionToken: near }))
        let found
        await anyhow(async () => (found = await adapter.getSessionAndUser(mine)))
        if (found) expectFields(Reflect.get(found, 'user'), { id: first.id }, 'the user of the first token')
      }
    },
  }),
  defineCase({
    id: 'any/keys-never-cut-accounts',
    rule: 'any.keys-never-cut',
    title: 'long account ids with equal beginnings stay apart',
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter, unique } = context
      const [first, second] = [await person(context), await person(context)]
      const provider = unique.word('idp')
      for (const [mine, near] of longTwins(unique)) {
        await anyhow(() => linked(context, first.id, { provider, providerAccountId: mine }))
        const pair = { provider, providerAccountId: near }
        await expectNobody(() => adapter.getUserByAccount(pair), `an account id of ${near.length} characters`)
        await anyhow(() => linked(context, second.id, pair))
        let found
        await anyhow(async () => (found = await adapter.getUserByAccount({ provider, providerAccountId: mine })))
        if (found) expectFields(found, { id: first.id }, 'the user of the first account id')
      }
    },
  }),
  defineCase({
    id: 'any/keys-never-cut-tokens',
    rule: 'any.keys-never-cut',
    title: 'long verification tokens with equal beginnings stay apart',
    needs: ['createVerificationToken', 'useVerificationToken'],
    async run(context) {
      const { adapter, unique } = context
      for (const [mine, near] of longTwins(unique)) {
        const { identifier, token } = { identifier: unique.email(), token: mine }
        await anyhow(() => mailed(context, { identifier, token }))
        await expectNobody(() => adapter.useVerificationToken({ identifier, token: near }), 'a token cut to another')
        await anyhow(() => mailed(context, { identifier: mine, token: near.slice(0, 20) }))
        const cut = { identifier: near, token: near.slice(0, 20) }
        await expectNobody(() => adapter.useVerificationToken(cut), 'an identifier cut to another')
      }
    },
  }),
  defineCase({
    id: 'any/keys-never-cut-authenticators',
    rule: 'any.keys-never-cut',
    title: 'long credential ids with equal beginnings stay apart',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator'],
    async run(context) {
      const { adapter, unique } = context
      const { id } = await person(context)
      for (const [mine, near] of longTwins(unique)) {
        await anyhow(() => passkey(context, id, { credentialID: mine }))
        await expectNobody(() => adapter.getAuthenticator(near), `a credential id of ${near.length} characters`)
      }
    },
  }),
]
