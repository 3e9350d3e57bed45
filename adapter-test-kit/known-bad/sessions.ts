import type { Session } from '@strongroom/core-types'
import { createTable } from '../src/reference/table.ts'
import { type KnownBad, wait } from './tools.ts'

export const sessions: KnownBad[] = [
  {
    id: 'create-session-answers-nothing',
    bug: '`createSession` answers nothing.',
    breaks: ['createSession/answers'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, createSession: async (session) => void (await adapter.createSession(session)) }
    },
  },
  {
    id: 'create-session-upserts',
    bug: '`createSession` with a token that is taken gives it to the new user.',
    breaks: ['createSession/token-unique', 'createSession/error-codes'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async createSession(session) {
          await adapter.deleteSession(session.sessionToken)
          return await adapter.createSession(session)
        },
      }
    },
  },
  {
    id: 'create-session-of-nobody',
    bug: '`createSession` for an unknown user stores a session that answers.',
    breaks: ['createSession/unknown-user', 'createSession/error-codes'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async createSession(given: Session) {
          if (await adapter.getUser(given.userId)) return await adapter.createSession(given)
          session.insert({ ...given }, 'createSession')
          return given
        },
      }
    },
  },
  {
    id: 'create-session-checks-before',
    bug: '`createSession` looks whether the user is there, and then inserts.',
    breaks: ['deleteUser/race-with-session'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async createSession(given: Session) {
          if (!(await adapter.getUser(given.userId))) return await adapter.createSession(given)
          await wait()
          if (await adapter.getUser(given.userId)) return await adapter.createSession(given)
          session.insert({ ...given }, 'createSession')
          return given
        },
      }
    },
  },
  {
    id: 'session-without-user',
    bug: '`getSessionAndUser` answers the session alone.',
    breaks: ['getSessionAndUser/finds', 'any/ids-of-sessions'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async getSessionAndUser(token) {
          const found = await adapter.getSessionAndUser(token)
          return found && ({ session: found.session } as never)
        },
      }
    },
  },
  {
    id: 'session-of-first-user',
    bug: '`getSessionAndUser` joins the first user in the table.',
    breaks: ['getSessionAndUser/own-user', 'getSessionAndUser/finds'],
    make: (reference) => {
      const user = createTable('user')
      const adapter = reference({ user })
      return {
        ...adapter,
        async getSessionAndUser(token) {
          const found = await adapter.getSessionAndUser(token)
          return found && { ...found, user: (await adapter.getUser(String(user.find({})?.['id']))) ?? found.user }
        },
      }
    },
  },
  {
    id: 'session-row-clobbers-user',
    bug: "In the joined row the session's id overwrites the user's.",
    breaks: ['any/ids-of-sessions', 'getSessionAndUser/finds'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async getSessionAndUser(token) {
          const found = await adapter.getSessionAndUser(token)
          return found && { ...found, user: { ...found.user, id: token } }
        },
      }
    },
  },
  {
    id: 'expired-session-answers',
    bug: '`getSessionAndUser` does not look at the expiry.',
    breaks: [
      'getSessionAndUser/expired',
      'getSessionAndUser/expired-deleted',
      'updateSession/never-resurrects-expired',
    ],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async getSessionAndUser(token) {
          const row = session.find({ sessionToken: token })
          if (!row) return await adapter.getSessionAndUser(token)
          const user = await adapter.getUser(String(row['userId']))
          return user && { session: structuredClone(row) as unknown as Session, user }
        },
      }
    },
  },
  {
    id: 'expired-session-stays',
    bug: '`getSessionAndUser` of an expired session leaves the row.',
    breaks: ['getSessionAndUser/expired-deleted'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async getSessionAndUser(token) {
          const row = session.find({ sessionToken: token })
          return row && (row['expires'] as Date) < new Date() ? null : await adapter.getSessionAndUser(token)
        },
      }
    },
  },
  {
    id: 'read-deletes-session',
    bug: '`getSessionAndUser` deletes the session that it answers.',
    breaks: ['getSessionAndUser/expired-deleted', 'updateSession/updates'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async getSessionAndUser(token) {
          const found = await adapter.getSessionAndUser(token)
          if (found) await adapter.deleteSession(token)
          return found
        },
      }
    },
  },
]
