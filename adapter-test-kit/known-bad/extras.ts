import { createHash } from 'node:crypto'
import { AdapterError, type Session } from '@strongroom/core-types'
import { createTable } from '../src/reference/table.ts'
import { type KnownBad, wait } from './tools.ts'

export const extras: KnownBad[] = [
  {
    id: 'list-accounts-of-all',
    bug: '`listAccounts` answers the accounts of everybody.',
    breaks: ['listAccounts/lists', 'any/keys-never-operators-extras'],
    make: (reference) => {
      const account = createTable('account')
      const adapter = reference({ account })
      return { ...adapter, listAccounts: async () => account.where({}).map((row) => ({ ...row })) as never }
    },
  },
  {
    id: 'list-accounts-unordered',
    bug: '`listAccounts` answers the newest first.',
    breaks: ['listAccounts/order'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, listAccounts: async (id) => (await adapter.listAccounts(id)).toReversed() }
    },
  },
  {
    id: 'update-account-changes-nothing',
    bug: '`updateAccount` answers the changes and stores nothing.',
    breaks: ['updateAccount/updates', 'updateAccount/compare-and-set'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateAccount(account) {
          const row = await adapter.getAccount(account.providerAccountId, account.provider)
          return { ...row, ...account } as never
        },
      }
    },
  },
  {
    id: 'update-account-by-id-alone',
    bug: '`updateAccount` changes accounts with that id at every provider.',
    breaks: ['updateAccount/updates'],
    make: (reference) => {
      const account = createTable('account')
      const adapter = reference({ account })
      return {
        ...adapter,
        async updateAccount(given, options) {
          const row = await adapter.updateAccount(given, options)
          const { access_token } = given
          const near = account.where({ providerAccountId: given.providerAccountId })
          if (access_token) for (const other of near) Object.assign(other, { access_token })
          return row
        },
      }
    },
  },
  {
    id: 'update-account-moves',
    bug: '`updateAccount` with another `userId` moves the account.',
    breaks: ['updateAccount/never-moves'],
    make: (reference) => {
      const account = createTable('account')
      const adapter = reference({ account })
      return {
        ...adapter,
        async updateAccount(given, options) {
          const { userId, provider, providerAccountId } = given
          if (userId) Object.assign(account.find({ provider, providerAccountId }) ?? {}, { userId })
          return await adapter.updateAccount(given, options)
        },
      }
    },
  },
  {
    id: 'update-account-creates',
    bug: '`updateAccount` of an unknown pair answers as if it had stored it.',
    breaks: ['updateAccount/not-found'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateAccount(given, options) {
          const known = await adapter.getAccount(given.providerAccountId, given.provider)
          return known ? await adapter.updateAccount(given, options) : (given as never)
        },
      }
    },
  },
  {
    id: 'update-account-unknown-is-conflict',
    bug: '`updateAccount` of an unknown pair with a condition is a `conflict`.',
    breaks: ['updateAccount/not-found'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateAccount(given, options) {
          const known = await adapter.getAccount(given.providerAccountId, given.provider)
          if (known || options?.ifRefreshToken === undefined) return await adapter.updateAccount(given, options)
          throw new AdapterError('conflict', 'changed', { operation: 'updateAccount', entity: 'account' })
        },
      }
    },
  },
  {
    id: 'compare-and-set-unconditional',
    bug: '`updateAccount` ignores `ifRefreshToken`.',
    breaks: ['updateAccount/compare-and-set', 'updateAccount/compare-and-set-race', 'any/errors-silent-accounts'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, updateAccount: async (given) => await adapter.updateAccount(given) }
    },
  },
  {
    id: 'compare-and-set-null-is-any',
    bug: '`ifRefreshToken: null` counts as no condition.',
    breaks: ['updateAccount/compare-and-set'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        updateAccount: async (given, { ifRefreshToken } = {}) =>
          await adapter.updateAccount(given, { ifRefreshToken: ifRefreshToken ?? undefined }),
      }
    },
  },
  {
    id: 'compare-and-set-reads-before',
    bug: '`updateAccount` compares with the refresh token it read before.',
    breaks: ['updateAccount/compare-and-set-race'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateAccount(given, options = {}) {
          const row = await adapter.getAccount(given.providerAccountId, given.provider)
          const same = (row?.refresh_token ?? null) === options.ifRefreshToken
          await wait()
          return await adapter.updateAccount(given, same ? {} : options)
        },
      }
    },
  },
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
  {
    id: 'delete-tokens-by-prefix',
    bug: '`deleteVerificationTokens` takes longer identifiers along.',
    breaks: ['deleteVerificationTokens/deletes'],
    make: (reference) => {
      const verificationToken = createTable('verificationToken')
      const adapter = reference({ verificationToken })
      return {
        ...adapter,
        async deleteVerificationTokens(identifier) {
          if (typeof identifier !== 'string') return await adapter.deleteVerificationTokens(identifier)
          const all = verificationToken.where({}).map((row) => String(row['identifier']))
          const near = new Set(all.filter((other) => identifier && other.startsWith(identifier)))
          for (const other of near) if (other !== identifier) await adapter.deleteVerificationTokens(other)
          return await adapter.deleteVerificationTokens(identifier)
        },
      }
    },
  },
  {
    id: 'delete-tokens-deletes-one',
    bug: '`deleteVerificationTokens` deletes one token.',
    breaks: ['deleteVerificationTokens/deletes'],
    make: (reference) => {
      const verificationToken = createTable('verificationToken')
      const adapter = reference({ verificationToken })
      return {
        ...adapter,
        deleteVerificationTokens: async (identifier) =>
          verificationToken.take(verificationToken.find({ identifier })) ? 1 : 0,
      }
    },
  },
  {
    id: 'sweep-takes-all-tokens',
    bug: '`deleteExpired` deletes verification tokens that live.',
    breaks: ['deleteExpired/sweeps'],
    make: (reference) => {
      const verificationToken = createTable('verificationToken')
      const adapter = reference({ verificationToken })
      return {
        ...adapter,
        async deleteExpired(options) {
          const counts = await adapter.deleteExpired(options)
          verificationToken.where({}).forEach(verificationToken.take)
          return counts
        },
      }
    },
  },
  {
    id: 'sweep-leaves-tokens',
    bug: '`deleteExpired` deletes expired sessions alone.',
    breaks: ['deleteExpired/sweeps', 'deleteExpired/limit'],
    make: (reference) => {
      const verificationToken = createTable('verificationToken')
      const adapter = reference({ verificationToken })
      return {
        ...adapter,
        async deleteExpired(options) {
          const kept = verificationToken.where({})
          const counts = await adapter.deleteExpired(options)
          for (const row of kept) {
            verificationToken.take(row)
            verificationToken.insert(row, 'deleteExpired')
          }
          return { ...counts, verificationToken: 0 }
        },
      }
    },
  },
  {
    id: 'sweep-ignores-now',
    bug: '`deleteExpired` ignores the time it is given.',
    breaks: ['deleteExpired/now'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, deleteExpired: async (options) => await adapter.deleteExpired({ limit: options?.limit }) }
    },
  },
  {
    id: 'sweep-ignores-limit',
    bug: '`deleteExpired` ignores its limit.',
    breaks: ['deleteExpired/limit'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, deleteExpired: async (options) => await adapter.deleteExpired({ now: options?.now }) }
    },
  },
  {
    id: 'sweep-leaves-orphans',
    bug: 'Accounts of nobody are stored, without answering, and `deleteExpired` leaves them.',
    breaks: ['deleteExpired/orphans'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        linkAccount: async (account) =>
          (await adapter.getUser(account.userId)) ? await adapter.linkAccount(account) : { ...account },
      }
    },
  },
  {
    id: 'sweep-counts-wrong',
    bug: '`deleteExpired` counts accounts that it did not delete.',
    breaks: ['deleteExpired/orphans', 'deleteExpired/sweeps'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        deleteExpired: async (options) => ({ ...(await adapter.deleteExpired(options)), account: 1 }),
      }
    },
  },
]
