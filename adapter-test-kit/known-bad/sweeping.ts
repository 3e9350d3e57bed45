import { createTable } from '../src/reference/table.ts'
import type { KnownBad } from './tools.ts'

export const sweeping: KnownBad[] = [
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
