import { anyhow, expectFields, expectMiss, expectSame, expectThat } from '../assert.ts'
import { bystanders } from '../bystanders.ts'
import { type Ctx, defineCase } from '../case.ts'
import { gone, inHours, linked, mailed, pairOf, passkey, person, signedIn } from '../fixtures.ts'

/** Sweeps away what other cases have left, so that counts are of this case's rows. */
async function sweepAll({ adapter }: Ctx<'deleteExpired'>): Promise<void> {
  for (let round = 0; round < 20; round++) {
    const counts = Object.values(await adapter.deleteExpired())
    if (counts.every((count) => count === 0)) return
  }
}

export const sweepingCases = [
  defineCase({
    id: 'deleteExpired/sweeps',
    rule: 'deleteExpired.sweeps',
    title: 'deletes what has expired and nothing that lives',
    needs: [
      'createUser',
      'createSession',
      'deleteSession',
      'createVerificationToken',
      'useVerificationToken',
      'deleteExpired',
    ],
    alone: true,
    async run(context) {
      const { adapter, unique } = context
      await sweepAll(context)
      const others = await bystanders(context)
      const { id } = await person(context)
      const dead = await signedIn(context, id, { expires: inHours(-1, unique) })
      await signedIn(context, id, { expires: inHours(-5, unique) })
      const spent = await mailed(context, { expires: inHours(-1, unique) })
      const counts = await adapter.deleteExpired()
      expectSame({ ...counts }, { session: 2, verificationToken: 1, account: 0, authenticator: 0 }, 'deleteExpired')
      expectMiss(await adapter.deleteSession(dead.sessionToken), 'deleteSession of a session that was swept')
      const { identifier, token } = spent
      expectMiss(await adapter.useVerificationToken({ identifier, token }), 'a token that was swept')
      await others.unchanged('deleteExpired')
    },
  }),
  defineCase({
    id: 'deleteExpired/now',
    rule: 'deleteExpired.sweeps',
    title: 'takes the time it is given',
    needs: ['createUser', 'createSession', 'deleteSession', 'deleteExpired'],
    alone: true,
    async run(context) {
      const { adapter, unique } = context
      await sweepAll(context)
      const { id } = await person(context)
      const [older, newer] = [
        await signedIn(context, id, { expires: inHours(-9, unique) }),
        await signedIn(context, id, { expires: inHours(-3, unique) }),
      ]
      const { session } = await adapter.deleteExpired({ now: inHours(-6, unique) })
      expectSame(session, 1, 'sessions that had expired six hours ago')
      expectMiss(await adapter.deleteSession(older.sessionToken), 'the session that had expired by then')
      expectFields(await adapter.deleteSession(newer.sessionToken), newer, 'the session that had not')
    },
  }),
  defineCase({
    id: 'deleteExpired/limit',
    rule: 'deleteExpired.limit',
    title: 'deletes at most `limit` rows of each entity',
    needs: ['createUser', 'createSession', 'createVerificationToken', 'deleteExpired'],
    alone: true,
    async run(context) {
      const { adapter, unique } = context
      await sweepAll(context)
      const { id } = await person(context)
      for (const hours of [-1, -2, -3]) {
        await signedIn(context, id, { expires: inHours(hours, unique) })
        await mailed(context, { expires: inHours(hours, unique) })
      }
      for (const expected of [2, 1, 0]) {
        const { session, verificationToken } = await adapter.deleteExpired({ limit: 2 })
        expectSame({ session, verificationToken }, { session: expected, verificationToken: expected }, 'deleteExpired')
      }
    },
  }),
  defineCase({
    id: 'deleteExpired/orphans',
    rule: 'deleteExpired.orphans',
    title: 'deletes accounts and authenticators of nobody, and no others',
    needs: ['createUser', 'deleteUser', 'linkAccount', 'createAuthenticator', 'deleteExpired'],
    alone: true,
    async run(context) {
      const { adapter } = context
      await sweepAll(context)
      const others = await bystanders(context)
      const { id: nobody } = await gone(context)
      // Where the database lets rows of nobody exist, they are stored now.
      let stored = { account: 0, authenticator: 0 }
      await anyhow(async () => {
        await linked(context, nobody)
        stored = { ...stored, account: 1 }
      })
      await anyhow(async () => {
        await passkey(context, nobody)
        stored = { ...stored, authenticator: 1 }
      })
      const { account, authenticator } = await adapter.deleteExpired()
      expectSame({ account, authenticator }, stored, 'rows of nobody that deleteExpired deleted')
      const again = await adapter.deleteExpired()
      expectThat(again.account + again.authenticator === 0, 'deleteExpired again', 'nothing left', again)
      const { id } = others.users[0]
      const mine = await linked(context, id)
      const found = await adapter.getUserByAccount?.(pairOf(mine))
      if (adapter.getUserByAccount) expectFields(found, { id }, 'an account of somebody')
      await others.unchanged('deleteExpired')
    },
  }),
]
