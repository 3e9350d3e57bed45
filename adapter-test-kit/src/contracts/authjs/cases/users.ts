import {
  anyhow,
  expectAnswer,
  expectError,
  expectFields,
  expectFound,
  expectMiss,
  expectRefused,
  expectSame,
} from '../assert.ts'
import { bystanders } from '../bystanders.ts'
import { defineCase } from '../case.ts'
import { contest } from '../contest.ts'
import { gone, inHours, linked, pairOf, person, rowOf, who } from '../fixtures.ts'

export const userCases = [
  defineCase({
    id: 'getUser/finds',
    rule: 'getUser.finds',
    title: 'answers the user with this id',
    needs: ['createUser', 'getUser'],
    async run(context) {
      const { adapter } = context
      const [first, second] = [await person(context), await person(context)]
      expectFields(await adapter.getUser(first.id), first, 'getUser of the first user')
      expectFields(await adapter.getUser(second.id), second, 'getUser of the second user')
    },
  }),
  defineCase({
    id: 'getUserByEmail/finds',
    rule: 'getUserByEmail.finds',
    title: 'answers the user with this e-mail address',
    needs: ['createUser', 'getUserByEmail'],
    async run(context) {
      const { adapter } = context
      const people = [await person(context), await person(context)]
      for (const user of people) {
        expectFields(await adapter.getUserByEmail(user.email ?? ''), user, 'getUserByEmail')
      }
    },
  }),
  defineCase({
    id: 'getUserByAccount/finds',
    rule: 'getUserByAccount.finds',
    title: 'answers the user that the account is linked to',
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter } = context
      await bystanders(context)
      for (const user of [await person(context), await person(context)]) {
        const account = await linked(context, user.id)
        expectFields(await adapter.getUserByAccount(pairOf(account)), user, 'getUserByAccount')
      }
    },
  }),
  defineCase({
    id: 'getUserByAccount/provider-and-id',
    rule: 'getUserByAccount.provider-and-id',
    title: 'compares the provider and the account id',
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter, unique } = context
      const others = await bystanders(context)
      const user = await person(context)
      const account = await linked(context, user.id, { providerAccountId: others.sharedAccountId })
      const found = expectFound(await adapter.getUserByAccount(pairOf(account)), 'getUserByAccount')
      expectSame(found.id, user.id, 'the user of an account whose id another provider uses too')
      const { provider, providerAccountId } = account
      const near = [
        { provider: unique.word('idp'), providerAccountId },
        { provider, providerAccountId: unique.word('acc') },
        { provider: providerAccountId, providerAccountId: provider },
      ]
      for (const pair of near) {
        expectMiss(await adapter.getUserByAccount(pair), 'getUserByAccount with only half of the pair right')
      }
      await others.unchanged('getUserByAccount')
    },
  }),
  defineCase({
    id: 'updateUser/full-row',
    rule: 'updateUser.full-row',
    title: 'answers the full row after the update',
    needs: ['createUser', 'updateUser'],
    async run(context) {
      const { adapter, unique } = context
      const user = await person(context)
      const emailVerified = inHours(-1, unique)
      const answer = await adapter.updateUser({ id: user.id, emailVerified })
      expectFields(answer, { ...user, emailVerified }, 'the row that updateUser answers')
    },
  }),
  defineCase({
    id: 'updateUser/touches-only-given',
    rule: 'any.undefined-not-given',
    title: 'verifying the address keeps name and picture',
    needs: ['createUser', 'updateUser', 'getUser'],
    async run(context) {
      const { adapter, unique } = context
      const user = await person(context, { emailVerified: null })
      const emailVerified = inHours(-1, unique)
      await adapter.updateUser({ id: user.id, emailVerified })
      expectFields(await adapter.getUser(user.id), { ...user, emailVerified }, 'the user after updateUser')
    },
  }),
  defineCase({
    id: 'updateUser/undefined-explicit',
    rule: 'any.undefined-explicit',
    title: 'fields given as undefined keep their values',
    needs: ['createUser', 'updateUser', 'getUser'],
    async run(context) {
      const { adapter } = context
      const user = await person(context)
      const given = { id: user.id, name: 'Renamed', email: undefined, emailVerified: undefined, image: undefined }
      const answer = await adapter.updateUser(given)
      expectFields(answer, { ...user, name: 'Renamed' }, 'the row that updateUser answers')
      expectFields(await adapter.getUser(user.id), { ...user, name: 'Renamed' }, 'the user after updateUser')
    },
  }),
  defineCase({
    id: 'updateUser/null-absent',
    rule: 'any.null-absent',
    title: 'fields given as null become absent',
    needs: ['createUser', 'updateUser', 'getUser'],
    async run(context) {
      const { adapter } = context
      const user = await person(context)
      const removed = { name: null, emailVerified: null, image: null }
      await adapter.updateUser({ id: user.id, ...removed })
      expectFields(await adapter.getUser(user.id), { ...user, ...removed }, 'the user after updateUser')
    },
  }),
  defineCase({
    id: 'updateUser/nothing-to-change',
    rule: 'updateUser.nothing-to-change',
    title: 'with the id alone answers the row',
    needs: ['createUser', 'updateUser'],
    async run(context) {
      const { adapter } = context
      const user = await person(context)
      const what = 'updateUser with nothing to change'
      expectFields(await expectAnswer(() => adapter.updateUser({ id: user.id }), what), user, what)
    },
  }),
  defineCase({
    id: 'updateUser/creates-nothing',
    rule: 'updateUser.creates-nothing',
    title: 'brings no deleted user back',
    needs: ['createUser', 'updateUser', 'deleteUser', 'getUser', 'getUserByEmail'],
    async run(context) {
      const { adapter, unique } = context
      const { id } = await gone(context)
      const email = unique.email()
      await anyhow(() => adapter.updateUser({ id, name: 'Ghost', email }))
      expectMiss(await adapter.getUser(id), 'getUser after updateUser of a deleted user')
      expectMiss(await adapter.getUserByEmail(email), 'getUserByEmail after updateUser of a deleted user')
    },
  }),
  defineCase({
    id: 'updateUser/not-found',
    rule: 'updateUser.not-found',
    title: 'of an unknown id throws `not-found`',
    needs: ['createUser', 'updateUser', 'deleteUser'],
    async run(context) {
      const { adapter } = context
      const { id } = await gone(context)
      const what = 'updateUser of a deleted user'
      const error = await expectRefused(() => adapter.updateUser({ id, name: 'Ghost' }), what)
      expectError(error, { code: 'not-found', operation: 'updateUser' }, what)
    },
  }),
  defineCase({
    id: 'updateUser/email-unique',
    rule: 'updateUser.email-unique',
    title: 'refuses an e-mail address that is taken',
    needs: ['createUser', 'updateUser', 'getUser', 'getUserByEmail'],
    async run(context) {
      const { adapter } = context
      const [first, second] = [await person(context), await person(context)]
      const email = first.email ?? ''
      const call = () => adapter.updateUser({ id: second.id, name: 'Renamed', email })
      await expectRefused(call, 'updateUser to an e-mail address that is taken')
      expectFields(await adapter.getUser(second.id), who(second), 'the user whose update was refused')
      expectFields(await adapter.getUserByEmail(email), who(first), 'the user who has the address')
    },
  }),
  defineCase({
    id: 'updateUser/bystanders',
    rule: 'updateUser.bystanders',
    title: 'changes nobody else',
    needs: ['createUser', 'updateUser'],
    async run(context) {
      const { adapter, unique } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const { id: _, ...changes } = rowOf('user', unique)
      // As the core calls it. One e-mail address for everybody would be stopped by its being unique.
      await adapter.updateUser({ id, emailVerified: changes.emailVerified })
      await adapter.updateUser({ id, ...changes })
      await others.unchanged('updateUser')
    },
  }),
  defineCase({
    id: 'updateUser/independent',
    rule: 'any.updates-independent',
    title: 'updates of different fields at once all last',
    needs: ['createUser', 'updateUser', 'getUser'],
    async run(context) {
      const { adapter, unique, race } = context
      await contest(context, async () => {
        const user = await person(context, { name: 'Old', image: 'old', emailVerified: null })
        const changes = { name: unique.word(), image: unique.word(), emailVerified: inHours(-1, unique) }
        const calls = Object.entries(changes).map(([field, value]) => ({
          method: 'updateUser',
          args: [{ id: user.id, [field]: value }],
        }))
        const { outcomes, conclusive } = await race(calls)
        // A store may refuse one of two; what it accepted must last.
        const lasting = Object.entries(changes).filter((_, index) => outcomes[index]?.ok)
        if (lasting.length > 0) {
          const found = await adapter.getUser(user.id)
          expectFields(found, Object.fromEntries(lasting), 'the user after updates of different fields at once')
        }
        return conclusive && lasting.length > 1
      })
    },
  }),
]
