import { describe, expect, test } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { documented } from '../../../scripts/presets/documented.ts'
import { type Server, type Traps, describeMigrate, documentedOn, saidOf } from '../../../scripts/presets/migrating.ts'
import { kept, verdictOf, withoutPasskeys } from '../../../scripts/presets/verdict.ts'
import { ask, createDatabase, errorOf, openPool, until } from '../test/databases.ts'
import { postgresTarget } from '../test/target.ts'
import { PostgresAdapter, type Schema, authPg, capabilities, check, drizzlePg, migrate, prisma } from './index.ts'

const { version } = server()
const presets: [file: string, schema: Schema][] = [
  ['auth-pg', authPg],
  ['drizzle-pg', drizzlePg],
  ['prisma-pg', prisma],
]
describe.each(presets)('%s', (file, schema) => {
  test.each([
    ['as documented', schema, false],
    ['after migrate', schema.migrated ?? schema, true],
  ])('%s the contract is kept, but for what is said to be lost', { timeout: 60_000 }, async (_, layout, migrated) => {
    const target = postgresTarget(file, version, 10, { schema: layout }, async (pool) => {
      for (const statement of documented(file)) await pool.query(statement)
      if (migrated) await migrate(pool, { schema })
    })
    const { verdicts, wrong, lost } = await verdictOf((layout === authPg ? withoutPasskeys(target) : target) as never)
    expect(wrong).toEqual([])
    expect(verdicts).toEqual(kept)
    expect(lost).toEqual(Object.keys(capabilities({ schema: layout }).notGuaranteed).toSorted())
  })
})

const on: Server<ReturnType<typeof openPool>> = {
  create: createDatabase,
  run: async (url, statements) => {
    for (const statement of statements) await ask(url, statement)
  },
  open: openPool,
  adapter: (pool, options) => PostgresAdapter(pool, options),
  check,
  migrate,
}
const old = (file: string): Promise<string> => documentedOn(on, file)
const said = (url: string, schema: Schema): Promise<string[]> => saidOf(on, url, schema)

const traps: Record<string, Traps> = {
  'auth-pg': {
    mended: [
      'error narrow users.name',
      'error unique users.email',
      'error narrow accounts.providerAccountId',
      'error unique accounts.providerAccountId',
      'error foreign-key accounts.userId',
      'warning index accounts',
      'error narrow sessions.sessionToken',
      'error unique sessions.sessionToken',
      'error foreign-key sessions.userId',
      'warning index sessions',
      'warning index sessions',
      'warning index verification_token',
      'error missing authenticators',
    ],
    stays: [],
  },
  'drizzle-pg': {
    mended: [
      'error type account.expires_at',
      'error unique account.providerAccountId',
      'warning index account',
      'warning index session',
      'warning index session',
      'error unique verificationToken.token',
      'warning index verificationToken',
      'error type authenticator.counter',
      'warning index authenticator',
    ],
    stays: [],
  },
  'prisma-pg': {
    mended: [
      'warning index Account',
      'warning index Session',
      'warning index Session',
      'warning index VerificationToken',
    ],
    stays: ['warning nullable User.email', 'warning type Account.expires_at', 'warning type Authenticator.counter'],
  },
}

for (const [file, schema] of presets) describeMigrate(on, file, schema, traps[file] ?? { mended: [], stays: [] })

test('a connection that is lost meanwhile ends the migration, not the process, and the next one ends right', async () => {
  const url = await old('auth-pg')
  const pool = openPool(url)
  const holder = await openPool(url).connect()
  await holder.query('BEGIN')
  await holder.query('SELECT * FROM users')
  const ended = errorOf(migrate(pool, { schema: authPg }))
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE%'`
  await until(async () => (await ask(url, cut)).length > 0, 'the migration waits for the table')
  expect(await ended).toMatchObject({ code: 'unavailable' })
  await holder.query('ROLLBACK')
  holder.release()
  await migrate(pool, { schema: authPg })
  expect(await said(url, authPg)).toEqual([])
})

test('what migrate leaves as it is mends by the statements that check prints', async () => {
  const url = await old('prisma-pg')
  await migrate(openPool(url), { schema: prisma })
  const found = await check(openPool(url), { schema: prisma })
  expect(found.map(({ fix }) => fix)).toEqual([
    'ALTER TABLE "public"."User" ALTER COLUMN "email" DROP NOT NULL;',
    'ALTER TABLE "public"."Account" ALTER COLUMN "expires_at" TYPE bigint;',
    'ALTER TABLE "public"."Authenticator" ALTER COLUMN "counter" TYPE bigint;',
  ])
  await ask(url, found.map(({ fix }) => fix).join(''))
  const { account, authenticator, ...tables } = prisma.tables
  const { int32: _, ...wideAccount } = account
  const { int32: __, ...wideAuthenticator } = authenticator
  const whole = { tables: { ...tables, account: wideAccount, authenticator: wideAuthenticator } }
  expect(await check(openPool(url), { schema: whole })).toEqual([])
})

