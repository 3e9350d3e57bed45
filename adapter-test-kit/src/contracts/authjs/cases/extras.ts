import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { expectError, expectFields, expectRefused, expectSame, expectThat } from '../assert.ts'
import { bystanders } from '../bystanders.ts'
import { defineCase } from '../case.ts'
import { answersOf, callsOf, contenders, contest, errorsOf } from '../contest.ts'
import { inHours, linked, mailed, pairOf, person, rowOf, signedIn } from '../fixtures.ts'

const byKey = (a: object, b: object) => (JSON.stringify(Object.values(a)) < JSON.stringify(Object.values(b)) ? -1 : 1)

export const extraCases = [
  defineCase({
    id: 'listAccounts/lists',
    rule: 'listAccounts.lists',
    title: "lists all of a user's accounts and nobody else's",
    needs: ['createUser', 'linkAccount', 'listAccounts'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      expectSame(await adapter.listAccounts(id), [], 'the list of somebody without accounts')
      const accounts = [
        await linked(context, id, { providerAccountId: others.sharedAccountId }),
        await linked(context, id, { provider: others.provider }),
        await linked(context, id, { provider: others.provider }),
      ]
      const list = await adapter.listAccounts(id)
      expectSame(list.map(pairOf).sort(byKey), accounts.map(pairOf).sort(byKey), 'the pairs in the list')
      for (const account of accounts) {
        const row = list.find((item) => item.providerAccountId === account.providerAccountId)
        expectFields(row, account, 'a row of the list')
      }
    },
  }),
  defineCase({
    id: 'listAccounts/order',
    rule: 'listAccounts.order',
    title: 'lists by provider and account id',
    needs: ['createUser', 'linkAccount', 'listAccounts'],
    async run(context) {
      const { id } = await person(context)
      const word = context.unique.word()
      const sorted = [`a${word} 1`, `a${word} 2`, `b${word} 0`, `c${word} 1`]
      for (const index of [2, 1, 3, 0]) {
        const [provider = '', providerAccountId = ''] = sorted[index]?.split(' ') ?? []
        await linked(context, id, { provider, providerAccountId })
      }
      const list = await context.adapter.listAccounts(id)
      const pairs = list.map((account) => `${account.provider} ${account.providerAccountId}`)
      expectSame(pairs, sorted, 'the order of the list')
    },
  }),
  defineCase({
    id: 'updateAccount/updates',
    rule: 'updateAccount.updates',
    title: 'changes the given fields of that account and answers it',
    needs: ['createUser', 'linkAccount', 'getAccount', 'updateAccount'],
    async run(context) {
      const { adapter, unique } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const account = await linked(context, id, { providerAccountId: others.sharedAccountId })
      const changes = { access_token: unique.word(), expires_at: 1_999_999_999, scope: undefined, id_token: null }
      const expected = {
        ...account,
        access_token: changes.access_token,
        expires_at: changes.expires_at,
        id_token: null,
      }
      expectFields(await adapter.updateAccount({ ...pairOf(account), ...changes }), expected, 'updateAccount')
      const found = await adapter.getAccount(account.providerAccountId, account.provider)
      expectFields(found, expected, 'getAccount after updateAccount')
      await others.unchanged('updateAccount')
    },
  }),
  defineCase({
    id: 'updateAccount/never-moves',
    rule: 'updateAccount.never-moves',
    title: 'a `userId` of somebody else moves nothing',
    needs: ['createUser', 'linkAccount', 'getUserByAccount', 'getAccount', 'updateAccount'],
    async run(context) {
      const { adapter } = context
      const [owner, other] = [await person(context), await person(context)]
      const account = await linked(context, owner.id)
      const moved = { ...pairOf(account), userId: other.id, access_token: 'new' }
      await expectRefused(() => adapter.updateAccount(moved), "updateAccount with another user's id")
      expectFields(await adapter.getUserByAccount(pairOf(account)), { id: owner.id }, 'the owner of the account')
      const found = await adapter.getAccount(account.providerAccountId, account.provider)
      expectFields(found, account, 'the account after a refused update')
    },
  }),
  defineCase({
    id: 'updateAccount/not-found',
    rule: 'updateAccount.not-found',
    title: 'of an unknown pair throws `not-found`',
    needs: ['updateAccount'],
    async run({ adapter, unique }) {
      const what = 'updateAccount of an unknown pair'
      const changes = { ...pairOf(rowOf('account', unique)), access_token: 'new' }
      for (const options of [{}, { ifRefreshToken: null }, { ifRefreshToken: 'old' }]) {
        const error = await expectRefused(() => adapter.updateAccount(changes, options), what)
        expectError(error, { code: 'not-found', operation: 'updateAccount' }, what)
      }
    },
  }),
  defineCase({
    id: 'updateAccount/compare-and-set',
    rule: 'updateAccount.compare-and-set',
    title: 'changes only while `ifRefreshToken` is stored',
    needs: ['createUser', 'linkAccount', 'getAccount', 'updateAccount'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      const pair = pairOf(await linked(context, id, { refresh_token: 'r1' }))
      const set = (refresh_token: string | null, ifRefreshToken: string | null | undefined) =>
        adapter.updateAccount({ ...pair, refresh_token }, { ifRefreshToken })
      const stored = async () =>
        (await adapter.getAccount(pair.providerAccountId, pair.provider))?.refresh_token ?? null
      expectFields(await set('r2', 'r1'), { refresh_token: 'r2' }, 'updateAccount with the stored refresh token')
      const what = 'updateAccount with an old refresh token'
      for (const old of ['r1', 'R2', 'r2 ', '', null]) {
        expectError(
          await expectRefused(() => set('r3', old), what),
          { code: 'conflict', operation: 'updateAccount' },
          what,
        )
        expectSame(await stored(), 'r2', 'the refresh token after a conflict')
      }
      await set(null, 'r2')
      const none = 'updateAccount with a refresh token where none is stored'
      expectError(await expectRefused(() => set('r4', 'r2'), none), { code: 'conflict' }, none)
      await set('r5', null)
      expectSame(await stored(), 'r5', 'the refresh token set while there was none')
      await set('r6', undefined)
      expectSame(await stored(), 'r6', 'the refresh token set without a condition')
    },
  }),
  defineCase({
    id: 'updateAccount/compare-and-set-race',
    rule: 'updateAccount.compare-and-set',
    title: `of ${contenders} renewals at once one succeeds`,
    needs: ['createUser', 'linkAccount', 'getAccount', 'updateAccount'],
    async run(context) {
      const { adapter, race } = context
      const { id } = await person(context)
      await contest(context, async () => {
        const pair = pairOf(await linked(context, id, { refresh_token: 'old' }))
        const calls = callsOf((index) => {
          const args = [{ ...pair, refresh_token: `new ${index}` }, { ifRefreshToken: 'old' }]
          return { method: 'updateAccount', args }
        })
        const { outcomes, conclusive } = await race(calls)
        expectSame(answersOf(outcomes).length, 1, `renewals that succeeded, of ${contenders} at once`)
        for (const error of errorsOf(outcomes)) expectSame(Reflect.get(Object(error), 'code'), 'conflict', 'a loser')
        const refresh_token = `new ${outcomes.findIndex(({ ok }) => ok)}`
        const found = await adapter.getAccount(pair.providerAccountId, pair.provider)
        expectFields(found, { refresh_token }, 'the account after renewals at once')
        return conclusive
      })
    },
  }),
  defineCase({
    id: 'sessionHandle/digest',
    rule: 'sessionHandle.digest',
    title: 'is the SHA-256 in base64url, and the handle in the list',
    needs: ['createUser', 'createSession', 'sessionHandle', 'listSessions'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      const { sessionToken } = await signedIn(context, id)
      const handle = await adapter.sessionHandle(sessionToken)
      const handles = (await adapter.listSessions(id)).map((session) => session.handle)
      expectSame(handles, [handle], 'the handles in listSessions')
      // A wrapper may hash the stored token once more; the form stays.
      expectThat(/^[\w-]{43}$/.test(handle), 'a handle', '43 characters of base64url', handle)
      const plain = createHash('sha256').update(sessionToken).digest('base64url')
      expectSame(handle, plain, 'the handle of a token')
    },
  }),
  defineCase({
    id: 'listSessions/lists',
    rule: 'listSessions.lists',
    title: "lists a user's live sessions and nobody else's",
    needs: ['createUser', 'createSession', 'sessionHandle', 'listSessions'],
    async run(context) {
      const { adapter, unique } = context
      const others = await bystanders(context)
      const { id: userId } = await person(context)
      expectSame(await adapter.listSessions(userId), [], 'the list of somebody who is not signed in')
      const sessions = [await signedIn(context, userId), await signedIn(context, userId)]
      await signedIn(context, userId, { expires: inHours(-1, unique) })
      const list = await adapter.listSessions(userId)
      expectSame(list.length, sessions.length, 'the length of the list')
      for (const { sessionToken, expires } of sessions) {
        const handle = await adapter.sessionHandle(sessionToken)
        expectFields(
          list.find((session) => session.handle === handle),
          { handle, userId, expires },
          'a row of the list',
        )
      }
      await others.unchanged('listSessions')
    },
  }),
  defineCase({
    id: 'listSessions/order',
    rule: 'listSessions.order',
    title: 'lists the longest-lived first',
    needs: ['createUser', 'createSession', 'listSessions'],
    async run(context) {
      const { id } = await person(context)
      const days = [3, 9, 1, 5]
      for (const day of days) await signedIn(context, id, { expires: inHours(24 * day, context.unique) })
      const order = (await context.adapter.listSessions(id)).map(({ expires }) => expires.getTime())
      expectSame(
        order,
        [...order].sort((a, b) => b - a),
        'the expiries in the list',
      )
      expectSame(order.length, days.length, 'the length of the list')
    },
  }),
  defineCase({
    id: 'listSessions/no-tokens',
    rule: 'listSessions.no-tokens',
    title: 'holds no token',
    needs: ['createUser', 'createSession', 'listSessions'],
    async run(context) {
      const { id } = await person(context)
      const { sessionToken } = await signedIn(context, id)
      const list = await context.adapter.listSessions(id)
      expectSame(list.length, 1, 'the length of the list')
      const printed = inspect(list, { depth: Infinity, showHidden: true }) + JSON.stringify(list)
      expectThat(!printed.includes(sessionToken), 'listSessions', 'no session token in it', list)
    },
  }),
  defineCase({
    id: 'revokeSession/own-only',
    rule: 'revokeSession.own-only',
    title: "ends that session of this user and never another user's",
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'sessionHandle', 'revokeSession'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const [gone, kept] = [await signedIn(context, id), await signedIn(context, id)]
      const handle = await adapter.sessionHandle(gone.sessionToken)
      expectSame(
        await adapter.revokeSession(others.users[0].id, handle),
        false,
        "revokeSession of another user's session",
      )
      expectSame(await adapter.revokeSession(id, gone.sessionToken), false, 'revokeSession with a token for a handle')
      expectFields((await adapter.getSessionAndUser(gone.sessionToken))?.session, gone, 'the session after it')
      expectSame(await adapter.revokeSession(id, handle), true, 'revokeSession')
      expectSame((await adapter.getSessionAndUser(gone.sessionToken)) ?? null, null, 'the revoked session')
      expectSame(await adapter.revokeSession(id, handle), false, 'revokeSession again')
      expectFields((await adapter.getSessionAndUser(kept.sessionToken))?.session, kept, "the person's other session")
      await others.unchanged('revokeSession')
    },
  }),
  defineCase({
    id: 'revokeSessions/except',
    rule: 'revokeSessions.except',
    title: "ends all of a user's sessions but one and answers how many",
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'sessionHandle', 'revokeSessions'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const sessions = [await signedIn(context, id), await signedIn(context, id), await signedIn(context, id)]
      const kept = sessions[1]?.sessionToken ?? ''
      const live = async () => {
        const answers = sessions.map(async ({ sessionToken }) => await adapter.getSessionAndUser(sessionToken))
        return (await Promise.all(answers)).flatMap((found) => (found ? [found.session.sessionToken] : []))
      }
      const except = await adapter.sessionHandle(kept)
      expectSame(await adapter.revokeSessions(id, { except }), 2, 'revokeSessions of three but one')
      expectSame(await live(), [kept], 'the sessions that are left')
      expectSame(await adapter.revokeSessions(id, { except: undefined }), 1, 'revokeSessions of the last one')
      expectSame(await live(), [], 'the sessions that are left')
      expectSame(await adapter.revokeSessions(id), 0, 'revokeSessions again')
      await others.unchanged('revokeSessions')
    },
  }),
  defineCase({
    id: 'deleteVerificationTokens/deletes',
    rule: 'deleteVerificationTokens.deletes',
    title: 'deletes all tokens of that identifier and no other',
    needs: ['createUser', 'createVerificationToken', 'useVerificationToken', 'deleteVerificationTokens'],
    async run(context) {
      const { adapter, unique } = context
      const others = await bystanders(context)
      const identifier = unique.email()
      const tokens = [await mailed(context, { identifier }), await mailed(context, { identifier })]
      const near = await mailed(context, { identifier: `${identifier}x` })
      expectSame(await adapter.deleteVerificationTokens(identifier), 2, 'deleteVerificationTokens')
      expectSame(await adapter.deleteVerificationTokens(identifier), 0, 'deleteVerificationTokens again')
      for (const { token } of tokens) {
        expectSame((await adapter.useVerificationToken({ identifier, token })) ?? null, null, 'a deleted token')
      }
      const found = await adapter.useVerificationToken({ identifier: near.identifier, token: near.token })
      expectFields(found, { token: near.token }, 'the token of another identifier')
      await others.unchanged('deleteVerificationTokens')
    },
  }),
]
