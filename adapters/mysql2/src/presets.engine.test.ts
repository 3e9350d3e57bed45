import { createPool } from 'mysql2/promise'
import { describe, expect, test } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { documented } from '../../../scripts/presets/documented.ts'
import { type Server, type Traps, describeMigrate, documentedOn, saidOf } from '../../../scripts/presets/migrating.ts'
import { kept, verdictOf } from '../../../scripts/presets/verdict.ts'
import { ask, createDatabase, errorOf, openPool } from '../test/databases.ts'
import { mysqlTarget } from '../test/target.ts'
import { MySQLAdapter, type Schema, capabilities, check, drizzleMysql, migrate, prisma } from './index.ts'

const { version } = server()
const presets: [file: string, schema: Schema][] = [
  ['drizzle-mysql', drizzleMysql],
  ['prisma-mysql', prisma],
]
const open = (uri: string) => {
  const client = createPool({ uri, connectionLimit: 10 })
  return { client, close: () => client.end() }
}

describe.each(presets)('%s', (file, schema) => {
  test.each([
    // One account a person is too few for the kit to say much.
    ...(schema === prisma ? [] : [['as documented', schema, false] as const]),
    ['after migrate', schema.migrated ?? schema, true] as const,
  ])('%s the contract is kept, but for what is said to be lost', { timeout: 60_000 }, async (_, layout, migrated) => {
    const target = mysqlTarget(file, version, open, { schema: layout }, async (client, url) => {
      await ask(url, ...documented(file))
      if (migrated) await migrate(client, { schema })
    })
    const { verdicts, wrong, lost } = await verdictOf(target as never)
    expect(wrong).toEqual([])
    expect(verdicts).toEqual(kept)
    expect(lost).toEqual(Object.keys(capabilities({ schema: layout }).notGuaranteed).toSorted())
  })
})

const on: Server<ReturnType<typeof openPool>> = {
  create: createDatabase,
  run: (url, statements) => ask(url, ...statements),
  open: openPool,
  adapter: (pool, options) => MySQLAdapter(pool, options),
  check,
  migrate,
}
const old = (file: string): Promise<string> => documentedOn(on, file)
const said = (url: string, schema: Schema): Promise<string[]> => saidOf(on, url, schema)

const lines = (severity: string, rule: string, columns: Readonly<Record<string, string>>): string[] =>
  Object.entries(columns).flatMap(([table, names]) =>
    names.split(' ').map((name) => `${severity} ${rule} ${table}${name === '-' ? '' : `.${name}`}`),
  )

const traps: Record<string, Traps> = {
  'drizzle-mysql': {
    mended: [
      ...lines('error', 'type', {
        user: 'emailVerified',
        account: 'expires_at',
        session: 'expires',
        verificationToken: 'expires',
        authenticator: 'counter',
      }),
      ...lines('error', 'narrow', {
        user: 'name image',
        account: 'refresh_token access_token token_type scope id_token session_state',
        authenticator: 'credentialPublicKey credentialDeviceType transports',
      }),
      ...lines('error', 'collation', {
        user: 'id email',
        account: 'userId provider providerAccountId',
        session: 'sessionToken userId',
        verificationToken: 'identifier token',
        authenticator: 'credentialID userId providerAccountId',
      }),
      'warning index session',
      'warning index verificationToken',
    ],
    stays: lines('warning', 'narrow', {
      account: 'providerAccountId',
      session: 'sessionToken',
      verificationToken: 'identifier',
      authenticator: 'credentialID providerAccountId',
    }),
  },
  'prisma-mysql': {
    mended: [
      ...lines('error', 'narrow', {
        User: 'name image',
        Account: 'refresh_token access_token token_type scope id_token session_state',
        Authenticator: 'credentialPublicKey credentialDeviceType transports',
      }),
      ...lines('error', 'collation', {
        User: 'id email',
        Account: 'userId provider providerAccountId',
        Session: 'sessionToken userId',
        VerificationToken: 'identifier token',
        Authenticator: 'credentialID userId providerAccountId',
      }),
      'warning too-strict Account.userId',
      'error foreign-key Account.userId',
      'error foreign-key Session.userId',
      'warning index Session',
      'warning index VerificationToken',
    ],
    stays: [
      'warning narrow User.email',
      ...lines('warning', 'narrow', {
        Account: 'provider providerAccountId',
        Session: 'sessionToken',
        VerificationToken: 'identifier token',
        Authenticator: 'credentialID providerAccountId',
      }),
      'warning type Account.expires_at',
      'warning type Authenticator.counter',
    ],
  },
}

