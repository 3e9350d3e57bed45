import { createHash } from 'node:crypto'
import type { Session } from '@strongroom/core-types'
import { createTable } from '../src/reference/table.ts'
import type { KnownBad } from './tools.ts'

export const sessionExtras: KnownBad[] = [
  {
    id: 'handle-in-hex',
    bug: 'Handles are hexadecimal.',
    breaks: ['sessionHandle/digest'],
    make: (reference) => {
      const adapter = reference()
      const hex = async (token: string) => createHash('sha256').update(token).digest('hex')
      return { ...adapter, sessionHandle: hex }
    },
  },
  {
    id: 'handle-of-other-digest',
    bug: 'Handles are the digest of something else.',
    breaks: ['sessionHandle/digest', 'listSessions/lists', 'revokeSession/own-only', 'revokeSessions/except'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, sessionHandle: async (token) => await adapter.sessionHandle(`${token}.`) }
    },
  },
  {
    id: 'list-sessions-expired-too',
    bug: '`listSessions` answers expired sessions, too.',
    breaks: ['listSessions/lists'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        listSessions: async (userId) =>
          await Promise.all(
            session.where({ userId }).map(async (row) => {
              const { sessionToken, expires } = row as unknown as Session
              return { handle: await adapter.sessionHandle(sessionToken), userId, expires }
            }),
          ),
      }
    },
  },
  {
    id: 'list-sessions-of-all',
    bug: '`listSessions` answers the sessions of everybody.',
    breaks: ['listSessions/lists', 'any/keys-never-operators-extras'],
    make: (reference) => {
      const user = createTable('user')
      const adapter = reference({ user })
      return {
        ...adapter,
        async listSessions() {
          const lists = user.where({}).map(async ({ id }) => await adapter.listSessions(String(id)))
          return (await Promise.all(lists)).flat()
        },
      }
    },
  },
  {
    id: 'list-sessions-unordered',
    bug: '`listSessions` answers the shortest-lived first.',
    breaks: ['listSessions/order'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, listSessions: async (id) => (await adapter.listSessions(id)).toReversed() }
    },
  },
  {
    id: 'list-sessions-with-tokens',
    bug: '`listSessions` answers the tokens, too.',
    breaks: ['listSessions/no-tokens'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async listSessions(userId) {
          const tokens = session.where({ userId }).map(({ sessionToken }) => sessionToken)
          return (await adapter.listSessions(userId)).map((info, index) => ({ ...info, sessionToken: tokens[index] }))
        },
      }
    },
  },
  {
    id: 'revoke-session-of-anybody',
    bug: '`revokeSession` does not look whose session it is.',
    breaks: ['revokeSession/own-only', 'any/keys-never-operators-extras'],
    make: (reference) => {
      const user = createTable('user')
      const adapter = reference({ user })
      return {
        ...adapter,
        async revokeSession(_, handle) {
          for (const { id } of user.where({})) if (await adapter.revokeSession(String(id), handle)) return true
          return false
        },
      }
    },
  },
  {
    id: 'revoke-session-by-token',
    bug: '`revokeSession` takes a token for a handle.',
    breaks: ['revokeSession/own-only'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        revokeSession: async (userId, handle) =>
          (await adapter.revokeSession(userId, handle)) || Boolean(await adapter.deleteSession(handle)),
      }
    },
  },
  {
    id: 'revoke-sessions-except-nothing',
    bug: '`revokeSessions` ignores `except`.',
    breaks: ['revokeSessions/except'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, revokeSessions: async (userId) => await adapter.revokeSessions(userId) }
    },
  },
  {
    id: 'revoke-sessions-counts-wrong',
    bug: '`revokeSessions` answers whether, not how many.',
    breaks: ['revokeSessions/except'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        revokeSessions: async (userId, options) => Math.min(1, await adapter.revokeSessions(userId, options)),
      }
    },
  },
]
