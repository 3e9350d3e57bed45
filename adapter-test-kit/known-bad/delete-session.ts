import { AdapterError } from '@strongroom/core-types'
import { createTable } from '../src/reference/table.ts'
import type { KnownBad } from './tools.ts'

export const deleteSessions: KnownBad[] = [
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