describe('rows that stand in the way', () => {
  test('duplicates and rows without a user stop migrate before anything is changed, and are shown without values', async () => {
    const url = await old('auth-pg')
    await ask(
      url,
      `INSERT INTO users (email) VALUES ('twice@x.example'), ('twice@x.example'), ('once@x.example'), (NULL), (NULL)`,
    )
    await ask(
      url,
      `INSERT INTO sessions ("userId", expires, "sessionToken") VALUES (1, now(), 'a'), (77, now(), 'b'), (78, now(), 'c')`,
    )
    const found = (await check(openPool(url), { schema: authPg })).filter(({ rule }) => /duplicates|orphans/.test(rule))
    expect(found.map(({ rule, table, column, message }) => [rule, table, column, /\d+/.exec(message)?.[0]])).toEqual([
      ['duplicates', 'users', 'email', '1'],
      ['orphans', 'sessions', 'userId', '2'],
    ])
    expect(JSON.stringify(found)).not.toContain('twice')
    expect(await ask(url, found[0]?.fix ?? '')).toEqual([['twice@x.example', '2']])
    const before = await said(url, authPg)
    expect(await errorOf(migrate(openPool(url), { schema: authPg }))).toMatchObject({
      code: 'schema',
      entity: 'user',
      field: 'email',
      message: expect.stringContaining('Nothing was changed.') as string,
    })
    expect(await said(url, authPg)).toEqual(before)
    await ask(url, 'DELETE FROM users WHERE id = 2')
    expect(await errorOf(migrate(openPool(url), { schema: authPg }))).toMatchObject({
      entity: 'session',
      field: 'userId',
    })
    await ask(url, found[1]?.fix ?? '')
    expect(await ask(url, 'SELECT "sessionToken" FROM sessions')).toEqual([['a']])
    await migrate(openPool(url), { schema: authPg })
    expect(await said(url, authPg)).toEqual([])
  })

  const orphans = async (url: string, schema: Schema): Promise<unknown[]> =>
    (await check(openPool(url), { schema })).flatMap(({ rule, message, fix }) =>
      rule === 'orphans' ? { message, fix } : [],
    )

  test('rows are nobody’s only where there are users: with no such table nothing is said that deletes them', async () => {
    const url = await old('auth-pg')
    await ask(url, `INSERT INTO sessions ("userId", expires, "sessionToken") VALUES (1, now(), 'a')`)
    await ask(url, 'ALTER TABLE users RENAME TO people')
    expect(await orphans(url, authPg)).toEqual([{ message: 'sessions has 1 rows, but there is no table users.' }])
    expect(await errorOf(migrate(openPool(url), { schema: authPg }))).toMatchObject({ code: 'schema' })
  })

  test('a row that names no user stands in nobody’s way', async () => {
    const url = await old('auth-pg')
    await ask(url, 'ALTER TABLE sessions ALTER "userId" DROP NOT NULL')
    await ask(url, `INSERT INTO sessions (expires, "sessionToken") VALUES (now(), 'a')`)
    expect(await orphans(url, authPg)).toEqual([])
    await migrate(openPool(url), { schema: authPg })
  })

  test('ids of different types are told, and not compared', async () => {
    const url = await old('auth-pg')
    await ask(url, 'ALTER TABLE sessions ALTER "userId" TYPE text')
    await ask(url, `INSERT INTO sessions ("userId", expires, "sessionToken") VALUES ('1', now(), 'a')`)
    expect(await said(url, authPg)).toEqual(
      expect.arrayContaining(['error type sessions.userId', 'error foreign-key sessions.userId']),
    )
  })

  test('a foreign key to users in another schema is not one to the users', async () => {
    const url = await old('auth-pg')
    await ask(url, 'CREATE SCHEMA other')
    await ask(url, 'CREATE TABLE other.users (id integer PRIMARY KEY)')
    await ask(url, 'ALTER TABLE sessions ADD FOREIGN KEY ("userId") REFERENCES other.users (id) ON DELETE CASCADE')
    expect(await said(url, authPg)).toContain('error foreign-key sessions.userId')
  })

  test('what is left of an index that could not be made is removed', async () => {
    const url = await old('auth-pg')
    await ask(url, `INSERT INTO users (email) VALUES ('twice@x.example'), ('twice@x.example')`)
    const make = 'CREATE UNIQUE INDEX CONCURRENTLY ON users (email)'
    await expect(ask(url, make)).rejects.toThrow(/could not create unique index/)
    await ask(url, 'DELETE FROM users WHERE id = 2')
    const invalid = 'SELECT count(*) FROM pg_index WHERE NOT indisvalid'
    expect(await ask(url, invalid)).toEqual([['1']])
    await migrate(openPool(url), { schema: authPg })
    expect(await ask(url, invalid)).toEqual([['0']])
    expect(await said(url, authPg)).toEqual([])
  })

  test('addresses in capitals stop it where citext matched them, until it is told what to do', async () => {
    const make = async (): Promise<string> => {
      const url = await old('drizzle-pg')
      await ask(url, 'CREATE EXTENSION citext')
      await ask(url, 'ALTER TABLE "user" ALTER COLUMN email TYPE citext')
      await ask(url, `INSERT INTO "user" (id, email) VALUES ('1', 'Ada@x.example'), ('2', 'bob@x.example')`)
      return url
    }
    const url = await make()
    const schema = drizzlePg
    expect((await said(url, schema)).filter((line) => line.endsWith('user.email'))).toEqual([
      'error collation user.email',
      'error e-mail-case user.email',
    ])
    const error = await errorOf(migrate(openPool(url), { schema }))
    expect(error).toMatchObject({ code: 'schema', entity: 'user', field: 'email' })
    expect(error.message).toMatch(/1 addresses.*emails: 'lower' or 'keep'.*Nothing was changed/s)
    expect(error.message).not.toContain('Ada')
    const emails = 'SELECT email FROM "user" ORDER BY id'
    await migrate(openPool(url), { schema, emails: 'lower' })
    expect(await ask(url, emails)).toEqual([['ada@x.example'], ['bob@x.example']])
    const kept = await make()
    await migrate(openPool(kept), { schema, emails: 'keep' })
    expect(await ask(kept, emails)).toEqual([['Ada@x.example'], ['bob@x.example']])
    expect(await said(kept, schema)).toEqual([])
  })
})

