import {
  anyhow,
  expectAnswer,
  expectError,
  expectFields,
  expectFound,
  expectMiss,
  expectNobody,
  expectRefused,
  expectSame,
} from '../assert.ts'
import { bystanders } from '../bystanders.ts'
import { defineCase } from '../case.ts'
import { answersOf, callsOf, contenders, contest } from '../contest.ts'
import { gone, linked, pairOf, person, rowOf } from '../fixtures.ts'

export const accountCases = [
  defineCase({
    id: 'linkAccount/links',
    rule: 'linkAccount.links',
    title: 'a linked account is found, with undefined fields too',
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter, unique } = context
      const user = await person(context)
      const full = await linked(context, user.id)
      const { userId, type, ...pair } = {
        userId: user.id,
        type: 'webauthn' as const,
        ...pairOf(rowOf('account', unique)),
      }
      const bare = { userId, type, ...pair }
      await expectAnswer(() => adapter.linkAccount({ ...bare }), 'linkAccount with the four required fields')
      const sparse = { ...bare, ...pairOf(rowOf('account', unique)), type: 'oidc' as const, access_token: undefined }
      await expectAnswer(() => adapter.linkAccount({ ...sparse }), 'linkAccount with an undefined token')
      for (const account of [full, bare, sparse]) {
        expectFields(await adapter.getUserByAccount(pairOf(account)), { id: user.id }, 'getUserByAccount')
      }
    },
  }),
  defineCase({
    id: 'linkAccount/answers',
    rule: 'linkAccount.answers',
    title: 'answers the stored account',
    needs: ['createUser', 'linkAccount'],
    async run(context) {
      const { adapter, unique } = context
      const { id: userId } = await person(context)
      const account = rowOf('account', unique, { userId })
      expectFields(await adapter.linkAccount(account), account, 'linkAccount')
    },
  }),
  defineCase({
    id: 'linkAccount/taken-pair',
    rule: 'linkAccount.taken-pair',
    title: 'refuses a pair that is linked to another user',
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter } = context
      const [owner, other] = [await person(context), await person(context)]
      const account = await linked(context, owner.id)
      await expectRefused(
        () => adapter.linkAccount({ ...account, userId: other.id, access_token: 'stolen' }),
        "linkAccount of another user's account",
      )
      expectFields(await adapter.getUserByAccount(pairOf(account)), { id: owner.id }, 'getUserByAccount')
      if (!adapter.getAccount) return
      const found = await adapter.getAccount(account.providerAccountId, account.provider)
      const { userId, access_token } = account
      expectFields(found, { userId, access_token }, 'the account whose linking was refused')
    },
  }),
  defineCase({
    id: 'linkAccount/taken-pair-race',
    rule: 'linkAccount.taken-pair-race',
    title: `of ${contenders} users at once that link one pair one succeeds`,
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter, unique, race } = context
      const ids: string[] = []
      while (ids.length < contenders) ids.push((await person(context)).id)
      await contest(context, async () => {
        const pair = pairOf(rowOf('account', unique))
        const calls = callsOf((index) => {
          const args = [rowOf('account', unique, { ...pair, userId: ids[index] ?? '' })]
          return { method: 'linkAccount', args }
        })
        const { outcomes, conclusive } = await race(calls)
        expectSame(answersOf(outcomes).length, 1, `links that succeeded, of ${contenders} users with one pair`)
        const winner = ids[outcomes.findIndex(({ ok }) => ok)]
        expectFields(await adapter.getUserByAccount(pair), { id: winner }, 'getUserByAccount after the race')
        return conclusive
      })
    },
  }),
  defineCase({
    id: 'linkAccount/relink',
    rule: 'linkAccount.relink',
    title: 'linking again updates the given fields and keeps the rest',
    needs: ['createUser', 'linkAccount', 'getAccount'],
    async run(context) {
      const { adapter, unique } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const account = await linked(context, id)
      const pair = pairOf(account)
      const renewed = { userId: id, type: account.type, ...pair, access_token: unique.word(), refresh_token: undefined }
      const what = 'linkAccount of a pair to its own user again'
      const expected = { ...account, access_token: renewed.access_token }
      expectFields(await expectAnswer(() => adapter.linkAccount(renewed), what), expected, what)
      const found = await adapter.getAccount(pair.providerAccountId, pair.provider)
      expectFields(found, expected, 'getAccount after linking again')
      await others.unchanged('linkAccount')
    },
  }),
  defineCase({
    id: 'linkAccount/unknown-user',
    rule: 'linkAccount.unknown-user',
    title: 'an account of nobody is refused, or never answers',
    needs: ['createUser', 'deleteUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter, unique } = context
      const { id: userId } = await gone(context)
      const account = rowOf('account', unique, { userId })
      await anyhow(() => adapter.linkAccount(account))
      expectMiss(await adapter.getUserByAccount(pairOf(account)), 'getUserByAccount with an account of nobody')
      const found = await adapter.getAccount?.(account.providerAccountId, account.provider)
      expectMiss(found, 'getAccount with an account of nobody')
    },
  }),
  defineCase({
    id: 'linkAccount/duplicate-code',
    rule: 'linkAccount.duplicate-code',
    title: "another user's pair is `duplicate`, an unknown user `reference`",
    needs: ['createUser', 'deleteUser', 'linkAccount'],
    async run(context) {
      const { adapter, unique } = context
      const [owner, other] = [await person(context), await person(context)]
      const account = await linked(context, owner.id)
      const taken = "linkAccount of another user's account"
      const duplicate = await expectRefused(() => adapter.linkAccount({ ...account, userId: other.id }), taken)
      expectError(duplicate, { code: 'duplicate', entity: 'account' }, taken)
      const unknown = 'linkAccount for an unknown user'
      const orphan = rowOf('account', unique, { userId: (await gone(context)).id })
      expectError(await expectRefused(() => adapter.linkAccount(orphan), unknown), { code: 'reference' }, unknown)
    },
  }),
  defineCase({
    id: 'unlinkAccount/only-that-pair',
    rule: 'unlinkAccount.only-that-pair',
    title: 'removes that pair and no other',
    needs: ['createUser', 'linkAccount', 'unlinkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const kept = await linked(context, id)
      const gone = [
        await linked(context, id, { providerAccountId: others.sharedAccountId }),
        await linked(context, id, { provider: others.provider }),
      ]
      for (const account of gone) {
        await adapter.unlinkAccount(pairOf(account))
        expectMiss(await adapter.getUserByAccount(pairOf(account)), 'getUserByAccount after unlinkAccount')
      }
      expectFields(await adapter.getUserByAccount(pairOf(kept)), { id }, "the person's other account")
      await others.unchanged('unlinkAccount')
    },
  }),
  defineCase({
    id: 'unlinkAccount/idempotent',
    rule: 'unlinkAccount.idempotent',
    title: 'of an unknown pair does not throw',
    needs: ['unlinkAccount'],
    async run({ adapter, unique }) {
      const pair = pairOf(rowOf('account', unique))
      await expectAnswer(() => adapter.unlinkAccount(pair), 'unlinkAccount of an unknown pair')
    },
  }),
  defineCase({
    id: 'unlinkAccount/answers',
    rule: 'unlinkAccount.answers',
    title: 'answers the removed account; again, undefined',
    needs: ['createUser', 'linkAccount', 'unlinkAccount'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      const account = await linked(context, id)
      expectFields(await adapter.unlinkAccount(pairOf(account)), account, 'unlinkAccount')
      expectSame(await adapter.unlinkAccount(pairOf(account)), undefined, 'unlinkAccount again')
    },
  }),
  defineCase({
    id: 'getAccount/finds',
    rule: 'getAccount.finds',
    title: 'takes the account id first and the provider second',
    needs: ['createUser', 'linkAccount', 'getAccount'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      const account = await linked(context, id)
      await linked(context, id)
      const found = await adapter.getAccount(account.providerAccountId, account.provider)
      expectFields(found, { ...pairOf(account), userId: id, type: account.type }, 'getAccount')
    },
  }),
  defineCase({
    id: 'getAccount/provider-and-id',
    rule: 'getAccount.provider-and-id',
    title: 'compares the provider and the account id',
    needs: ['createUser', 'linkAccount', 'getAccount'],
    async run(context) {
      const { adapter, unique } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const account = await linked(context, id, { providerAccountId: others.sharedAccountId })
      const found = expectFound(await adapter.getAccount(account.providerAccountId, account.provider), 'getAccount')
      expectSame(found.userId, id, 'the owner of an account whose id another provider uses too')
      const near = [
        [unique.word('acc'), account.provider],
        [account.providerAccountId, unique.word('idp')],
      ] as const
      for (const pair of near) {
        expectMiss(await adapter.getAccount(...pair), 'getAccount with only half of the pair right')
      }
      await expectNobody(() => adapter.getAccount(account.provider, account.providerAccountId), 'getAccount, swapped')
    },
  }),
]
