import { isAssertion } from '../../../runner/errors.ts'
import { expectError, expectFields, expectFound, expectRefused, expectSame, expectThat } from '../assert.ts'
import { bystanders } from '../bystanders.ts'
import { defineCase } from '../case.ts'
import { answersOf, callsOf, contenders, contest } from '../contest.ts'
import { person, rowOf, who } from '../fixtures.ts'

export const createUserCases = [
  defineCase({
    id: 'createUser/full-row',
    rule: 'createUser.full-row',
    title: 'answers the stored row with its id',
    needs: ['createUser'],
    async run({ adapter, unique }) {
      const { id, ...given } = rowOf('user', unique)
      const user = expectFound(await adapter.createUser({ id, ...given }), 'createUser')
      expectThat(Boolean(user.id), 'the id that createUser answers', 'an id', user.id)
      expectFields(user, given, 'the row that createUser answers')
    },
  }),
  defineCase({
    id: 'createUser/unverified-stays-unverified',
    rule: 'createUser.full-row',
    title: 'an e-mail address given as unverified is stored as unverified',
    needs: ['createUser', 'getUserByEmail'],
    async run({ adapter, unique }) {
      const email = unique.email()
      const answer = await adapter.createUser({ id: unique.uuid(), name: 'New', email, emailVerified: null })
      expectFields(answer, { email, emailVerified: null }, 'createUser of an unverified user')
      const found = await adapter.getUserByEmail(email)
      expectFields(found, { email, emailVerified: null }, 'getUserByEmail of an unverified user')
    },
  }),
  defineCase({
    id: 'createUser/defaults-visible',
    rule: 'createUser.defaults-visible',
    title: 'the row shows the defaults of custom fields',
    needs: ['createUser'],
    async run({ adapter, unique, capabilities, notApplicable }) {
      const fields = Object.entries(capabilities.fields?.['user'] ?? {})
      const defaults = fields.flatMap(([name, field]) => {
        const value: unknown = typeof field === 'object' && field !== null ? Reflect.get(field, 'default') : undefined
        return value === undefined ? [] : [[name, value] as const]
      })
      if (defaults.length === 0) return notApplicable('the target declares no custom field of users with a default')
      const user = await adapter.createUser({ email: unique.email() })
      expectFields(user, Object.fromEntries(defaults), 'the row that createUser answers')
    },
  }),
  defineCase({
    id: 'createUser/without-email',
    rule: 'createUser.without-email',
    title: 'two users without an e-mail address live side by side',
    needs: ['createUser', 'getUser'],
    async run({ adapter, unique }) {
      const make = async (name: string) =>
        expectFound(
          await adapter.createUser({ id: unique.uuid(), name, email: undefined, emailVerified: null }),
          'createUser without an e-mail address',
        )
      const [first, second] = [await make('First'), await make('Second')]
      expectFields(await adapter.getUser(first.id), { id: first.id, name: 'First', email: null }, 'the first user')
      expectFields(await adapter.getUser(second.id), { id: second.id, name: 'Second', email: null }, 'the second user')
    },
  }),
  defineCase({
    id: 'createUser/makes-id',
    rule: 'createUser.makes-id',
    title: 'makes an id when only an e-mail address is given',
    needs: ['createUser', 'getUser'],
    async run({ adapter, unique }) {
      const [email, other] = [unique.email(), unique.email()]
      const user = expectFound(await adapter.createUser({ email }), 'createUser with an e-mail address alone')
      const next = expectFound(await adapter.createUser({ email: other }), 'createUser with an e-mail address alone')
      expectFields(await adapter.getUser(user.id), { id: user.id, email }, 'getUser with the id that was made')
      expectFields(await adapter.getUser(next.id), { id: next.id, email: other }, 'getUser with the next id')
    },
  }),
  defineCase({
    id: 'createUser/keeps-id',
    rule: 'createUser.keeps-id',
    title: "keeps the caller's id",
    needs: ['createUser'],
    async run({ adapter, unique, capabilities, notApplicable }) {
      if (capabilities.ids === 'database') return notApplicable('the database makes the ids')
      const id = unique.uuid()
      const user = await adapter.createUser(rowOf('user', unique, { id }))
      expectSame(user?.id, id, 'the id that createUser answers')
    },
  }),
  defineCase({
    id: 'createUser/email-unique',
    rule: 'createUser.email-unique',
    title: 'refuses an e-mail address that is taken',
    needs: ['createUser', 'getUserByEmail'],
    async run(context) {
      const { adapter, unique } = context
      const others = await bystanders(context)
      const first = await person(context)
      const email = first.email ?? ''
      await expectRefused(
        () => adapter.createUser(rowOf('user', unique, { email })),
        'createUser with an e-mail address that is taken',
      )
      expectFields(await adapter.getUserByEmail(email), who(first), 'the user who has the address')
      await others.unchanged('createUser')
    },
  }),
  defineCase({
    id: 'createUser/id-unique',
    rule: 'createUser.id-unique',
    title: 'an id that is taken stays with its user',
    needs: ['createUser', 'getUser'],
    async run(context) {
      const { adapter, unique } = context
      const first = await person(context)
      // An adapter that makes its own ids stores a second user; one that takes them refuses.
      try {
        const second = await adapter.createUser(rowOf('user', unique, { id: first.id }))
        expectThat(second?.id !== first.id, 'createUser with an id that is taken', 'a refusal or a new id', second)
      } catch (error) {
        if (isAssertion(error)) throw error
      }
      expectFields(await adapter.getUser(first.id), who(first), 'the user who has the id')
    },
  }),
  defineCase({
    id: 'createUser/duplicate-code',
    rule: 'createUser.duplicate-code',
    title: 'a refused e-mail address is a `duplicate` of user.email',
    needs: ['createUser'],
    async run(context) {
      const { adapter, unique } = context
      const { email } = await person(context)
      const what = 'createUser with an e-mail address that is taken'
      const error = await expectRefused(() => adapter.createUser(rowOf('user', unique, { email })), what)
      expectError(error, { code: 'duplicate', entity: 'user', field: 'email' }, what)
    },
  }),
  defineCase({
    id: 'createUser/email-unique-race',
    rule: 'createUser.email-unique-race',
    title: `of ${contenders} sign-ups at once with one e-mail address one succeeds`,
    needs: ['createUser', 'getUserByEmail'],
    async run(context) {
      const { adapter, unique, race } = context
      await contest(context, async () => {
        const email = unique.email()
        const calls = callsOf(() => ({ method: 'createUser', args: [rowOf('user', unique, { email })] }))
        const { outcomes, conclusive } = await race(calls)
        const created = answersOf(outcomes)
        expectSame(created.length, 1, `sign-ups that succeeded, of ${contenders} with one e-mail address`)
        const found = expectFound(await adapter.getUserByEmail(email), 'getUserByEmail after the race')
        expectFields(created[0], { id: found.id }, 'the sign-up that succeeded')
        return conclusive
      })
    },
  }),
  defineCase({
    id: 'createUser/parallel-own-row',
    rule: 'createUser.parallel-own-row',
    title: `of ${contenders} sign-ups at once each answers its own row`,
    needs: ['createUser', 'getUser'],
    async run(context) {
      const { adapter, unique, race } = context
      await contest(context, async () => {
        const people = Array.from({ length: contenders }, () => rowOf('user', unique))
        const { outcomes, conclusive } = await race(people.map((user) => ({ method: 'createUser', args: [user] })))
        for (const [index, outcome] of outcomes.entries()) {
          const { name, email, image } = people[index] ?? {}
          const own = { name, email, image }
          expectThat(outcome.ok, 'createUser of somebody new, among others', 'a row', outcome)
          expectFields(outcome.value, own, 'the row that createUser answers among others')
          const { id } = outcome.value as { id: string }
          if (index % 5 === 0) expectFields(await adapter.getUser(id), own, 'getUser with the id that was answered')
        }
        return conclusive
      })
    },
  }),
]
