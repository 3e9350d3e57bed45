import { Client, Pool, type PoolConfig, defaults, types } from 'pg'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { ask, migratedDatabase, openPool } from '../test/databases.ts'
import {
  type Client as AdapterClient,
  PostgresAdapter,
  type Pool as AdapterPool,
  type PostgresOptions,
  check,
} from './index.ts'

const fields = {
  user: {
    big: { type: 'bigint', optional: true },
    on: { type: 'boolean', default: true },
    settings: { type: 'json', optional: true },
    seen: { type: 'timestamp', default: '2001-02-03T04:05:06.789Z' },
  },
} as const satisfies PostgresOptions['fields']

// Milliseconds; before 1970; the ends of what the model takes; both sides of a change of the clocks; leap day.
const dates = [
  '1000-01-01T00:00:00.000Z',
  '1582-10-15T00:00:00.001Z',
  '1899-12-31T23:59:59.999Z',
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.000Z',
  '2026-03-29T00:59:59.999Z',
  '2026-03-29T01:00:00.001Z',
  '2026-10-25T00:30:00.000Z',
  '2026-10-25T01:30:00.000Z',
  '2038-01-19T03:14:08.123Z',
  '2400-02-29T12:00:00.500Z',
  '9999-12-31T23:59:59.999Z',
].map((text) => new Date(text))

/** Writes and reads one of everything that a setting could bend. */
async function expectEverythingExact(client: AdapterClient | AdapterPool): Promise<void> {
  const adapter = PostgresAdapter(client, { fields })
  const id = crypto.randomUUID()
  const given = {
    id,
    name: '2001-02-03 04:05:06',
    email: `${id}@x.example`,
    big: Number.MAX_SAFE_INTEGER,
    on: false,
    settings: { at: '2001-02-03', n: 1.5, t: true, none: null },
  }
  for (const date of dates) {
    const row = { ...given, emailVerified: date, image: null, seen: date }
    expect(await adapter.updateUser(await adapter.createUser({ ...given, emailVerified: date, seen: date }))).toEqual(
      row,
    )
    expect(await adapter.getUser(id)).toEqual(row)
    const expires = new Date(Math.max(date.getTime(), Date.now() + 60_000))
    const session = { sessionToken: `${id}-${date.getTime()}`, userId: id, expires }
    expect(await adapter.createSession(session)).toEqual(session)
    expect(await adapter.getSessionAndUser(session.sessionToken)).toEqual({ session, user: row })
    await adapter.deleteUser(id)
  }
  await adapter.createUser(given)
  expect((await adapter.getUser(id))?.seen).toEqual(new Date('2001-02-03T04:05:06.789Z'))
  const account = { userId: id, type: 'oauth', provider: 'p', providerAccountId: id, expires_at: 2 ** 40 + 1 } as const
  expect(await adapter.linkAccount(account)).toEqual(account)
  const authenticator = {
    credentialID: id,
    userId: id,
    providerAccountId: id,
    credentialPublicKey: 'key',
    counter: 2 ** 32 + 1,
    credentialDeviceType: 'singleDevice',
    credentialBackedUp: true,
    transports: null,
  }
  expect(await adapter.createAuthenticator(authenticator)).toEqual(authenticator)
  expect(await adapter.updateAuthenticatorCounter(id, 2 ** 33)).toEqual({ ...authenticator, counter: 2 ** 33 })
  expect(await check(client, { fields })).toEqual([])
}

/** Settings that an application may have: of the session, the database, or the process. */
const settings = {
  'nothing set': [],
  'search_path without public': ['search_path=pg_catalog'],
  'search_path with look-alikes first': ['search_path=decoys,public'],
  'a time zone with daylight saving': ['TimeZone=Europe/Berlin'],
  'a time zone with odd minutes': ['TimeZone=Asia/Kathmandu'],
  'DateStyle SQL, DMY': ['DateStyle=SQL,DMY'],
  'DateStyle German': ['DateStyle=German'],
  'DateStyle Postgres, MDY': ['DateStyle=Postgres,MDY'],
  'IntervalStyle sql_standard': ['IntervalStyle=sql_standard'],
  'extra_float_digits -15': ['extra_float_digits=-15'],
  'bytea_output, xmlbinary and quotes': [
    'bytea_output=escape',
    'standard_conforming_strings=off',
    'quote_all_identifiers=on',
  ],
  'a transaction isolation of serializable': ['default_transaction_isolation=serializable'],
  'plans always generic': ['plan_cache_mode=force_generic_plan'],
} satisfies Record<string, string[]>

