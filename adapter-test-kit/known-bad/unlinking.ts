import { createTable } from '../src/reference/table.ts'
import { type KnownBad, wait } from './tools.ts'

export const unlinking: KnownBad[] = [
  {
    id: 'unlink-ignores-options',
    bug: '`unlinkAccount` takes no notice of its options.',
    breaks: [
      'unlinkAccount/of-user',
      'unlinkAccount/keep-last',
      'unlinkAccount/keep-last-passkey',
      'unlinkAccount/keep-last-email',
      'unlinkAccount/keep-last-race',
    ],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, unlinkAccount: (key) => adapter.unlinkAccount(key) }
    },
  },
  {
    id: 'unlink-leaves-passkey',
    bug: '`unlinkAccount` leaves the authenticator of the account.',
    breaks: ['unlinkAccount/passkey'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async unlinkAccount(key, options) {
          const user = await adapter.getUserByAccount(key)
          const passkeys = user === null ? [] : await adapter.listAuthenticatorsByUserId(user.id)
          const account = await adapter.unlinkAccount(key, options)
          const gone = passkeys.filter((passkey) => passkey.providerAccountId === key.providerAccountId)
          for (const passkey of account?.type === 'webauthn' ? gone : []) await adapter.createAuthenticator(passkey)
          return account
        },
      }
    },
  },
  {
    id: 'unlink-takes-all-passkeys',
    bug: '`unlinkAccount` takes along authenticators of other accounts.',
    breaks: ['unlinkAccount/passkey'],
    make: (reference) => {
      const authenticator = createTable('authenticator')
      const adapter = reference({ authenticator })
      return {
        ...adapter,
        async unlinkAccount(key, options) {
          const account = await adapter.unlinkAccount(key, options)
          if (account) authenticator.where({ userId: account.userId }).forEach(authenticator.take)
          return account
        },
      }
    },
  },
  {
    id: 'unlink-ignores-user',
    bug: "`unlinkAccount` removes another user's account.",
    breaks: ['unlinkAccount/of-user'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        unlinkAccount: (key, options) => adapter.unlinkAccount(key, { ...options, userId: undefined }),
      }
    },
  },
  {
    id: 'unlink-counts-email-always',
    bug: '`unlinkAccount` counts a verified address though the application does not.',
    breaks: ['unlinkAccount/keep-last-email'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        unlinkAccount: (key, options) => adapter.unlinkAccount(key, { ...options, countEmail: true }),
      }
    },
  },
  {
    id: 'unlink-counts-unverified-email',
    bug: '`unlinkAccount` counts an address that nobody has verified.',
    breaks: ['unlinkAccount/keep-last-email'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async unlinkAccount(key, options) {
          const user = options?.countEmail ? await adapter.getUserByAccount(key) : null
          return adapter.unlinkAccount(key, user?.email ? { ...options, keepLast: false } : options)
        },
      }
    },
  },
  {
    id: 'unlink-looks-before',
    bug: '`unlinkAccount` looks for another way in and then removes, so two at once remove both.',
    breaks: ['unlinkAccount/keep-last-race'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async unlinkAccount(key, options) {
          const user = options?.keepLast ? await adapter.getUserByAccount(key) : null
          const several = user !== null && (await adapter.listAccounts(user.id)).length > 1
          await wait()
          return adapter.unlinkAccount(key, several ? { ...options, keepLast: false } : options)
        },
      }
    },
  },
]
