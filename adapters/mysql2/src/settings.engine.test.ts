import { clearParserCache } from 'mysql2'
import type { PoolOptions } from 'mysql2/promise'
import { describe, expect, test } from 'vitest'
import { ask, migratedDatabase, onMariaDB, openPool } from '../test/databases.ts'
import { MySQLAdapter, check } from './index.ts'

const options = {
  fields: {
    user: {
      born: { type: 'timestamp', optional: true },
      settings: { type: 'json', optional: true },
      visits: { type: 'bigint', default: 0 },
      level: { type: 'integer', default: 7 },
      banned: { type: 'boolean', default: false },
      motto: { type: 'text', default: `"it's" \\'q\\' \`b\`` },
    },
  },
} as const

const expires = new Date('2999-12-31T23:59:59.987Z')
const given = {
  id: `i"d'\`\\ ? :x`,
  name: `N "n" 'q' \\ \\' % _ ?? :name`,
  email: 'e@x.example',
  emailVerified: new Date('2024-03-31T01:30:00.123Z'),
  image: '2024-01-01T00:00:00Z',
  born: new Date('1912-06-23T23:59:59.999Z'),
  settings: { big: 2 ** 53 - 1, text: '2024-01-01 00:00:00', deep: [1, null, '\\', '"'] },
  visits: Number.MAX_SAFE_INTEGER,
  level: -(2 ** 31),
}
const account = {
  userId: given.id,
  type: 'oauth',
  provider: 'p',
  providerAccountId: '12345',
  refresh_token: 'R\\"\'',
  expires_at: 253402300799,
} as const
const passkey = {
  userId: given.id,
  credentialID: 'Y3JlZA==',
  providerAccountId: 'Y3JlZA==',
  credentialPublicKey: 'a+/=',
  counter: 2 ** 40,
  credentialDeviceType: 'multiDevice',
  credentialBackedUp: true,
  transports: null,
} as const

interface Setting {
  readonly title: string
  readonly pool?: PoolOptions
  readonly session?: readonly string[]
}

const spoil: PoolOptions['typeCast'] = () => 'spoilt'
const settings: Setting[] = [
  { title: 'nothing' },
  { title: 'time_zone east', session: ["SET time_zone = '+13:00'"] },
  { title: 'time_zone with a daylight shift', session: ["SET time_zone = '-02:30'"] },
  { title: 'timezone of the pool', pool: { timezone: '+09:00' } },
  {
    title: 'timezone of the pool, and another of the session',
    pool: { timezone: '-12:00' },
    session: ["SET time_zone = '+05:45'"],
  },
  { title: 'dateStrings', pool: { dateStrings: true } },
  { title: 'big numbers as numbers', pool: { supportBigNumbers: false, bigNumberStrings: false } },
  { title: 'big numbers as text', pool: { supportBigNumbers: true, bigNumberStrings: true } },
  { title: 'decimalNumbers', pool: { decimalNumbers: true } },
  { title: 'a typeCast that spoils everything', pool: { typeCast: spoil } },
  { title: 'typeCast off', pool: { typeCast: false } },
  { title: 'jsonStrings', pool: { jsonStrings: true } },
  { title: 'rowsAsArray', pool: { rowsAsArray: true } },
  { title: 'nestTables', pool: { nestTables: true } },
  { title: 'namedPlaceholders', pool: { namedPlaceholders: true } },
  { title: 'disableEval', pool: { disableEval: true } },
  { title: 'charset utf8mb4_bin', pool: { charset: 'utf8mb4_bin' } },
  { title: 'multipleStatements', pool: { multipleStatements: true } },
  {
    title: 'dateStrings, timezone, rowsAsArray and a typeCast that spoils',
    pool: { dateStrings: true, typeCast: spoil, rowsAsArray: true, timezone: '+09:00' },
  },
  { title: 'no sql_mode, so not strict', session: ["SET sql_mode = ''"] },
  { title: 'ANSI', session: ["SET sql_mode = 'ANSI,STRICT_ALL_TABLES'"] },
  { title: 'ANSI_QUOTES', session: ["SET sql_mode = 'ANSI_QUOTES'"] },
  { title: 'NO_BACKSLASH_ESCAPES', session: ["SET sql_mode = 'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES'"] },
  {
    title: 'PIPES_AS_CONCAT, IGNORE_SPACE, HIGH_NOT_PRECEDENCE',
    session: ["SET sql_mode = 'PIPES_AS_CONCAT,IGNORE_SPACE,HIGH_NOT_PRECEDENCE'"],
  },
  {
    title: 'TRADITIONAL, PAD_CHAR_TO_FULL_LENGTH',
    session: ["SET sql_mode = 'TRADITIONAL'", "SET sql_mode = concat(@@sql_mode, ',PAD_CHAR_TO_FULL_LENGTH')"],
  },
  { title: 'another language of dates', session: ["SET lc_time_names = 'ar_SA'"] },
  { title: 'SERIALIZABLE', session: ['SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE'] },
  { title: 'READ UNCOMMITTED', session: ['SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED'] },
  { title: 'no insert_id of the session', session: ['SET insert_id = 4711'] },
]