const optionsOf = (set: readonly string[]): PoolConfig => ({
  options: set.map((setting) => `-c ${setting}`).join(' '),
})

describe("session settings of the application's change nothing", () => {
  test.each(Object.entries(settings))('%s', async (_title, set) => {
    const url = await migratedDatabase({ fields })
    await ask(url, 'CREATE SCHEMA decoys')
    // What an unqualified name or function would meet first.
    await ask(url, 'CREATE TABLE decoys.users (id text)')
    await ask(url, 'CREATE TABLE decoys.sessions (id text)')
    await ask(url, `CREATE FUNCTION decoys.round(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT 0.0'`)
    await expectEverythingExact(openPool(url, optionsOf(set)))
  })

  test('set for the database instead of the session', async () => {
    const url = await migratedDatabase({ fields })
    const name = new URL(url).pathname.slice(1)
    await ask(url, `ALTER DATABASE ${name} SET TimeZone = 'America/St_Johns'`)
    await ask(url, `ALTER DATABASE ${name} SET DateStyle = 'German, DMY'`)
    await expectEverythingExact(openPool(url))
  })
})

describe("the driver's settings change nothing", () => {
  const { BOOL, INT8, JSONB, NUMERIC, TEXT, TIMESTAMP, TIMESTAMPTZ } = types.builtins
  const parsers = [BOOL, INT8, TEXT, TIMESTAMP, TIMESTAMPTZ, JSONB, NUMERIC].map((oid) => ({
    oid,
    parse: types.getTypeParser(oid, 'text') as (value: string) => unknown,
  }))
  const { parseInputDatesAsUTC } = defaults
  afterEach(() => {
    for (const { oid, parse } of parsers) types.setTypeParser(oid, parse)
    Object.assign(defaults, { parseInt8: false, parseInputDatesAsUTC })
  })

  test.each(parsers)('types.setTypeParser($oid) of the process', async ({ oid }) => {
    const url = await migratedDatabase({ fields })
    types.setTypeParser(oid, () => 'nonsense')
    await expectEverythingExact(openPool(url))
  })

  test('parsers of the pool', async () => {
    const url = await migratedDatabase({ fields })
    await expectEverythingExact(openPool(url, { types: { getTypeParser: () => () => 'nonsense' } }))
  })

  test.each([{ parseInt8: true }, { parseInputDatesAsUTC: true }])('defaults %j', async (change) => {
    const url = await migratedDatabase({ fields })
    Object.assign(defaults, change)
    await expectEverythingExact(openPool(url))
  })

  test.each(['America/New_York', 'Pacific/Apia', 'Asia/Kathmandu'])("the process's time zone %s", async (zone) => {
    const { TZ } = process.env
    onTestFinished(() => void (TZ === undefined ? delete process.env['TZ'] : (process.env['TZ'] = TZ)))
    const url = await migratedDatabase({ fields })
    process.env['TZ'] = zone
    expect(new Date(0).getTimezoneOffset()).not.toBe(0)
    await expectEverythingExact(openPool(url))
  })

  test('a Client instead of a Pool', async () => {
    const client = new Client({ connectionString: await migratedDatabase({ fields }) })
    onTestFinished(() => client.end())
    await client.connect()
    await expectEverythingExact(client)
  })

  test('a pool made in each request', async () => {
    const url = await migratedDatabase({ fields })
    const inRequest = async <T>(handle: (adapter: ReturnType<typeof PostgresAdapter>) => Promise<T>): Promise<T> => {
      const pool = new Pool({ connectionString: url, max: 1 })
      try {
        return await handle(PostgresAdapter(pool))
      } finally {
        await pool.end()
      }
    }
    const { id } = await inRequest((adapter) => adapter.createUser({ email: 'a@x.example' }))
    const expires = new Date(Date.now() + 60_000)
    for (let request = 0; request < 5; request++) {
      await inRequest((adapter) => adapter.createSession({ sessionToken: `s${request}`, userId: id, expires }))
      const found = await inRequest((adapter) => adapter.getSessionAndUser(`s${request}`))
      expect(found?.user.id).toBe(id)
    }
    expect(await inRequest((adapter) => adapter.listSessions(id))).toHaveLength(5)
  })
})
