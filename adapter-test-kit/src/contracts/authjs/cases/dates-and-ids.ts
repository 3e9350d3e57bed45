import { expectDate, expectFound, expectSame } from '../assert.ts'
import { defineCase } from '../case.ts'
import { linked, mailed, pairOf, person, rowOf, signedIn } from '../fixtures.ts'

// Around summer time's ends, 1970, 2038 and the ends of what is promised.
const instants = [
  '1900-01-01T00:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.001Z',
  '2024-02-29T23:59:59.500Z',
  '2026-03-29T01:30:00.123Z',
  '2026-10-25T00:30:00.001Z',
  '2038-01-19T03:14:08.007Z',
  '9999-12-31T23:59:59.999Z',
]

export const dateAndIdCases = [
  defineCase({
    id: 'any/dates-of-users',
    rule: 'any.dates',
    title: '`emailVerified` comes back as a Date',
    needs: ['createUser', 'getUser'],
    async run(context) {
      const emailVerified = new Date('2024-07-01T12:34:56.000Z')
      const given = rowOf('user', context.unique, { emailVerified })
      const user = expectFound(await context.adapter.createUser(given), 'createUser')
      expectDate(user.emailVerified, emailVerified, 'emailVerified from createUser')
      const found = expectFound(await context.adapter.getUser(user.id), 'getUser')
      expectDate(found.emailVerified, emailVerified, 'emailVerified from getUser')
    },
  }),
  defineCase({
    id: 'any/dates-of-sessions',
    rule: 'any.dates',
    title: '`expires` of a session comes back as a Date',
    needs: ['createUser', 'createSession', 'getSessionAndUser'],
    async run(context) {
      const { id } = await person(context)
      const { sessionToken, expires } = await signedIn(context, id)
      const found = expectFound(await context.adapter.getSessionAndUser(sessionToken), 'getSessionAndUser')
      expectDate(found.session.expires, expires, 'session.expires from getSessionAndUser')
    },
  }),
  defineCase({
    id: 'any/dates-exact',
    rule: 'any.dates-exact',
    title: 'dates keep their milliseconds, from 1900 to 9999',
    needs: ['createUser', 'updateUser', 'getUser'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      for (const instant of instants) {
        const emailVerified = new Date(instant)
        const answer = await adapter.updateUser({ id, emailVerified })
        expectDate(answer?.emailVerified, emailVerified, 'emailVerified from updateUser', 0)
        const found = await adapter.getUser(id)
        expectDate(found?.emailVerified, emailVerified, 'emailVerified from getUser', 0)
      }
    },
  }),
  defineCase({
    id: 'any/dates-exact-of-expiry',
    rule: 'any.dates-exact',
    title: 'expiries keep their milliseconds, up to 9999',
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'createVerificationToken', 'useVerificationToken'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      for (const instant of instants.slice(-2)) {
        const expires = new Date(instant)
        const { sessionToken } = await signedIn(context, id, { expires })
        const found = await adapter.getSessionAndUser(sessionToken)
        expectDate(found?.session.expires, expires, 'session.expires from getSessionAndUser', 0)
        const { identifier, token } = await mailed(context, { expires })
        const spent = await adapter.useVerificationToken({ identifier, token })
        expectDate(spent?.expires, expires, 'expires from useVerificationToken', 0)
      }
    },
  }),
  defineCase({
    id: 'any/ids-of-users',
    rule: 'any.ids-usable',
    title: "the created user's id comes back wherever the user does",
    needs: ['createUser', 'getUser', 'getUserByEmail', 'updateUser'],
    async run(context) {
      const { adapter } = context
      const { id, email } = await person(context)
      expectSame((await adapter.getUser(id))?.id, id, 'the id from getUser')
      expectSame((await adapter.getUserByEmail(email ?? ''))?.id, id, 'the id from getUserByEmail')
      expectSame((await adapter.updateUser({ id, name: 'New' }))?.id, id, 'the id from updateUser')
    },
  }),
  defineCase({
    id: 'any/ids-of-accounts',
    rule: 'any.ids-usable',
    title: "the created user's id comes back through an account",
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      const account = await linked(context, id)
      expectSame((await adapter.getUserByAccount(pairOf(account)))?.id, id, 'the id from getUserByAccount')
      if (!adapter.getAccount) return
      const found = await adapter.getAccount(account.providerAccountId, account.provider)
      expectSame(found?.userId, id, 'userId from getAccount')
    },
  }),
  defineCase({
    id: 'any/ids-of-sessions',
    rule: 'any.ids-usable',
    title: "the created user's id comes back through a session",
    needs: ['createUser', 'createSession', 'getSessionAndUser'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      const { sessionToken } = await signedIn(context, id)
      const found = await adapter.getSessionAndUser(sessionToken)
      expectSame(found?.user.id, id, 'user.id from getSessionAndUser')
      expectSame(found?.session.userId, id, 'session.userId from getSessionAndUser')
    },
  }),
  defineCase({
    id: 'any/ids-strings',
    rule: 'any.ids-strings',
    title: 'ids are strings',
    needs: ['createUser'],
    async run({ adapter, unique }) {
      const user = expectFound(await adapter.createUser({ email: unique.email() }), 'createUser')
      expectSame(typeof user.id, 'string', 'the type of an id')
    },
  }),
]