for (const [file, schema] of presets) describeMigrate(on, file, schema, traps[file] ?? { mended: [], stays: [] })

describe('what stands in the way', () => {
  test('addresses in capitals, which the collation matched: migrate stops until it is told what to do', async () => {
    const make = async (): Promise<string> => {
      const url = await old('drizzle-mysql')
      await ask(url, "INSERT INTO user (id, email) VALUES ('1', 'Ada@x.example'), ('2', 'bob@x.example')")
      return url
    }
    const schema = drizzleMysql
    const url = await make()
    const found = await check(openPool(url), { schema })
    expect(found.filter(({ rule }) => rule === 'e-mail-case')).toMatchObject([{ table: 'user', column: 'email' }])
    const error = await errorOf(migrate(openPool(url), { schema }))
    expect(error).toMatchObject({ code: 'schema', entity: 'user', field: 'email' })
    expect(error.message).toMatch(/1 addresses.*emails: 'lower' or 'keep'.*Nothing was changed/s)
    expect(error.message).not.toContain('Ada')
    const emails = 'SELECT email FROM user ORDER BY id'
    await migrate(openPool(url), { schema, emails: 'lower' })
    expect(await ask(url, emails)).toEqual([['ada@x.example'], ['bob@x.example']])
    const kept = await make()
    await migrate(openPool(kept), { schema, emails: 'keep' })
    expect(await ask(kept, emails)).toEqual([['Ada@x.example'], ['bob@x.example']])
    expect((await said(kept, schema)).filter((line) => line.startsWith('error'))).toEqual([])
  })

  test("a table of the application's that refers to users: ids stay as they are, and it is said", async () => {
    const url = await old('drizzle-mysql')
    await ask(
      url,
      'CREATE TABLE post (id int PRIMARY KEY, author varchar(255), FOREIGN KEY (author) REFERENCES user (id))',
    )
    const pool = openPool(url)
    await migrate(pool, { schema: drizzleMysql })
    const ids = (await check(pool, { schema: drizzleMysql })).filter(({ rule }) => rule === 'collation')
    expect(ids.map(({ severity, column }) => `${severity} ${column}`)).toEqual([
      'warning id',
      'warning userId',
      'warning userId',
      'warning userId',
    ])
    expect(ids[0]?.message).toContain('(post)')
    const adapter = MySQLAdapter(pool, { schema: drizzleMysql.migrated })
    const { id } = await adapter.createUser({ id: 'a', email: 'a@x.example' })
    await adapter.createSession({ sessionToken: 's', userId: id, expires: new Date('2031-01-01') })
    expect(await adapter.getSessionAndUser('s')).toMatchObject({ user: { id: 'a' } })
  })

  test('rows without a user, and the same key twice', async () => {
    const url = await old('drizzle-mysql')
    await ask(
      url,
      'ALTER TABLE session DROP FOREIGN KEY session_userId_user_id_fk, DROP PRIMARY KEY',
      "INSERT INTO session VALUES ('twice', 'nobody', '2031-01-01'), ('twice', 'nobody', '2031-01-01'), ('TWICE', 'nobody', '2031-01-01')",
    )
    const found = (await check(openPool(url), { schema: drizzleMysql })).filter(({ rule }) =>
      /duplicates|orphans/.test(rule),
    )
    expect(found.map(({ rule, table, column, message }) => [rule, table, column, /\d+/.exec(message)?.[0]])).toEqual([
      ['duplicates', 'session', 'sessionToken', '1'],
      ['orphans', 'session', 'userId', '3'],
    ])
    expect(JSON.stringify(found)).not.toContain('twice')
    expect(await errorOf(migrate(openPool(url), { schema: drizzleMysql }))).toMatchObject({
      code: 'schema',
      entity: 'session',
    })
    await ask(url, found[1]?.fix ?? '')
    expect(await ask(url, 'SELECT * FROM session')).toEqual([])
    await migrate(openPool(url), { schema: drizzleMysql })
    expect((await said(url, drizzleMysql)).filter((line) => line.startsWith('error'))).toEqual([])
  })
})

