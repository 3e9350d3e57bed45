import { anyhow, expectFields, expectFound, expectNobody, expectSame } from '../assert.ts'
import { bystanders } from '../bystanders.ts'
import { defineCase } from '../case.ts'
import { linked, mailed, pairOf, passkey, person, signedIn } from '../fixtures.ts'
import { notKeys } from '../look-alikes.ts'

const noKey = 'a value that is no key'

export const hostileKeyCases = [
  defineCase({
    id: 'any/keys-never-operators-user-ids',
    rule: 'any.keys-never-operators',
    title: 'as a user id they match nobody and change nothing',
    needs: ['createUser', 'getUser'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { id } = others.users[0]
      for (const value of notKeys(id)) {
        await expectNobody(() => adapter.getUser(value), `getUser of ${noKey}`)
        await expectNobody(() => adapter.listAuthenticatorsByUserId?.(value), `listAuthenticatorsByUserId of ${noKey}`)
        await anyhow(() => adapter.updateUser?.({ id: value, name: 'Everybody' }))
        await anyhow(() => adapter.deleteUser?.(value))
      }
      await others.unchanged()
    },
  }),
  defineCase({
    id: 'any/keys-never-operators-emails',
    rule: 'any.keys-never-operators',
    title: 'as an e-mail address they match nobody',
    needs: ['createUser', 'getUserByEmail'],
    async run(context) {
      const { adapter } = context
      const { email } = await person(context)
      // Nobody is also who has no address, where such people can be.
      await anyhow(() => person(context, { email: null }))
      for (const value of notKeys(email ?? '')) {
        await expectNobody(() => adapter.getUserByEmail(value), `getUserByEmail of ${noKey}`)
      }
    },
  }),
  defineCase({
    id: 'any/keys-never-operators-accounts',
    rule: 'any.keys-never-operators',
    title: 'as a provider or an account id they match nobody and change nothing',
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const account = await linked(context, id, { providerAccountId: others.sharedAccountId })
      const { provider, providerAccountId } = pairOf(account)
      const pairs = [
        ...notKeys(provider).map((value) => ({ provider: value, providerAccountId })),
        ...notKeys(providerAccountId).map((value) => ({ provider, providerAccountId: value })),
        ...notKeys(provider).map((value) => ({ provider: value, providerAccountId: value })),
      ]
      for (const pair of pairs) {
        await expectNobody(() => adapter.getUserByAccount(pair), `getUserByAccount of ${noKey}`)
        await expectNobody(() => adapter.getAccount?.(pair.providerAccountId, pair.provider), `getAccount of ${noKey}`)
        await anyhow(() => adapter.unlinkAccount?.(pair))
      }
      expectFields(await adapter.getUserByAccount({ provider, providerAccountId }), { id }, 'getUserByAccount after it')
      await others.unchanged()
    },
  }),
  defineCase({
    id: 'any/keys-never-operators-sessions',
    rule: 'any.keys-never-operators',
    title: 'as a session token they open and change nothing',
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'updateSession', 'deleteSession'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const session = await signedIn(context, id)
      const right = async () => (await adapter.getSessionAndUser(session.sessionToken))?.session
      const before = expectFound(await right(), 'getSessionAndUser')
      for (const value of notKeys(session.sessionToken)) {
        await expectNobody(() => adapter.getSessionAndUser(value), `getSessionAndUser with ${noKey}`)
        await anyhow(() => adapter.updateSession({ sessionToken: value, expires: new Date(Date.now() + 9e9) }))
        await anyhow(() => adapter.deleteSession(value))
      }
      expectSame(await right(), before, 'the session after it')
      await others.unchanged()
    },
  }),
  defineCase({
    id: 'any/keys-never-operators-tokens',
    rule: 'any.keys-never-operators',
    title: 'as an identifier or a verification token they spend nothing',
    needs: ['createUser', 'createVerificationToken', 'useVerificationToken'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { identifier, token } = await mailed(context)
      const keys = [
        // Without an identifier at all the core lets an adapter look up by the token alone.
        ...notKeys(identifier).flatMap((value) => (value === undefined ? [] : [{ identifier: value, token }])),
        ...notKeys(token).map((value) => ({ identifier, token: value })),
      ]
      for (const key of keys) {
        await expectNobody(() => adapter.useVerificationToken(key), `useVerificationToken with ${noKey}`)
      }
      const found = await adapter.useVerificationToken({ identifier, token })
      expectFields(found, { identifier, token }, 'the token after it')
      await others.unchanged()
    },
  }),
  defineCase({
    id: 'any/keys-never-operators-authenticators',
    rule: 'any.keys-never-operators',
    title: 'as a credential id they match nothing and change nothing',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator', 'updateAuthenticatorCounter'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const row = await passkey(context, id)
      const before = expectFound(await adapter.getAuthenticator(row.credentialID), 'getAuthenticator')
      for (const value of notKeys(row.credentialID)) {
        await expectNobody(() => adapter.getAuthenticator(value), `getAuthenticator of ${noKey}`)
        await anyhow(() => adapter.updateAuthenticatorCounter(value, 2_147_483_000))
      }
      expectSame(await adapter.getAuthenticator(row.credentialID), before, 'the authenticator after it')
      await others.unchanged()
    },
  }),
  defineCase({
    id: 'any/keys-never-operators-extras',
    rule: 'any.keys-never-operators',
    title: 'given to the extras they list and end nothing',
    needs: [
      'createUser',
      'createSession',
      'listSessions',
      'revokeSession',
      'revokeSessions',
      'sessionHandle',
      'listAccounts',
      'deleteVerificationTokens',
    ],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const { sessionToken } = await signedIn(context, id)
      const handle = await adapter.sessionHandle(sessionToken)
      const before = await adapter.listSessions(id)
      expectSame(before.length, 1, "the number of the person's sessions")
      for (const value of notKeys(id)) {
        await expectNobody(() => adapter.listSessions(value), `listSessions of ${noKey}`)
        await expectNobody(() => adapter.listAccounts(value), `listAccounts of ${noKey}`)
        await anyhow(() => adapter.revokeSession(value, handle))
        await anyhow(() => adapter.revokeSessions(value))
      }
      for (const value of notKeys(handle)) await anyhow(() => adapter.revokeSession(id, value))
      for (const value of notKeys(others.identifier)) await anyhow(() => adapter.deleteVerificationTokens(value))
      expectSame(await adapter.listSessions(id), before, "the person's sessions after it")
      await others.unchanged()
    },
  }),
]
