import {
  anyhow,
  expectAnswer,
  expectDate,
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
import { gone, inHours, person, rowOf, signedIn } from '../fixtures.ts'

export const sessionCases = [
  defineCase({
    id: 'createSession/answers',
    rule: 'createSession.answers',
    title: 'answers the token and its expiry as a Date',
    needs: ['createUser', 'createSession'],
    async run(context) {
      const { adapter, unique } = context
      const { id: userId } = await person(context)
      const { sessionToken, expires } = rowOf('session', unique)
      const answer = await adapter.createSession({ sessionToken, userId, expires })
      expectFields(answer, { sessionToken, expires }, 'the row that createSession answers')
    },
  }),
  defineCase({
    id: 'createSession/token-unique',
    rule: 'createSession.token-unique',
    title: 'refuses a token that is taken',
    needs: ['createUser', 'createSession', 'getSessionAndUser'],
    async run(context) {
      const { adapter } = context
      const [owner, other] = [await person(context), await person(context)]
      const session = await signedIn(context, owner.id)
      await expectRefused(
        () => adapter.createSession({ ...session, userId: other.id }),
        'createSession with a token that is taken',
      )
      const found = await adapter.getSessionAndUser(session.sessionToken)
      expectFields(found?.user, { id: owner.id }, 'the user of the token')
      expectFields(found?.session, { userId: owner.id }, 'the session of the token')
    },
  }),
  defineCase({
    id: 'createSession/unknown-user',
    rule: 'createSession.unknown-user',
    title: 'a session of nobody is refused, or never answers',
    needs: ['createUser', 'deleteUser', 'createSession', 'getSessionAndUser'],
    async run(context) {
      const { adapter, unique } = context
      const { id: userId } = await gone(context)
      const session = rowOf('session', unique, { userId })
      await anyhow(() => adapter.createSession(session))
      const found = await adapter.getSessionAndUser(session.sessionToken)
      expectMiss(found, 'getSessionAndUser with a session of nobody')
    },
  }),
  defineCase({
    id: 'createSession/error-codes',
    rule: 'createSession.error-codes',
    title: 'a taken token is `duplicate`, an unknown user `reference`',
    needs: ['createUser', 'deleteUser', 'createSession'],
    async run(context) {
      const { adapter, unique } = context
      const [owner, other] = [await person(context), await person(context)]
      const session = await signedIn(context, owner.id)
      const taken = 'createSession with a token that is taken'
      const duplicate = await expectRefused(() => adapter.createSession({ ...session, userId: other.id }), taken)
      expectError(duplicate, { code: 'duplicate', entity: 'session' }, taken)
      const unknown = 'createSession for an unknown user'
      const orphan = rowOf('session', unique, { userId: (await gone(context)).id })
      expectError(await expectRefused(() => adapter.createSession(orphan), unknown), { code: 'reference' }, unknown)
    },
  }),
  defineCase({
    id: 'getSessionAndUser/finds',
    rule: 'getSessionAndUser.finds',
    title: 'answers the session and its user',
    needs: ['createUser', 'createSession', 'getSessionAndUser'],
    async run(context) {
      const { adapter } = context
      const user = await person(context)
      const session = await signedIn(context, user.id)
      const found = expectFound(await adapter.getSessionAndUser(session.sessionToken), 'getSessionAndUser')
      expectFields(found.session, { sessionToken: session.sessionToken, expires: session.expires }, 'its session')
      expectFields(found.user, user, 'its user')
    },
  }),
  defineCase({
    id: 'getSessionAndUser/own-user',
    rule: 'getSessionAndUser.own-user',
    title: 'each session answers its own user',
    needs: ['createUser', 'createSession', 'getSessionAndUser'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const [first, second] = [await person(context), await person(context)]
      // Signed in in turns, so that neither the first nor the last row is right by chance.
      const turns = [second, first, second, first]
      const tokens: string[] = []
      for (const { id } of turns) tokens.push((await signedIn(context, id)).sessionToken)
      for (const [index, token] of tokens.entries()) {
        const found = await adapter.getSessionAndUser(token)
        expectFields(found?.user, { id: turns[index]?.id, email: turns[index]?.email }, 'the user of a session')
        expectFields(found?.session, { sessionToken: token, userId: turns[index]?.id }, 'the session of a token')
      }
      await others.unchanged('getSessionAndUser')
    },
  }),
  defineCase({
    id: 'getSessionAndUser/expired',
    rule: 'getSessionAndUser.expired',
    title: 'an expired session is a miss',
    needs: ['createUser', 'createSession', 'getSessionAndUser'],
    async run(context) {
      const { adapter, unique } = context
      const { id: userId } = await person(context)
      const live = await signedIn(context, userId)
      for (const hours of [-1, -24 * 400]) {
        const dead = rowOf('session', unique, { userId, expires: inHours(hours, unique) })
        // A store that drops what has expired may refuse it.
        await anyhow(() => adapter.createSession(dead))
        expectMiss(await adapter.getSessionAndUser(dead.sessionToken), 'getSessionAndUser with an expired session')
      }
      const found = await adapter.getSessionAndUser(live.sessionToken)
      expectFields(found?.user, { id: userId }, 'the user of a session that has not expired')
    },
  }),
  defineCase({
    id: 'getSessionAndUser/expired-deleted',
    rule: 'getSessionAndUser.expired-deleted',
    title: 'an expired session is deleted, a live one is not',
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'deleteSession'],
    async run(context) {
      const { adapter, unique } = context
      const { id } = await person(context)
      const dead = await signedIn(context, id, { expires: inHours(-1, unique) })
      const unread = await signedIn(context, id, { expires: inHours(-1, unique) })
      const live = await signedIn(context, id)
      await adapter.getSessionAndUser(dead.sessionToken)
      await adapter.getSessionAndUser(live.sessionToken)
      expectMiss(await adapter.deleteSession(dead.sessionToken), 'deleteSession of an expired session that was read')
      const answer = await adapter.deleteSession(unread.sessionToken)
      expectFields(answer, unread, 'deleteSession of an expired session that nobody read')
      expectFields(
        await adapter.deleteSession(live.sessionToken),
        live,
        'deleteSession of a live session that was read',
      )
    },
  }),
  defineCase({
    id: 'updateSession/updates',
    rule: 'updateSession.updates',
    title: 'the new expiry lasts',
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'updateSession'],
    async run(context) {
      const { adapter, unique } = context
      const { id } = await person(context)
      const { sessionToken } = await signedIn(context, id)
      for (const hours of [24 * 60, 24 * 3]) {
        const expires = inHours(hours, unique)
        await adapter.updateSession({ sessionToken, expires })
        const found = expectFound(
          await adapter.getSessionAndUser(sessionToken),
          'getSessionAndUser after updateSession',
        )
        expectDate(found.session.expires, expires, 'the expiry after updateSession')
        expectSame(found.user.id, id, 'the user after updateSession')
      }
    },
  }),
  defineCase({
    id: 'updateSession/answers',
    rule: 'updateSession.answers',
    title: 'answers the session after the update, or null',
    needs: ['createUser', 'createSession', 'updateSession'],
    async run(context) {
      const { adapter, unique } = context
      const { id } = await person(context)
      const session = await signedIn(context, id)
      const expires = inHours(24 * 60, unique)
      const answer = await adapter.updateSession({ sessionToken: session.sessionToken, expires })
      expectFields(answer, { ...session, expires }, 'updateSession')
      const { sessionToken } = rowOf('session', unique)
      expectSame(await adapter.updateSession({ sessionToken, expires }), null, 'updateSession of an unknown session')
    },
  }),
  defineCase({
    id: 'updateSession/idempotent',
    rule: 'updateSession.idempotent',
    title: 'of an unknown session does not throw',
    needs: ['updateSession'],
    async run({ adapter, unique }) {
      const { sessionToken, expires } = rowOf('session', unique)
      await expectAnswer(() => adapter.updateSession({ sessionToken, expires }), 'updateSession of an unknown session')
    },
  }),
  defineCase({
    id: 'updateSession/never-resurrects-deleted',
    rule: 'updateSession.never-resurrects',
    title: 'brings no deleted session back',
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'updateSession', 'deleteSession'],
    async run(context) {
      const { adapter, peer, unique } = context
      const { id } = await person(context)
      const session = await signedIn(context, id)
      await adapter.getSessionAndUser(session.sessionToken)
      // Signed out elsewhere: what this adapter remembers must not count.
      await (await peer()).deleteSession?.(session.sessionToken)
      await anyhow(() => adapter.updateSession({ ...session, expires: inHours(48, unique) }))
      const found = await adapter.getSessionAndUser(session.sessionToken)
      expectMiss(found, 'getSessionAndUser after updateSession of a deleted session')
    },
  }),
  defineCase({
    id: 'updateSession/never-resurrects-expired',
    rule: 'updateSession.never-resurrects',
    title: 'brings no expired session back',
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'updateSession'],
    async run(context) {
      const { adapter, unique } = context
      const { id: userId } = await person(context)
      const session = rowOf('session', unique, { userId, expires: inHours(-1, unique) })
      await anyhow(() => adapter.createSession(session))
      await anyhow(() => adapter.updateSession({ ...session, expires: inHours(48, unique) }))
      const found = await adapter.getSessionAndUser(session.sessionToken)
      expectMiss(found, 'getSessionAndUser after updateSession of an expired session')
    },
  }),
  defineCase({
    id: 'updateSession/never-resurrects-race',
    rule: 'updateSession.never-resurrects',
    title: 'an update that races with a deletion brings nothing back',
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'updateSession', 'deleteSession'],
    async run(context) {
      const { adapter, unique, race } = context
      const { id } = await person(context)
      await contest(context, async () => {
        const { sessionToken } = await signedIn(context, id)
        const update = () => ({ method: 'updateSession', args: [{ sessionToken, expires: inHours(48, unique) }] })
        const remove = { method: 'deleteSession', args: [sessionToken] }
        const { conclusive } = await race([update(), update(), remove, update(), update()])
        const found = await adapter.getSessionAndUser(sessionToken)
        expectMiss(found, 'getSessionAndUser after a deletion that raced with updateSession')
        return conclusive
      })
    },
  }),
  defineCase({
    id: 'updateSession/bystanders',
    rule: 'updateSession.bystanders',
    title: 'changes no other session',
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'updateSession'],
    async run(context) {
      const { adapter, unique } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const [changed, kept] = [await signedIn(context, id), await signedIn(context, id)]
      const other = async () => (await adapter.getSessionAndUser(kept.sessionToken))?.session
      const before = expectFound(await other(), "the person's other session")
      await adapter.updateSession({ sessionToken: changed.sessionToken, expires: inHours(24 * 90, unique) })
      expectSame(await other(), before, "the person's other session")
      await others.unchanged('updateSession')
    },
  }),
  defineCase({
    id: 'deleteSession/only-that',
    rule: 'deleteSession.only-that',
    title: 'deletes that session and no other',
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'deleteSession'],
    async run(context) {
      const { adapter } = context
      const others = await bystanders(context)
      const { id } = await person(context)
      const [gone, kept] = [await signedIn(context, id), await signedIn(context, id)]
      await adapter.deleteSession(gone.sessionToken)
      expectMiss(await adapter.getSessionAndUser(gone.sessionToken), 'getSessionAndUser after deleteSession')
      expectFound(await adapter.getSessionAndUser(kept.sessionToken), "the person's other session")
      await others.unchanged('deleteSession')
    },
  }),
  defineCase({
    id: 'deleteSession/idempotent',
    rule: 'deleteSession.idempotent',
    title: 'of an unknown session does not throw',
    needs: ['deleteSession'],
    async run({ adapter, unique }) {
      const token = unique.uuid()
      await expectAnswer(() => adapter.deleteSession(token), 'deleteSession of an unknown session')
    },
  }),
  defineCase({
    id: 'deleteSession/answers',
    rule: 'deleteSession.answers',
    title: 'answers the deleted session; again, null',
    needs: ['createUser', 'createSession', 'deleteSession'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      const session = await signedIn(context, id)
      expectFields(await adapter.deleteSession(session.sessionToken), session, 'deleteSession')
      expectSame(await adapter.deleteSession(session.sessionToken), null, 'deleteSession again')
    },
  }),
]