test('a second account of one person leaves the first as it is where users are unique', async () => {
  const url = await old('prisma-mysql')
  const adapter = MySQLAdapter(openPool(url), { schema: prisma })
  const { id: userId } = await adapter.createUser({ id: 'u', email: 'u@x.example' })
  const first = { userId, type: 'oidc', provider: 'a', providerAccountId: '1', refresh_token: 'first' } as const
  await adapter.linkAccount(first)
  const second = { ...first, provider: 'b', providerAccountId: '2', refresh_token: 'second' }
  expect(await errorOf(adapter.linkAccount(second))).toMatchObject({ code: 'duplicate' })
  expect(await adapter.getAccount('1', 'a')).toEqual(first)
  await migrate(openPool(url), { schema: prisma })
  await adapter.linkAccount(second)
  expect(await adapter.listAccounts(userId)).toEqual([first, second])
  expect(await adapter.deleteUser(userId)).toMatchObject({ id: 'u' })
})

test('a user whom a table of the application keeps stays whole where references do not cascade', async () => {
  const url = await old('prisma-mysql')
  await ask(
    url,
    'CREATE TABLE Post (author varchar(191) COLLATE utf8mb4_unicode_ci, FOREIGN KEY (author) REFERENCES User (id))',
  )
  const adapter = MySQLAdapter(openPool(url), { schema: prisma })
  const { id: userId } = await adapter.createUser({ id: 'u', email: 'u@x.example' })
  await adapter.linkAccount({ userId, type: 'oidc', provider: 'p', providerAccountId: '1' })
  await adapter.createSession({ sessionToken: 's', userId, expires: new Date('2031-01-01') })
  await ask(url, "INSERT INTO Post VALUES ('u')")
  const error = await errorOf(adapter.deleteUser(userId))
  expect(error).toMatchObject({ code: 'reference', operation: 'deleteUser', entity: 'user' })
  expect(error.message).toContain('rows of other tables refer to this user')
  expect(await adapter.listAccounts(userId)).toHaveLength(1)
  expect(await adapter.getSessionAndUser('s')).not.toBeNull()
  await ask(url, 'DELETE FROM Post')
  expect(await adapter.deleteUser(userId)).toMatchObject({ id: 'u' })
  expect(await adapter.getSessionAndUser('s')).toBeNull()
})

test('a user goes with its rows where references do not cascade', async () => {
  const url = await old('prisma-mysql')
  const adapter = MySQLAdapter(openPool(url), { schema: prisma })
  for (const id of ['u', 'v']) {
    await adapter.createUser({ id, email: `${id}@x.example` })
    await adapter.linkAccount({ userId: id, type: 'oidc', provider: 'p', providerAccountId: id })
    await adapter.createSession({ sessionToken: id, userId: id, expires: new Date('2031-01-01') })
  }
  expect(await adapter.deleteUser('u')).toMatchObject({ id: 'u' })
  expect(await ask(url, 'SELECT userId FROM Account UNION ALL SELECT userId FROM Session')).toEqual([['v'], ['v']])
})

test('the statements that check prints for ids mend them, as they are', async () => {
  const url = await old('drizzle-mysql')
  const found = await check(openPool(url), { schema: drizzleMysql })
  const ids = found.filter(({ rule, column }) => rule === 'collation' && (column === 'id' || column === 'userId'))
  expect(new Set(ids.map(({ fix }) => fix)).size).toBe(1)
  await ask(url, ...(ids[0]?.fix ?? '').split(/;\n?/).filter((statement) => statement !== ''))
  const left = await check(openPool(url), { schema: drizzleMysql })
  expect(left.filter(({ column }) => column === 'id' || column === 'userId')).toEqual([])
})
