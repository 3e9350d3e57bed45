import { type KnownBad, mapAnswers } from './tools.ts'

const declared = ['id', 'name', 'email', 'emailVerified', 'image', 'role', 'prefs', 'seen']

export const fields: KnownBad[] = [
  {
    id: 'odd-values-refused',
    bug: '`linkAccount` refuses an `expires_at` that is no whole number.',
    breaks: ['any/provider-values-mended', 'any/arguments-frozen'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async linkAccount(account) {
          if (account.expires_at && !Number.isInteger(account.expires_at)) throw new TypeError('not an integer')
          return await adapter.linkAccount(account)
        },
      }
    },
  },
  {
    id: 'undeclared-account-fields-throw',
    bug: '`linkAccount` throws for a field that no column holds.',
    breaks: ['linkAccount/undeclared-fields'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async linkAccount(account) {
          if ('nested' in account || 'ext_word' in account) throw new Error('Unknown argument')
          return await adapter.linkAccount(account)
        },
      }
    },
  },
  {
    id: 'undeclared-user-fields-throw',
    bug: '`createUser` throws for a field that no column holds.',
    breaks: ['createUser/undeclared-fields'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async createUser(user) {
          if (Object.keys(user).some((name) => !declared.includes(name))) throw new Error('Unknown argument')
          return await adapter.createUser(user)
        },
      }
    },
  },
  {
    id: 'undeclared-updates-dropped',
    bug: '`updateUser` and `updateAccount` drop undeclared fields in silence.',
    breaks: ['updateUser/undeclared-fields', 'updateAccount/undeclared-fields'],
    make: (reference) => {
      const adapter = reference()
      const known = (given: object) =>
        Object.fromEntries(Object.entries(given).filter(([name]) => !/^(banned|extra)/.test(name))) as never
      return {
        ...adapter,
        updateUser: async (user) => await adapter.updateUser(known(user)),
        updateAccount: async (account, options) => await adapter.updateAccount(known(account), options),
      }
    },
  },
  {
    id: 'accounts-with-null',
    bug: 'Absent fields of accounts are null.',
    breaks: ['any/absent-in-accounts'],
    make: (reference) => {
      const adapter = reference()
      const full = <T extends object | null | undefined>(row: T) => row && { scope: null, id_token: null, ...row }
      return {
        ...adapter,
        linkAccount: async (account) => full(await adapter.linkAccount(account)),
        getAccount: async (id, provider) => full(await adapter.getAccount(id, provider)),
      }
    },
  },
  {
    id: 'listed-accounts-with-null',
    bug: 'Absent fields of accounts are null in lists.',
    breaks: ['any/absent-in-accounts'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        listAccounts: async (id) => (await adapter.listAccounts(id)).map((row) => ({ scope: null, ...row })),
      }
    },
  },
  {
    id: 'absent-left-out',
    bug: 'Absent fields of users and authenticators are left out.',
    breaks: ['any/absent-in-users', 'any/absent-in-authenticators'],
    make: (reference) =>
      mapAnswers(reference(), (answer) =>
        typeof answer === 'object' && answer !== null && !Array.isArray(answer)
          ? Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null))
          : answer,
      ),
  },
  {
    id: 'custom-fields-dropped',
    bug: 'Declared custom fields are not read back.',
    breaks: ['any/custom-fields', 'createUser/defaults-visible'],
    make: (reference) => {
      const custom = ['role', 'seen', 'prefs']
      const drop = (user: object) => Object.fromEntries(Object.entries(user).filter(([name]) => !custom.includes(name)))
      return mapAnswers(reference(), (answer, method) =>
        /User(ByEmail)?$/.test(method) && typeof answer === 'object' && answer ? drop(answer) : answer,
      )
    },
  },
  {
    id: 'custom-json-as-text',
    bug: 'Custom JSON fields come back as text.',
    breaks: ['any/custom-fields'],
    make: (reference) =>
      mapAnswers(reference(), (answer) =>
        typeof answer === 'object' && answer && 'prefs' in answer && answer.prefs
          ? { ...answer, prefs: JSON.stringify(answer.prefs) }
          : answer,
      ),
  },
]
