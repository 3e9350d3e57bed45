import { createTable } from '../src/reference/table.ts'
import type { KnownBad } from './tools.ts'

/** Bugs that take several calls in a certain order: no case meets them, and random sequences do, given time. */
export const sequences: readonly Omit<KnownBad, 'breaks'>[] = [
  {
    id: 'email-given-up-stays-taken',
    bug: 'An e-mail address that somebody gave up in `updateUser` cannot be taken by anybody.',
    make: (reference) => {
      const user = createTable('user')
      const adapter = reference({ user })
      const givenUp = new Set<unknown>()
      return {
        ...adapter,
        async updateUser(given) {
          const before = user.find({ id: given.id })?.['email']
          const row = await adapter.updateUser(given)
          if (typeof before === 'string' && row.email !== before) givenUp.add(before)
          return row
        },
        async createUser(given) {
          const row = await adapter.createUser(given)
          if (!givenUp.has(given.email)) return row
          await adapter.deleteUser(row.id)
          throw new Error('UNIQUE constraint failed: user_email_history.email')
        },
      }
    },
  },
  {
    id: 'relinked-account-answers-first-user',
    bug: 'An account that was unlinked and then linked by somebody else still answers its first user, from a cache.',
    make: (reference) => {
      const adapter = reference()
      const cached = new Map<string, string>()
      return {
        ...adapter,
        async getUserByAccount(account) {
          const user = await adapter.getUserByAccount(account)
          if (user === null) return null
          const key = JSON.stringify([account.provider, account.providerAccountId])
          const first = cached.get(key) ?? user.id
          cached.set(key, first)
          return (await adapter.getUser(first)) ?? user
        },
      }
    },
  },
  {
    id: 'reused-session-token-of-first-user',
    bug: 'A session whose token was used before, and signed out, belongs to the user who had it first.',
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      const first = new Map<string, string>()
      return {
        ...adapter,
        async createSession(given) {
          const row = await adapter.createSession(given)
          const owner = first.get(given.sessionToken) ?? given.userId
          first.set(given.sessionToken, owner)
          const stored = session.find({ sessionToken: given.sessionToken })
          if (stored && (await adapter.getUser(owner))) Object.assign(stored, { userId: owner })
          return row
        },
      }
    },
  },
  {
    id: 'counter-survives-deletion',
    bug: 'A passkey that is registered anew, after its user was deleted, keeps the counter that it had before.',
    make: (reference) => {
      const authenticator = createTable('authenticator')
      const adapter = reference({ authenticator })
      const highest = new Map<string, number>()
      return {
        ...adapter,
        async createAuthenticator(given) {
          const row = await adapter.createAuthenticator(given)
          const known = highest.get(given.credentialID) ?? 0
          const stored = authenticator.find({ credentialID: given.credentialID })
          if (stored && known > given.counter) Object.assign(stored, { counter: known })
          highest.set(given.credentialID, Math.max(known, given.counter))
          return row
        },
      }
    },
  },
]
