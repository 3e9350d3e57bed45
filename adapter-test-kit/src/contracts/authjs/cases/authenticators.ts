import { anyhow, expectAnswer, expectFields, expectMiss, expectRefused, expectSame, expectThat } from '../assert.ts'
import { bystanders } from '../bystanders.ts'
import { defineCase } from '../case.ts'
import { callsOf, contest } from '../contest.ts'
import { base64, gone, passkey, person, rowOf } from '../fixtures.ts'

/** Whose it is; how the other values come back is another case's affair. */
const ownOf = ({ credentialID, userId }: { credentialID: string; userId: string }) => ({ credentialID, userId })

export const authenticatorCases = [
  defineCase({
    id: 'createAuthenticator/answers',
    rule: 'createAuthenticator.answers',
    title: 'answers exact base64, a numeric counter and a boolean',
    needs: ['createUser', 'createAuthenticator'],
    async run(context) {
      const { adapter, unique } = context
      const { id: userId } = await person(context)
      // Keys of 400 bytes are what RSA passkeys have.
      const wide = { credentialPublicKey: base64(unique, 400), credentialBackedUp: false, counter: 0 }
      for (const given of [{}, wide]) {
        const row = rowOf('authenticator', unique, { userId, ...given })
        expectFields(await adapter.createAuthenticator(row), row, 'createAuthenticator')
      }
    },
  }),
  defineCase({
    id: 'createAuthenticator/without-transports',
    rule: 'createAuthenticator.answers',
    title: 'transports may be undefined',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator'],
    async run(context) {
      const { adapter, unique } = context
      const { id: userId } = await person(context)
      const row = { ...rowOf('authenticator', unique, { userId }), transports: undefined }
      await expectAnswer(() => adapter.createAuthenticator(row), 'createAuthenticator without transports')
      expectFields(await adapter.getAuthenticator(row.credentialID), row, 'getAuthenticator')
    },
  }),
  defineCase({
    id: 'createAuthenticator/credential-unique',
    rule: 'createAuthenticator.credential-unique',
    title: 'refuses a credential id that is taken',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator'],
    async run(context) {
      const { adapter, unique } = context
      const [owner, other] = [await person(context), await person(context)]
      const mine = await passkey(context, owner.id)
      const theirs = rowOf('authenticator', unique, { userId: other.id, credentialID: mine.credentialID })
      await expectRefused(
        () => adapter.createAuthenticator(theirs),
        'createAuthenticator with a credential id that is taken',
      )
      expectFields(await adapter.getAuthenticator(mine.credentialID), ownOf(mine), 'the authenticator that has the id')
    },
  }),
  defineCase({
    id: 'createAuthenticator/case-differs',
    rule: 'createAuthenticator.credential-unique',
    title: 'credential ids in another case are others',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator'],
    async run(context) {
      const { adapter } = context
      const [owner, other] = [await person(context), await person(context)]
      const mine = await passkey(context, owner.id)
      const theirs = await passkey(context, other.id, { credentialID: mine.credentialID.toLowerCase() })
      expectFields(await adapter.getAuthenticator(mine.credentialID), ownOf(mine), 'the first authenticator')
      expectFields(await adapter.getAuthenticator(theirs.credentialID), ownOf(theirs), 'the one in lower case')
    },
  }),
  defineCase({
    id: 'createAuthenticator/unknown-user',
    rule: 'createAuthenticator.unknown-user',
    title: 'an authenticator of nobody is refused, or never answers',
    needs: ['createUser', 'deleteUser', 'createAuthenticator', 'getAuthenticator'],
    async run(context) {
      const { adapter, unique } = context
      const { id: userId } = await gone(context)
      const row = rowOf('authenticator', unique, { userId })
      await anyhow(() => adapter.createAuthenticator(row))
      expectMiss(await adapter.getAuthenticator(row.credentialID), 'getAuthenticator with an authenticator of nobody')
    },
  }),
  defineCase({
    id: 'getAuthenticator/finds',
    rule: 'getAuthenticator.finds',
    title: 'answers the authenticator with this credential id',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator'],
    async run(context) {
      const { adapter, unique } = context
      const { id } = await person(context)
      const rows = [await passkey(context, id), await passkey(context, id, { credentialID: base64(unique, 64) })]
      for (const row of rows) expectFields(await adapter.getAuthenticator(row.credentialID), row, 'getAuthenticator')
    },
  }),
  defineCase({
    id: 'listAuthenticatorsByUserId/lists',
    rule: 'listAuthenticatorsByUserId.lists',
    title: "lists all of a user's authenticators and nobody else's",
    needs: ['createUser', 'createAuthenticator', 'listAuthenticatorsByUserId'],
    async run(context) {
      const { adapter } = context
      await bystanders(context)
      const { id } = await person(context)
      expectSame(await adapter.listAuthenticatorsByUserId(id), [], 'the list of somebody without authenticators')
      const rows = [await passkey(context, id), await passkey(context, id), await passkey(context, id)]
      const list = (await adapter.listAuthenticatorsByUserId(id)) ?? []
      expectSame(
        list.map(({ credentialID }) => credentialID).sort(),
        rows.map(({ credentialID }) => credentialID).sort(),
        'the credential ids in the list',
      )
      for (const row of rows) {
        expectFields(
          list.find(({ credentialID }) => credentialID === row.credentialID),
          row,
          'a row of the list',
        )
      }
    },
  }),
  defineCase({
    id: 'updateAuthenticatorCounter/answers',
    rule: 'updateAuthenticatorCounter.answers',
    title: 'answers the row with the new counter, which lasts',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator', 'updateAuthenticatorCounter'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      const row = await passkey(context, id, { counter: 5 })
      // Nine to ten and beyond, so that an order by text is seen.
      for (const counter of [6, 9, 10, 2_000_000_000]) {
        const answer = await adapter.updateAuthenticatorCounter(row.credentialID, counter)
        expectFields(answer, { ...row, counter }, 'updateAuthenticatorCounter')
        expectFields(await adapter.getAuthenticator(row.credentialID), { ...row, counter }, 'getAuthenticator after it')
      }
    },
  }),
  defineCase({
    id: 'updateAuthenticatorCounter/equal',
    rule: 'updateAuthenticatorCounter.answers',
    title: 'an equal value succeeds',
    needs: ['createUser', 'createAuthenticator', 'updateAuthenticatorCounter'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      for (const counter of [0, 7]) {
        const row = await passkey(context, id, { counter })
        const what = `updateAuthenticatorCounter from ${counter} to ${counter}`
        const call = () => adapter.updateAuthenticatorCounter(row.credentialID, counter)
        expectFields(await expectAnswer(call, what), row, what)
      }
    },
  }),
  defineCase({
    id: 'updateAuthenticatorCounter/never-down',
    rule: 'updateAuthenticatorCounter.never-down',
    title: 'a lower value leaves the counter',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator', 'updateAuthenticatorCounter'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      const row = await passkey(context, id, { counter: 100 })
      for (const lower of [99, 9, 0]) {
        await anyhow(() => adapter.updateAuthenticatorCounter(row.credentialID, lower))
        const found = await adapter.getAuthenticator(row.credentialID)
        expectFields(found, { counter: row.counter }, 'the authenticator after a lower counter')
      }
    },
  }),
  defineCase({
    id: 'updateAuthenticatorCounter/never-down-race',
    rule: 'updateAuthenticatorCounter.never-down',
    title: 'of many updates at once the highest lasts',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator', 'updateAuthenticatorCounter'],
    async run(context) {
      const { adapter, race } = context
      const { id } = await person(context)
      await contest(context, async () => {
        const { credentialID } = await passkey(context, id, { counter: 1 })
        // The highest first, so that a late write of a lower one shows.
        const calls = callsOf((index) => ({ method: 'updateAuthenticatorCounter', args: [credentialID, 100 - index] }))
        const { outcomes, conclusive } = await race(calls)
        const accepted = outcomes.flatMap(({ ok }, index) => (ok ? [100 - index] : []))
        const found = await adapter.getAuthenticator(credentialID)
        expectThat(accepted.length > 0, 'counters accepted at once', 'at least one', accepted)
        expectFields(found, { counter: Math.max(...accepted) }, 'the authenticator after many counters at once')
        return conclusive
      })
    },
  }),
  defineCase({
    id: 'updateAuthenticatorCounter/unknown-throws',
    rule: 'updateAuthenticatorCounter.unknown-throws',
    title: 'of an unknown credential throws',
    needs: ['updateAuthenticatorCounter'],
    async run({ adapter, unique }) {
      const id = base64(unique, 48)
      const what = 'updateAuthenticatorCounter of an unknown credential'
      await expectRefused(() => adapter.updateAuthenticatorCounter(id, 1), what)
    },
  }),
  defineCase({
    id: 'updateAuthenticatorCounter/bystanders',
    rule: 'updateAuthenticatorCounter.bystanders',
    title: 'changes no other authenticator',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator', 'updateAuthenticatorCounter'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const [changed, kept] = [await passkey(context, id, { counter: 1 }), await passkey(context, id, { counter: 1 })]
      await adapter.updateAuthenticatorCounter(changed.credentialID, 2_100_000_000)
      const found = await adapter.getAuthenticator(kept.credentialID)
      expectFields(found, { counter: kept.counter }, "the person's other authenticator")
      await others.unchanged('updateAuthenticatorCounter')
    },
  }),
]
