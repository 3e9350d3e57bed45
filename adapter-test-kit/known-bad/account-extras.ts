import { AdapterError } from '@strongroom/core-types'
import { createTable } from '../src/reference/table.ts'
import { type KnownBad, wait } from './tools.ts'

export const accountExtras: KnownBad[] = [
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
]
