import { entityNames, model } from '@strongroom/core-types'
import { type Table, createTable } from '../src/reference/table.ts'
import { allComparing, keyFields, keysOf } from './key-tools.ts'
import { type KnownBad, mapArguments, mapValues } from './tools.ts'

/** Keys changed on their way in, whether given alone or in an object. */
const rewriting =
  (change: (key: unknown) => unknown): KnownBad['make'] =>
  (reference) =>
    mapArguments(reference(), (argument) =>
      typeof argument === 'object' && argument !== null && !Array.isArray(argument) && isArgument(argument)
        ? Object.fromEntries(
            Object.entries(argument).map(([name, value]) => [
              name,
              [...keyFields, 'id'].includes(name) ? change(value) : value,
            ]),
          )
        : change(argument),
    )

const known = new Set(Object.values(model).flatMap(({ fields }) => Object.keys(fields)))
const isArgument = (argument: object) => Object.keys(argument).some((name) => known.has(name))

export const keyForms: KnownBad[] = [
  {
    id: 'numbers-coerced',
    bug: 'Text is compared with a number by the number it begins with.',
    breaks: ['any/identity-of-numbers'],
    make: (reference) => {
      const account = createTable('account')
      const adapter = reference({ account })
      return {
        ...adapter,
        async getUserByAccount(key) {
          const wanted: unknown = key.providerAccountId
          if (typeof wanted !== 'number') return await adapter.getUserByAccount(key)
          const rows = account.where({ provider: key.provider })
          const row = rows.find(
            ({ providerAccountId }) => (Number.parseInt(String(providerAccountId), 10) || 0) === wanted,
          )
          return await adapter.getUser(String(row?.['userId']))
        },
      }
    },
  },
  {
    id: 'digits-counted',
    bug: 'Digits are compared by the number they make.',
    breaks: ['any/identity-of-numbers'],
    make: (reference) =>
      reference(allComparing((key) => (/^[+ ]?\d+(\.0)?(e0)?$/.test(key) ? String(Number(key)) : key))),
  },
  {
    id: 'session-token-coerced',
    bug: 'A session token given as a number meets text that begins with it.',
    breaks: ['any/identity-of-numbers'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async getSessionAndUser(token) {
          if (typeof token !== 'number') return await adapter.getSessionAndUser(token)
          const row = session.where({}).find(({ sessionToken }) => Number.parseInt(String(sessionToken), 10) === token)
          return await adapter.getSessionAndUser(String(row?.['sessionToken']))
        },
      }
    },
  },
  {
    id: 'numbers-refused',
    bug: 'Account ids that are numbers are refused.',
    breaks: ['any/numeric-account-ids', 'any/numeric-account-ids-text'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async linkAccount(account) {
          if (typeof account.providerAccountId !== 'string') throw new TypeError('providerAccountId must be text')
          return await adapter.linkAccount(account)
        },
      }
    },
  },
  {
    id: 'numbers-linked-not-found',
    bug: 'An account linked as a number is not found by the number.',
    breaks: ['any/numeric-account-ids'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        getUserByAccount: async (key) =>
          typeof key.providerAccountId === 'string' ? await adapter.getUserByAccount(key) : null,
      }
    },
  },
  {
    id: 'numbers-apart-from-digits',
    bug: 'Account ids that are numbers and their digits are two accounts.',
    breaks: ['any/numeric-account-ids-text'],
    make: (reference) => {
      const adapter = reference()
      const tagged = <T extends { providerAccountId: string }>(key: T): T => {
        const id: unknown = key.providerAccountId
        return typeof id === 'number' ? { ...key, providerAccountId: `number ${id}` } : key
      }
      return {
        ...adapter,
        linkAccount: async (account) => await adapter.linkAccount(tagged(account)),
        getUserByAccount: async (key) => await adapter.getUserByAccount(tagged(key)),
      }
    },
  },
  ...[64, 255].map((length): KnownBad => ({
    id: `keys-cut-at-${length}`,
    bug: `Keys are cut at ${length} characters.`,
    breaks: [
      ...keysOf('keys-never-cut', ['sessions', 'accounts', 'tokens', 'authenticators']),
      ...(length < 100 ? ['getAuthenticator/finds'] : []),
    ],
    make: rewriting((key) => (typeof key === 'string' ? key.slice(0, length) : key)),
  })),
  {
    id: 'long-token-throws',
    bug: 'A session token that is too long for its column throws.',
    breaks: ['getSessionAndUser/leftover-jwt', 'any/unusable-keys-of-sessions'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async getSessionAndUser(token) {
          if (token.length > 512) throw new Error('value too long for type character varying(512)')
          return await adapter.getSessionAndUser(token)
        },
      }
    },
  },
  {
    id: 'malformed-id-throws',
    bug: 'A user id of another format throws.',
    breaks: ['getUser/malformed-id'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async getUser(id) {
          if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error('invalid input syntax for type uuid')
          return await adapter.getUser(id)
        },
      }
    },
  },
  {
    id: 'unusable-keys-throw',
    bug: 'A key that no row can hold throws.',
    breaks: keysOf('unusable-keys-of', ['users', 'accounts', 'sessions', 'tokens', 'authenticators', 'extras']),
    make: (reference) =>
      mapArguments(reference(), (argument) => {
        mapValues(argument, (value) => {
          if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))
            throw new Error('invalid byte sequence for encoding "UTF8"')
          return value
        })
        return argument
      }),
  },
  {
    id: 'unusable-keys-mended',
    bug: 'A key that cannot be stored is stored as another one.',
    breaks: ['any/unusable-keys-refused'],
    make: rewriting((key) => (typeof key === 'string' ? key.replaceAll('\0', '').toWellFormed() : key)),
  },
  {
    id: 'keys-turned-into-text',
    bug: 'Whatever is given as a key is turned into text.',
    breaks: keysOf('keys-never-operators', ['user-ids', 'emails', 'accounts', 'sessions', 'tokens', 'authenticators']),
    make: rewriting((key) => (typeof key === 'object' && key !== null ? Reflect.apply(String, undefined, [key]) : key)),
  },
  {
    id: 'undefined-finds-first',
    bug: 'A condition on undefined is left out.',
    breaks: keysOf('keys-never-operators', [
      'user-ids',
      'emails',
      'accounts',
      'sessions',
      'tokens',
      'authenticators',
      'extras',
    ]).concat('getUserByAccount/miss'),
    make: (reference) => {
      const tables = entityNames.map((entity) => {
        const table = createTable(entity)
        const where: Table['where'] = (match) =>
          table.where(Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined)))
        return [entity, { ...table, where, find: (match) => where(match)[0] } satisfies Table] as const
      })
      return reference(Object.fromEntries(tables))
    },
  },
  {
    id: 'objects-are-operators',
    bug: 'An object as a key is run as a query operator.',
    breaks: keysOf('keys-never-operators', ['emails', 'sessions']),
    make: (reference) => {
      const [user, session] = [createTable('user'), createTable('session')]
      const adapter = reference({ user, session })
      const operator = (value: unknown) => typeof value === 'object' && value !== null && '$ne' in value
      return {
        ...adapter,
        getUserByEmail: async (email) =>
          await adapter.getUserByEmail(operator(email) ? String(user.find({})?.['email']) : email),
        getSessionAndUser: async (token) =>
          await adapter.getSessionAndUser(operator(token) ? String(session.find({})?.['sessionToken']) : token),
      }
    },
  },
  {
    id: 'null-email-finds-somebody',
    bug: '`getUserByEmail(null)` answers a user without an e-mail address.',
    breaks: ['any/keys-never-operators-emails'],
    make: (reference) => {
      const user = createTable('user')
      const adapter = reference({ user })
      return {
        ...adapter,
        getUserByEmail: async (email: string | null) =>
          email === null ? ((user.find({ email: null }) ?? null) as never) : await adapter.getUserByEmail(email),
      }
    },
  },
]
