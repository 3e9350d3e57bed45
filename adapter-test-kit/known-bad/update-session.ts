import { createTable } from '../src/reference/table.ts'
import { type KnownBad, wait } from './tools.ts'

export const updateSessions: KnownBad[] = [
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
]
