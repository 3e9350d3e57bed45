import { AdapterError, type Session } from '@strongroom/core-types'
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
    breaks: ['createSession/token-unique', 'createSession/error-codes', 'any/errors-typed', 'any/errors-silent'],
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
  {
    id: 'update-session-changes-nothing',
    bug: '`updateSession` answers the new expiry and stores the old one.',
    breaks: ['updateSession/updates'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateSession(session) {
          const found = await adapter.getSessionAndUser(session.sessionToken)
          return found && { ...found.session, expires: session.expires ?? found.session.expires }
        },
      }
    },
  },
  {
    id: 'update-session-only-later',
    bug: '`updateSession` never shortens a session.',
    breaks: ['updateSession/updates'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateSession(session) {
          const found = await adapter.getSessionAndUser(session.sessionToken)
          if (found && session.expires && session.expires < found.session.expires) return found.session
          return await adapter.updateSession(session)
        },
      }
    },
  },
  {
    id: 'update-session-answers-nothing',
    bug: '`updateSession` does not answer the session.',
    breaks: ['updateSession/answers'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, updateSession: async (session) => void (await adapter.updateSession(session)) }
    },
  },
  {
    id: 'update-session-throws-on-miss',
    bug: '`updateSession` of an unknown session throws.',
    breaks: ['updateSession/idempotent', 'updateSession/answers'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateSession(session) {
          const row = await adapter.updateSession(session)
          if (!row) throw new Error('Record to update not found.')
          return row
        },
      }
    },
  },
  {
    id: 'update-session-upserts',
    bug: '`updateSession` of a deleted session stores it anew.',
    breaks: ['updateSession/never-resurrects-deleted'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateSession({ sessionToken, userId, expires }) {
          const row = await adapter.updateSession({ sessionToken, userId, expires })
          return row ?? (userId && expires ? await adapter.createSession({ sessionToken, userId, expires }) : null)
        },
      }
    },
  },
  {
    id: 'update-session-revives',
    bug: '`updateSession` prolongs a session that has expired.',
    breaks: ['updateSession/never-resurrects-expired'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async updateSession(given) {
          const row = session.find({ sessionToken: given.sessionToken })
          if (row && given.expires) Object.assign(row, { expires: new Date(given.expires) })
          return await adapter.updateSession(given)
        },
      }
    },
  },
  {
    id: 'update-session-get-then-set',
    bug: '`updateSession` reads the session and then writes it, whatever happened in between.',
    breaks: ['updateSession/never-resurrects-race'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateSession(given) {
          const found = await adapter.getSessionAndUser(given.sessionToken)
          await wait()
          if (!found) return null
          const updated = await adapter.updateSession(given)
          return updated ?? (await adapter.createSession({ ...found.session, expires: given.expires ?? new Date() }))
        },
      }
    },
  },
  {
    id: 'update-session-all-of-user',
    bug: '`updateSession` prolongs every session of the user.',
    breaks: ['updateSession/bystanders'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async updateSession(given) {
          const row = await adapter.updateSession(given)
          for (const other of session.where({ userId: row?.userId })) Object.assign(other, { expires: row?.expires })
          return row
        },
      }
    },
  },
  {
    id: 'delete-session-all',
    bug: '`deleteSession` deletes every session.',
    breaks: ['deleteSession/only-that'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async deleteSession(token) {
          const row = await adapter.deleteSession(token)
          if (row) session.where({}).forEach(session.take)
          return row
        },
      }
    },
  },
  {
    id: 'delete-session-all-of-user',
    bug: '`deleteSession` deletes every session of the user.',
    breaks: ['deleteSession/only-that'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async deleteSession(token) {
          const row = await adapter.deleteSession(token)
          session.where({ userId: row?.userId }).forEach(session.take)
          return row
        },
      }
    },
  },
  {
    id: 'delete-session-throws-on-miss',
    bug: '`deleteSession` of an unknown session throws.',
    breaks: ['deleteSession/idempotent', 'deleteSession/answers', 'any/unusable-keys-of-sessions'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async deleteSession(token) {
          const row = await adapter.deleteSession(token)
          if (!row) throw new Error('Record to delete does not exist.')
          return row
        },
      }
    },
  },
  {
    id: 'delete-session-answers-nothing',
    bug: '`deleteSession` does not answer the session.',
    breaks: ['deleteSession/answers', 'getSessionAndUser/expired-deleted'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, deleteSession: async (token) => void (await adapter.deleteSession(token)) }
    },
  },
  {
    id: 'token-taken-is-internal',
    bug: 'A session token that is taken is an `internal` error.',
    breaks: ['createSession/error-codes'],
    make: (reference) => {
      const adapter = reference({ session: createTable('session', []) })
      return {
        ...adapter,
        async createSession(session) {
          if (await adapter.getSessionAndUser(session.sessionToken))
            throw new AdapterError('internal', 'unique', { operation: 'createSession', entity: 'session' })
          return await adapter.createSession(session)
        },
      }
    },
  },
]
