import { AdapterError } from '@strongroom/core-types'
import { createTable } from '../src/reference/table.ts'
import { type KnownBad, mapAnswers, mapArguments, mapValues } from './tools.ts'

type Change = (value: unknown, name: string) => unknown

/** The reference adapter whose stored or answered values are changed. */
const onWrite =
  (change: Change): KnownBad['make'] =>
  (reference) =>
    mapArguments(reference(), (argument) => mapObject(argument, change))
const onRead =
  (change: Change): KnownBad['make'] =>
  (reference) =>
    mapAnswers(reference(), (answer) => mapObject(answer, change))

// Keys given alone stay: only fields of rows are stored.
function mapObject(value: unknown, change: Change): unknown {
  return typeof value === 'object' && value !== null ? mapValues(value, change) : value
}

const dates =
  (change: (time: number) => unknown): Change =>
  (value) =>
    value instanceof Date ? change(value.getTime()) : value
const named =
  (names: readonly string[], change: (value: unknown) => unknown): Change =>
  (value, name) =>
    names.includes(name) && value !== null && value !== undefined ? change(value) : value
const hour = 3_600_000

const declared = ['id', 'name', 'email', 'emailVerified', 'image', 'role', 'prefs', 'seen']

export const values: KnownBad[] = [
  {
    id: 'dates-as-text',
    bug: 'Dates come back as ISO text.',
    breaks: ['any/dates-of-users', 'any/dates-of-sessions', 'any/dates-exact', 'any/dates-exact-of-expiry'],
    make: onRead(dates((time) => new Date(time).toISOString())),
  },
  {
    id: 'dates-as-seconds',
    bug: 'Dates come back as seconds since 1970.',
    breaks: ['any/dates-of-users', 'any/dates-of-sessions', 'useVerificationToken/expires', 'createSession/answers'],
    make: onRead(dates((time) => Math.floor(time / 1000))),
  },
  {
    id: 'dates-to-the-second',
    bug: 'Dates lose their milliseconds.',
    breaks: ['any/dates-exact', 'any/dates-exact-of-expiry'],
    make: onWrite(dates((time) => new Date(Math.floor(time / 1000) * 1000))),
  },
  {
    id: 'dates-in-local-time',
    bug: 'Dates are written in UTC and read in local time.',
    breaks: ['any/dates-of-users', 'any/dates-of-sessions', 'updateUser/full-row', 'updateSession/updates'],
    make: onRead(dates((time) => new Date(time + 2 * hour))),
  },
  {
    id: 'dates-until-2038',
    bug: 'Dates beyond 32 bits of seconds wrap.',
    breaks: ['any/dates-exact', 'any/dates-exact-of-expiry'],
    make: onWrite(dates((time) => new Date((Math.floor(time / 1000) | 0) * 1000 + (((time % 1000) + 1000) % 1000)))),
  },
  {
    id: 'dates-from-1970',
    bug: 'Dates before 1970 read as 1970.',
    breaks: ['any/dates-exact'],
    make: onWrite(dates((time) => new Date(Math.max(0, time)))),
  },
  {
    id: 'dates-lose-an-hour-in-autumn',
    bug: 'The hour that summer time repeats reads as its second half.',
    breaks: ['any/dates-exact'],
    make: onRead(
      dates((time) => {
        const inside = time >= Date.UTC(2026, 9, 25, 0) && time < Date.UTC(2026, 9, 25, 1)
        return new Date(inside ? time + hour : time)
      }),
    ),
  },
  {
    id: 'ids-as-numbers',
    bug: 'Ids come back as numbers.',
    breaks: ['any/ids-strings', 'createUser/keeps-id'],
    make: (reference) => {
      let count = 0
      const adapter = reference()
      const bad = {
        ...adapter,
        createUser: async (user: object) => await adapter.createUser({ ...user, id: String(++count) }),
      }
      return mapAnswers(bad, (answer) => mapObject(answer, named(['id', 'userId'], Number)))
    },
  },
  ...(
    [
      ['getUserByEmail', 'any/ids-of-users'],
      ['getUserByAccount', 'any/ids-of-accounts'],
      ['getSessionAndUser', 'any/ids-of-sessions'],
    ] as const
  ).map(([method, broken]): KnownBad => ({
    id: `other-id-from-${method}`,
    bug: `\`${method}\` answers ids in another form than \`createUser\`.`,
    breaks: [broken],
    make: (reference) =>
      mapAnswers(reference(), (answer, called) =>
        called === method
          ? mapObject(
              answer,
              named(['id', 'userId'], (id) => String(id).toUpperCase()),
            )
          : answer,
      ),
  })),
  {
    id: 'text-like-a-date',
    bug: 'Text that looks like a date comes back as a Date.',
    breaks: ['any/text-exact-of-names'],
    make: onRead((value) => (typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? new Date(value) : value)),
  },
  {
    id: 'text-like-a-number',
    bug: 'Text that looks like a number comes back as one.',
    breaks: ['any/text-exact-of-names'],
    make: onRead(named(['name'], (value) => (/^\d+$/.test(String(value)) ? Number(value) : value))),
  },
  {
    id: 'text-trimmed',
    bug: 'Text loses its outer spaces.',
    breaks: ['any/text-exact-of-names'],
    make: onWrite(named(['name'], (value) => String(value).trim())),
  },
  {
    id: 'text-three-byte',
    bug: 'Characters of four bytes become question marks.',
    breaks: ['any/text-exact-of-names'],
    make: onWrite(named(['name'], (value) => String(value).replaceAll(/[\u{10000}-\u{10ffff}]/gu, '????'))),
  },
  {
    id: 'identifier-lower-cased',
    bug: 'Identifiers of verification tokens are lower-cased.',
    breaks: ['any/text-exact-of-identifiers'],
    make: onWrite(named(['identifier'], (value) => (typeof value === 'string' ? value.toLowerCase() : value))),
  },
  {
    id: 'tokens-cut-at-4000',
    bug: "A provider's tokens are cut at 4,000 characters.",
    breaks: ['any/tokens-8k', 'any/tokens-64k'],
    make: onWrite(named(['access_token', 'id_token', 'refresh_token'], (value) => String(value).slice(0, 4_000))),
  },
  {
    id: 'tokens-cut-at-32k',
    bug: "A provider's tokens are cut at 32 KB.",
    breaks: ['any/tokens-64k'],
    make: onWrite(named(['access_token', 'id_token', 'refresh_token'], (value) => String(value).slice(0, 32_768))),
  },
  {
    id: 'numbers-of-32-bits',
    bug: '`expires_at` and counters wrap at 32 bits.',
    breaks: ['any/wide-expires-at', 'any/wide-counters'],
    make: onRead(named(['expires_at', 'counter'], (value) => Number(value) | 0)),
  },
  {
    id: 'expires-at-as-text',
    bug: '`expires_at` comes back as text, as drivers answer wide integers.',
    breaks: ['any/wide-expires-at', 'any/provider-values-mended', 'linkAccount/answers', 'updateAccount/updates'],
    make: onRead(named(['expires_at'], String)),
  },
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
  {
    id: 'arguments-emptied',
    bug: '`linkAccount` deletes the fields that it does not store from its argument.',
    breaks: ['any/arguments-untouched', 'any/arguments-frozen'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async linkAccount(account) {
          if ('extra' in account && !Reflect.deleteProperty(account, 'extra')) throw new TypeError('Cannot delete')
          return await adapter.linkAccount(account)
        },
      }
    },
  },
  {
    id: 'arguments-completed',
    bug: '`createUser` writes the id that it makes into its argument.',
    breaks: ['any/arguments-untouched'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async createUser(user) {
          const row = await adapter.createUser(user)
          Reflect.set(user, 'stored', row.id)
          return row
        },
      }
    },
  },
  {
    id: 'arguments-kept',
    bug: 'Dates of an argument are stored as they are, not copied.',
    breaks: ['any/arguments-copied'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async createSession(given) {
          const row = await adapter.createSession(given)
          Object.assign(session.find({ sessionToken: given.sessionToken }) ?? {}, { expires: given.expires })
          return row
        },
      }
    },
  },
  {
    id: 'results-are-the-rows',
    bug: '`getUser` answers the stored row itself.',
    breaks: ['any/results-own', 'any/custom-fields'],
    make: (reference) => {
      const user = createTable('user')
      const adapter = reference({ user })
      return { ...adapter, getUser: async (id) => ((await adapter.getUser(id)) && user.find({ id })) as never }
    },
  },
  {
    id: 'lists-hold-the-rows',
    bug: '`listAuthenticatorsByUserId` answers the stored rows themselves.',
    breaks: ['any/results-own-passkeys'],
    make: (reference) => {
      const authenticator = createTable('authenticator')
      const adapter = reference({ authenticator })
      return {
        ...adapter,
        listAuthenticatorsByUserId: async (userId) => {
          await adapter.listAuthenticatorsByUserId(userId)
          return authenticator.where({ userId }) as never
        },
      }
    },
  },
  {
    id: 'miss-is-false',
    bug: 'A miss is `false`.',
    breaks: [
      'getUser/miss',
      'getUserByEmail/miss',
      'getUserByAccount/miss',
      'getAccount/miss',
      'getSessionAndUser/miss',
      'useVerificationToken/miss',
      'getAuthenticator/miss',
      'getUser/miss-exact',
    ],
    make: (reference) => mapAnswers(reference(), (answer) => answer ?? false),
  },
  {
    id: 'miss-is-undefined',
    bug: 'A miss is `undefined` where it should be null.',
    breaks: [
      'getUser/miss-exact',
      'getUserByEmail/miss-exact',
      'getUserByAccount/miss-exact',
      'getAccount/miss-exact',
      'getSessionAndUser/miss-exact',
      'useVerificationToken/miss-exact',
      'getAuthenticator/miss-exact',
      'updateSession/answers',
      'deleteSession/answers',
      'deleteUser/answers',
    ],
    make: (reference) => mapAnswers(reference(), (answer) => answer ?? undefined),
  },
  {
    id: 'unlink-miss-is-null',
    bug: '`unlinkAccount` misses with null.',
    breaks: ['unlinkAccount/miss-exact', 'unlinkAccount/answers'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, unlinkAccount: async (key) => (await adapter.unlinkAccount(key)) ?? null }
    },
  },
  {
    id: 'miss-throws',
    bug: 'A read that finds nothing throws.',
    breaks: ['getUserByEmail/miss', 'getSessionAndUser/leftover-jwt', 'getUser/malformed-id'],
    make: (reference) =>
      mapAnswers(reference(), (answer, method) => {
        if (answer === null && method.startsWith('get'))
          throw new AdapterError('not-found', 'no row', { operation: method })
        return answer
      }),
  },
]