describe('what the application sets for its own queries changes nothing', () => {
  test.each(settings)('$title', async ({ pool: poolOptions = {}, session = [] }) => {
    // mysql2 keeps how rows are read, by the columns and some of the settings: each is to be seen on its own.
    clearParserCache()
    const url = await migratedDatabase(options)
    const pool = openPool(url, poolOptions, session)
    for (const dialect of onMariaDB() ? (['mysql', 'mariadb'] as const) : (['mysql'] as const)) {
      const adapter = MySQLAdapter(pool, { ...options, dialect })
      const user = { ...given, banned: false, motto: `"it's" \\'q\\' \`b\`` }
      expect(await adapter.createUser(given)).toEqual(user)
      expect(await adapter.getUserByEmail('e@x.example')).toEqual(user)
      expect(await adapter.linkAccount(account)).toEqual(account)
      expect(await adapter.getAccount('12345', 'p')).toEqual(account)
      expect(await adapter.getUserByAccount(account)).toEqual(user)
      expect(await adapter.updateAccount({ ...account, refresh_token: 's' }, { ifRefreshToken: 'R\\"\'' })).toEqual({
        ...account,
        refresh_token: 's',
      })
      const live = { sessionToken: 't', userId: given.id, expires }
      expect(await adapter.createSession(live)).toEqual(live)
      expect(await adapter.getSessionAndUser('t')).toEqual({ session: live, user })
      expect(await adapter.updateSession({ sessionToken: 't', expires: new Date('9999-12-31T23:59:59.999Z') })).toEqual(
        {
          ...live,
          expires: new Date('9999-12-31T23:59:59.999Z'),
        },
      )
      const token = { identifier: `'"\\`, token: '0123', expires: new Date('1970-01-01T00:00:00.001Z') }
      expect(await adapter.createVerificationToken(token)).toEqual(token)
      expect(await adapter.useVerificationToken(token)).toEqual(token)
      expect(await adapter.createAuthenticator(passkey)).toEqual(passkey)
      expect(await adapter.updateAuthenticatorCounter(passkey.credentialID, 2 ** 53 - 1)).toEqual({
        ...passkey,
        counter: 2 ** 53 - 1,
      })
      expect(await adapter.listAuthenticatorsByUserId(given.id)).toHaveLength(1)
      const [shown] = await adapter.listSessions(given.id)
      expect(await adapter.revokeSession(given.id, shown?.handle ?? '')).toBe(true)
      const oldest = new Date('1000-01-01T00:00:00.000Z')
      expect(await adapter.updateUser({ id: given.id, born: oldest, banned: true })).toEqual({
        ...user,
        born: oldest,
        banned: true,
      })
      expect(await adapter.createSession({ ...live, expires: new Date(1) })).toMatchObject({ expires: new Date(1) })
      expect(await adapter.deleteExpired({ limit: 1 })).toMatchObject({ session: 1 })
      expect(await adapter.deleteUser(given.id)).toEqual({ ...user, born: oldest, banned: true })
      expect(await adapter.getAuthenticator(passkey.credentialID)).toBeNull()
    }
    expect(await check(pool, options)).toEqual([])
    // What a date is stored as is the same too: UTC.
    const adapter = MySQLAdapter(pool, options)
    await adapter.createUser(given)
    expect(await ask(url, "SELECT date_format(emailVerified, '%Y-%m-%d %T.%f') FROM users")).toEqual([
      ['2024-03-31 01:30:00.123000'],
    ])
  })
})
