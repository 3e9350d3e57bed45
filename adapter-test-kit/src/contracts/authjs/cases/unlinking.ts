import { expectError, expectFields, expectFound, expectMiss, expectRefused, expectSame, expectThat } from '../assert.ts'
import { bystanders } from '../bystanders.ts'
import { type Ctx, defineCase } from '../case.ts'
import { contest, errorsOf } from '../contest.ts'
import { linked, pairOf, passkey, person } from '../fixtures.ts'

const lastWay = { code: 'conflict', operation: 'unlinkAccount', entity: 'account' }

async function refusesLast(
  context: Ctx<'unlinkAccount' | 'getUserByAccount'>,
  account: object,
  options: object,
): Promise<void> {
  const { adapter } = context
  const pair = pairOf(account as never)
  const error = await expectRefused(() => adapter.unlinkAccount(pair, options), 'unlinkAccount of the last way in')
  expectError(error, lastWay, 'unlinkAccount of the last way in')
  expectFound(await adapter.getUserByAccount(pair), 'the account after the refusal')
}

export const unlinkingCases = [
  defineCase({
    id: 'unlinkAccount/of-user',
    rule: 'unlinkAccount.of-user',
    title: "with userId removes only that user's account",
    needs: ['createUser', 'linkAccount', 'unlinkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const owner = await person(context)
      const stranger = await person(context)
      const pair = pairOf(await linked(context, owner.id))
      expectSame(
        await adapter.unlinkAccount(pair, { userId: stranger.id }),
        undefined,
        "unlinkAccount for another's user id",
      )
      expectFields(await adapter.getUserByAccount(pair), { id: owner.id }, 'the owner afterwards')
      expectFields(await adapter.unlinkAccount(pair, { userId: owner.id }), pair, 'unlinkAccount for the owner')
      await others.unchanged('unlinkAccount')
    },
  }),
  defineCase({
    id: 'unlinkAccount/passkey',
    rule: 'unlinkAccount.passkey',
    title: "takes along the authenticator of a passkey's account, and no other",
    needs: ['createUser', 'linkAccount', 'unlinkAccount', 'createAuthenticator', 'getAuthenticator'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const own = await passkey(context, id)
      const kept = await passkey(context, id)
      const account = await linked(context, id, { type: 'webauthn', providerAccountId: own.providerAccountId })
      const other = await linked(context, id, { providerAccountId: kept.providerAccountId })
      await adapter.unlinkAccount(pairOf(account))
      expectMiss(await adapter.getAuthenticator(own.credentialID), "getAuthenticator of the unlinked account's passkey")
      await adapter.unlinkAccount(pairOf(other))
      const { credentialID } = kept
      expectFields(await adapter.getAuthenticator(credentialID), { credentialID }, 'the passkey of another account')
      await others.unchanged()
    },
  }),
  defineCase({
    id: 'unlinkAccount/keep-last',
    rule: 'unlinkAccount.keep-last',
    title: 'with keepLast refuses to remove the last way in, and removes one of two',
    needs: ['createUser', 'linkAccount', 'unlinkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const first = await linked(context, id, { providerAccountId: others.sharedAccountId })
      await refusesLast(context, first, { keepLast: true })
      const second = await linked(context, id)
      const options = { userId: id, keepLast: true }
      expectFields(await adapter.unlinkAccount(pairOf(first), options), pairOf(first), 'unlinkAccount of one of two')
      await refusesLast(context, second, options)
      const stranger = { userId: others.users[0].id, keepLast: true }
      expectSame(
        await adapter.unlinkAccount(pairOf(second), stranger),
        undefined,
        "unlinkAccount of another's last way in",
      )
      expectSame(await adapter.unlinkAccount(pairOf(first), options), undefined, 'unlinkAccount of what is gone')
      await others.unchanged('unlinkAccount')
    },
  }),
  defineCase({
    id: 'unlinkAccount/keep-last-passkey',
    rule: 'unlinkAccount.keep-last',
    title: 'with keepLast a passkey is a way in, unless it is that of the account itself',
    needs: ['createUser', 'linkAccount', 'unlinkAccount', 'getUserByAccount', 'createAuthenticator'],
    async run(context) {
      const { adapter } = context
      const owner = await person(context)
      const own = await passkey(context, owner.id)
      const { providerAccountId } = own
      await refusesLast(context, await linked(context, owner.id, { type: 'webauthn', providerAccountId }), {
        keepLast: true,
      })
      const other = await person(context)
      await passkey(context, other.id)
      const account = await linked(context, other.id)
      const answer = await adapter.unlinkAccount(pairOf(account), { keepLast: true })
      expectFields(answer, pairOf(account), 'unlinkAccount of somebody with a passkey')
    },
  }),
  defineCase({
    id: 'unlinkAccount/keep-last-email',
    rule: 'unlinkAccount.keep-last',
    title: 'with keepLast a verified e-mail address is a way in only where it counts',
    needs: ['createUser', 'updateUser', 'linkAccount', 'unlinkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context, { emailVerified: null })
      const account = await linked(context, id)
      await refusesLast(context, account, { keepLast: true, countEmail: true })
      await adapter.updateUser({ id, emailVerified: new Date() })
      await refusesLast(context, account, { keepLast: true })
      const answer = await adapter.unlinkAccount(pairOf(account), { keepLast: true, countEmail: true })
      expectFields(answer, pairOf(account), 'unlinkAccount of somebody whose address counts')
    },
  }),
  defineCase({
    id: 'unlinkAccount/keep-last-race',
    rule: 'unlinkAccount.keep-last-race',
    title: "of a user's accounts, all unlinked at once with keepLast, one remains",
    needs: ['createUser', 'linkAccount', 'unlinkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter } = context
      await contest(context, async () => {
        const { id } = await person(context)
        const pairs = [pairOf(await linked(context, id)), pairOf(await linked(context, id))]
        const options = { userId: id, keepLast: true }
        const { outcomes, conclusive } = await context.race(
          pairs.map((pair) => ({ method: 'unlinkAccount', args: [pair, options] })),
        )
        const left = await Promise.all(pairs.map(async (pair) => await adapter.getUserByAccount(pair)))
        expectThat(
          left.some((user) => user !== null && user !== undefined),
          'the ways in after both were unlinked at once',
          'at least one',
          left,
        )
        for (const error of errorsOf(outcomes)) expectError(error, { code: 'conflict' }, 'who was refused')
        return conclusive
      })
    },
  }),
]