test('a foreign key that is made anew goes on following an id that changes', async () => {
  const url = await old('auth-pg')
  await ask(url, 'ALTER TABLE sessions ADD FOREIGN KEY ("userId") REFERENCES users (id) ON UPDATE CASCADE')
  await migrate(openPool(url), { schema: authPg })
  const rules = `SELECT conrelid::regclass::text, confupdtype, confdeltype FROM pg_constraint WHERE contype = 'f' ORDER BY 1`
  expect(await ask(url, rules)).toEqual([
    ['accounts', 'a', 'c'],
    ['authenticators', 'a', 'c'],
    ['sessions', 'c', 'c'],
  ])
})

test('a table in parts gets its indexes and keys in the way that such tables can', async () => {
  const url = await old('auth-pg')
  await ask(url, 'ALTER TABLE verification_token RENAME TO part')
  await ask(
    url,
    'CREATE TABLE verification_token (LIKE part INCLUDING CONSTRAINTS, PRIMARY KEY (identifier, token)) PARTITION BY HASH (token)',
  )
  await ask(url, 'ALTER TABLE verification_token ATTACH PARTITION part FOR VALUES WITH (MODULUS 1, REMAINDER 0)')
  await migrate(openPool(url), { schema: authPg })
  expect(await said(url, authPg)).toEqual([])
})

test('the time of the last change is kept up, and ids are made, where nobody else does it', async () => {
  const url = await old('prisma-pg')
  const adapter = PostgresAdapter(openPool(url), { schema: prisma })
  const { id } = await adapter.createUser({ id: 'u', email: 'u@x.example' })
  const times = (table: string): Promise<unknown[][]> =>
    ask(
      url,
      `SELECT "updatedAt" > "createdAt", abs(extract(epoch FROM timezone('UTC', now()) - "createdAt")) < 60 FROM "${table}"`,
    )
  expect(await times('User')).toEqual([[false, true]])
  await adapter.updateUser({ id, name: 'Ada' })
  expect(await times('User')).toEqual([[true, true]])
  const account = { userId: id, type: 'oidc', provider: 'p', providerAccountId: '1' } as const
  await adapter.linkAccount(account)
  expect(await times('Account')).toEqual([[false, true]])
  await adapter.linkAccount({ ...account, scope: 'a' })
  expect(await times('Account')).toEqual([[true, true]])
})

test('without a table for passkeys everything else works', async () => {
  const url = await old('auth-pg')
  const adapter = PostgresAdapter(openPool(url), { schema: authPg })
  const { id: userId } = await adapter.createUser({ email: 'u@x.example' })
  const account = { userId, type: 'webauthn', provider: 'passkey', providerAccountId: 'key' } as const
  await adapter.linkAccount(account)
  await adapter.linkAccount({ ...account, type: 'oidc', provider: 'p' })
  expect(await errorOf(adapter.getAuthenticator('key'))).toMatchObject({ code: 'schema', entity: 'authenticator' })
  expect(await adapter.unlinkAccount(account, { userId, keepLast: true })).toEqual(account)
  const last = { provider: 'p', providerAccountId: 'key' }
  expect(await errorOf(adapter.unlinkAccount(last, { userId, keepLast: true }))).toMatchObject({ code: 'conflict' })
  await adapter.createSession({ sessionToken: 's', userId, expires: new Date(0) })
  expect(await adapter.deleteExpired()).toMatchObject({ session: 1, authenticator: 0 })
  expect(await adapter.deleteUser(userId)).toMatchObject({ id: userId })
  expect(await ask(url, 'SELECT * FROM accounts')).toEqual([])
})
