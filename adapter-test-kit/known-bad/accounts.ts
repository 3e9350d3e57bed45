import { type AccountKey, AdapterError, type NewAccount } from '@strongroom/core-types'
import { createTable } from '../src/reference/table.ts'
import { type KnownBad, comparing, wait } from './tools.ts'

const only = (field: string) => (value: unknown, name: string) => (name === 'userId' || name === field ? value : 'same')

const taken = () =>
  new AdapterError('duplicate', 'taken', { operation: 'linkAccount', entity: 'account', field: 'providerAccountId' })

export const accounts: KnownBad[] = [
  {
    id: 'account-by-id-alone',
    bug: 'Look-ups of accounts ignore the provider.',
    breaks: [
      'any/sequences',
      'getUserByAccount/provider-and-id',
      'getAccount/provider-and-id',
      'unlinkAccount/only-that-pair',
      'getUserByAccount/finds',
    ],
    make: (reference) => reference({ account: comparing(createTable('account'), only('providerAccountId')) }),
  },
  {
    id: 'get-user-by-account-by-id-alone',
    bug: '`getUserByAccount` ignores the provider.',
    breaks: ['getUserByAccount/provider-and-id', 'any/numeric-account-ids'],
    make: (reference) => {
      const account = createTable('account')
      const adapter = reference({ account })
      return {
        ...adapter,
        getUserByAccount: async ({ providerAccountId }: AccountKey) =>
          await adapter.getUser(String(account.find({ providerAccountId })?.['userId'])),
      }
    },
  },
  {
    id: 'get-user-by-account-by-provider-alone',
    bug: '`getUserByAccount` ignores the account id.',
    breaks: ['getUserByAccount/provider-and-id', 'any/numeric-account-ids'],
    make: (reference) => {
      const account = createTable('account')
      const adapter = reference({ account })
      return {
        ...adapter,
        getUserByAccount: async ({ provider }: AccountKey) =>
          await adapter.getUser(String(account.find({ provider })?.['userId'])),
      }
    },
  },
  {
    id: 'get-user-by-account-answers-account',
    bug: '`getUserByAccount` answers the account instead of its user.',
    breaks: ['getUserByAccount/finds', 'linkAccount/links', 'any/ids-of-accounts'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        getUserByAccount: async (key) => (await adapter.getAccount(key.providerAccountId, key.provider)) as never,
      }
    },
  },
  {
    id: 'link-account-refuses-undefined',
    bug: '`linkAccount` throws when a field is undefined.',
    breaks: ['linkAccount/links'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async linkAccount(account) {
          if (Object.values(account).includes(undefined)) throw new TypeError('Bind parameters must not be undefined')
          return await adapter.linkAccount(account)
        },
      }
    },
  },
  {
    id: 'link-account-answers-nothing',
    bug: '`linkAccount` does not answer the stored account.',
    breaks: ['linkAccount/answers'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, linkAccount: async (account) => void (await adapter.linkAccount(account)) }
    },
  },
  {
    id: 'link-account-moves',
    bug: '`linkAccount` of a pair that is linked moves it to the new user.',
    breaks: ['linkAccount/taken-pair', 'linkAccount/duplicate-code'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async linkAccount(account) {
          const known = await adapter.getAccount(account.providerAccountId, account.provider)
          if (known && known.userId !== account.userId) await adapter.unlinkAccount(account)
          return await adapter.linkAccount(account)
        },
      }
    },
  },
  {
    id: 'link-account-checks-before',
    bug: '`linkAccount` looks whether the pair is free, and then inserts.',
    breaks: ['linkAccount/taken-pair-race'],
    make: (reference) => {
      const account = createTable('account', [])
      const adapter = reference({ account })
      return {
        ...adapter,
        async linkAccount(given) {
          const known = await adapter.getAccount(given.providerAccountId, given.provider)
          if (known && known.userId !== given.userId) throw taken()
          if (known) return await adapter.linkAccount(given)
          await wait()
          // A table without UNIQUE takes the row whatever is there.
          const { find } = account
          account.find = () => undefined
          const answer = adapter.linkAccount(given)
          account.find = find
          return await answer
        },
      }
    },
  },
  {
    id: 'relink-refused',
    bug: '`linkAccount` of a pair to its own user again throws.',
    breaks: ['linkAccount/relink'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async linkAccount(account) {
          if (await adapter.getAccount(account.providerAccountId, account.provider)) throw taken()
          return await adapter.linkAccount(account)
        },
      }
    },
  },
  {
    id: 'relink-replaces',
    bug: '`linkAccount` of a pair to its own user again drops what is not given.',
    breaks: ['linkAccount/relink'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async linkAccount(account: NewAccount) {
          const known = await adapter.getAccount(account.providerAccountId, account.provider)
          if (known?.userId === account.userId) await adapter.unlinkAccount(account)
          return await adapter.linkAccount(account)
        },
      }
    },
  },
  {
    id: 'link-account-to-nobody',
    bug: '`linkAccount` for an unknown user stores an account that answers.',
    breaks: ['linkAccount/unknown-user', 'linkAccount/duplicate-code'],
    make: (reference) => {
      const adapter = reference()
      const orphans: NewAccount[] = []
      const orphan = (key: AccountKey) =>
        orphans.find((row) => row.provider === key.provider && row.providerAccountId === key.providerAccountId)
      return {
        ...adapter,
        async linkAccount(account) {
          if (await adapter.getUser(account.userId)) return await adapter.linkAccount(account)
          orphans.push(account)
          return account
        },
        getUserByAccount: async (key) =>
          (await adapter.getUserByAccount(key)) ?? (orphan(key) ? { id: 'nobody' } : null),
      }
    },
  },
  {
    id: 'unlink-by-provider',
    bug: '`unlinkAccount` removes every account at that provider.',
    breaks: ['unlinkAccount/only-that-pair'],
    make: (reference) => {
      const account = createTable('account')
      const adapter = reference({ account })
      return {
        ...adapter,
        async unlinkAccount(key) {
          const row = await adapter.unlinkAccount(key)
          account.where({ provider: key.provider }).forEach(account.take)
          return row
        },
      }
    },
  },
  {
    id: 'unlink-by-id',
    bug: '`unlinkAccount` removes accounts with that id at every provider.',
    breaks: ['unlinkAccount/only-that-pair'],
    make: (reference) => {
      const account = createTable('account')
      const adapter = reference({ account })
      return {
        ...adapter,
        async unlinkAccount(key) {
          const row = await adapter.unlinkAccount(key)
          account.where({ providerAccountId: key.providerAccountId }).forEach(account.take)
          return row
        },
      }
    },
  },
  {
    id: 'unlink-throws-on-miss',
    bug: '`unlinkAccount` of an unknown pair throws.',
    breaks: ['unlinkAccount/idempotent', 'unlinkAccount/miss-exact', 'any/unusable-keys-of-accounts'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async unlinkAccount(key) {
          const row = await adapter.unlinkAccount(key)
          if (!row) throw new Error('Record to delete does not exist.')
          return row
        },
      }
    },
  },
  {
    id: 'unlink-answers-nothing',
    bug: '`unlinkAccount` does not answer the removed account.',
    breaks: ['unlinkAccount/answers'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, unlinkAccount: async (key) => void (await adapter.unlinkAccount(key)) }
    },
  },
  {
    id: 'get-account-swapped',
    bug: '`getAccount` takes the provider first.',
    breaks: ['getAccount/finds'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, getAccount: async (provider, id) => await adapter.getAccount(id, provider) }
    },
  },
]
