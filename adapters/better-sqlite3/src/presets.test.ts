import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { documented } from '../../../scripts/presets/documented.ts'
import { errorOf } from '../test/databases.ts'
import { SQLiteAdapter, type Schema, check, drizzleSqlite, migrate, prisma } from './index.ts'

const presets: [file: string, schema: Schema, tables: [session: string, verificationToken: string, account: string]][] =
  [
    ['drizzle-sqlite', drizzleSqlite, ['session', 'verificationToken', 'account']],
    ['prisma-sqlite', prisma, ['Session', 'VerificationToken', 'Account']],
  ]
const old = (file: string): Database.Database => {
  const database = new Database(':memory:')
  for (const statement of documented(file)) database.exec(statement)
  return database
}
const expires = new Date('2039-05-06T07:08:09.123Z')

describe.each(presets)('%s', (file, schema, [session, verificationToken, account]) => {
  test('has no trap but missing indexes, which migrate adds', async () => {
    const database = old(file)
    const missing = [`warning index ${account}`, `warning index ${session}`, `warning index ${session}`]
    expect(
      (await check(database, { schema })).map(({ severity, rule, table }) => `${severity} ${rule} ${table}`),
    ).toEqual([...missing, `warning index ${verificationToken}`])
    const { statements } = await migrate(database, { schema, plan: true })
    expect(await check(database, { schema })).toHaveLength(4)
    expect(await migrate(database, { schema })).toEqual({ statements })
    expect(await check(database, { schema })).toEqual([])
  })
})

test('the time of the last change is kept up, and ids are made, where nobody else does it', async () => {
  const database = old('prisma-sqlite')
  const adapter = SQLiteAdapter(database, { schema: prisma })
  const { id } = await adapter.createUser({ id: 'u', email: 'u@x.example' })
  await adapter.linkAccount({ userId: id, type: 'oidc', provider: 'p', providerAccountId: '1' })
  await adapter.createSession({ sessionToken: 's', userId: id, expires })
  const [row] = database.prepare('SELECT * FROM "Session"').all() as [Record<string, string>]
  expect(row['id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(row).toMatchObject({ expires: expires.toISOString(), createdAt: row['updatedAt'] })
  expect(Math.abs(Date.parse(row['createdAt'] ?? '') - Date.now())).toBeLessThan(60_000)
  database.exec(`UPDATE "User" SET "updatedAt" = '2000-01-01T00:00:00.000Z'`)
  await adapter.updateUser({ id, name: 'Ada' })
  const changed = database.prepare('SELECT "updatedAt" FROM "User"').pluck().get() as string
  expect(Math.abs(Date.parse(changed) - Date.now())).toBeLessThan(60_000)
})

describe('what SQLite cannot alter in place', () => {
  const lax = [
    'CREATE TABLE user (id text PRIMARY KEY NOT NULL, name text, email text COLLATE NOCASE UNIQUE, emailVerified integer, image text, plan text NOT NULL DEFAULT \'free\', "odd one" blob)',
    'CREATE TABLE session (sessionToken text PRIMARY KEY NOT NULL, userId text NOT NULL, expires integer NOT NULL)',
    `INSERT INTO user (id, email, "odd one") VALUES ('u', 'u@x.example', x'00ff')`,
    `INSERT INTO session VALUES ('s', 'u', ${expires.getTime()})`,
  ]
  const schema = drizzleSqlite
  const errors = async (database: Database.Database): Promise<string[]> =>
    (await check(database, { schema }))
      .filter(({ severity, rule }) => severity === 'error' && rule !== 'missing')
      .map(({ rule, table, column }) => `${rule} ${table}.${column}`)

  test('migrate refuses; the statements that check prints make the table anew, with every row and column', async () => {
    const database = new Database(':memory:')
    for (const statement of lax) database.exec(statement)
    expect(await errors(database)).toEqual(['collation user.email', 'foreign-key session.userId'])
    expect(await errorOf(migrate(database, { schema }))).toMatchObject({ code: 'schema', field: 'email' })
    database.exec("INSERT INTO user (id, email) VALUES ('v', 'V@x.example')")
    expect(await errors(database)).toContain('e-mail-case user.email')
    database.exec("DELETE FROM user WHERE id = 'v'")
    const fixes = new Set(
      (await check(database, { schema })).flatMap(({ rule, fix = '' }) => (rule === 'missing' ? [] : fix)),
    )
    for (const fix of fixes) if (fix.includes('rebuilt')) database.exec(fix)
    expect(await errors(database)).toEqual([])
    expect(database.prepare('SELECT id, email, plan, "odd one" AS odd FROM user').all()).toEqual([
      { id: 'u', email: 'u@x.example', plan: 'free', odd: Buffer.from([0, 255]) },
    ])
    await migrate(database, { schema })
    const adapter = SQLiteAdapter(database, { schema })
    expect(await adapter.getSessionAndUser('s')).toMatchObject({ user: { id: 'u' }, session: { expires } })
    expect(await adapter.getUserByEmail('U@x.example')).toBeNull()
    await adapter.deleteUser('u')
    expect(database.prepare('SELECT count(*) FROM session').pluck().get()).toBe(0)
  })

  const rebuilt = async (database: Database.Database, table: string): Promise<string> =>
    (await check(database, { schema })).find((each) => each.table === table && each.fix?.startsWith('PRAGMA'))?.fix ??
    ''
  const made = (database: Database.Database): unknown[] =>
    database
      .prepare(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('trigger', 'index', 'view') ORDER BY name",
      )
      .pluck()
      .all()

  test("indexes, triggers and views of the application's own, and unique columns, come along", async () => {
    const database = new Database(':memory:')
    const own = [
      'CREATE TABLE user (id text PRIMARY KEY, name text, email text COLLATE NOCASE UNIQUE, emailVerified integer, image text, slug text COLLATE NOCASE UNIQUE)',
      'CREATE INDEX by_name ON user (name)',
      'CREATE UNIQUE INDEX IF NOT EXISTS named ON user (lower(name))',
      "CREATE TRIGGER changed AFTER UPDATE ON user BEGIN SELECT 'done; and more'; END",
      'CREATE VIEW people AS SELECT * FROM user',
      'CREATE TABLE post (author text REFERENCES user (id))',
      "INSERT INTO user (id, name, slug) VALUES ('u', 'Ada', 'ada')",
      "INSERT INTO post VALUES ('u')",
    ]
    for (const statement of own) database.exec(statement)
    const before = made(database)
    database.exec(await rebuilt(database, 'user'))
    expect(made(database)).toEqual(before)
    expect((await errors(database)).filter((line) => line.includes('user.'))).toEqual([])
    expect(database.prepare('SELECT name FROM people').pluck().all()).toEqual(['Ada'])
    expect(() => database.exec("INSERT INTO user (id, slug) VALUES ('v', 'ADA')")).toThrow(/UNIQUE/)
    expect(() => database.exec("INSERT INTO post VALUES ('w')")).toThrow(/FOREIGN KEY/)
  })

  test.each([
    ['a key that counts up', 'id integer PRIMARY KEY AUTOINCREMENT NOT NULL', ''],
    ['a foreign key', 'tenant integer REFERENCES tenant (id)', ''],
    ['an expression', 'shout text AS (upper(scope))', ''],
    ['a condition', 'plan text', ", CHECK (plan <> '')"],
    ['a set that is unique', 'plan text', ', UNIQUE (plan, scope)'],
  ])('a column with %s is not made anew without it', async (_, column, constraint) => {
    const database = new Database(':memory:')
    for (const statement of documented('drizzle-sqlite')) database.exec(statement)
    database.exec('DROP TABLE account')
    database.exec(
      `CREATE TABLE account (${column}, userId text NOT NULL, type text NOT NULL, provider text NOT NULL, providerAccountId text NOT NULL, refresh_token text, access_token text, expires_at integer, token_type text, scope text, id_token text, session_state text, UNIQUE (provider, providerAccountId)${constraint})`,
    )
    const found = (await check(database, { schema })).find(({ rule }) => rule === 'foreign-key')
    expect(found?.fix).toMatch(/^-- Make account anew by hand[^\n]*$/)
  })

  test('a generated column is filled by the database', async () => {
    const database = old('drizzle-sqlite')
    database.exec("ALTER TABLE user ADD shout text NOT NULL AS (coalesce(name, ''))")
    expect(await errors(database)).toEqual([])
    await migrate(database, { schema })
  })

  test('an index with a lax collation makes no column lax', async () => {
    const database = old('drizzle-sqlite')
    database.exec('CREATE INDEX search ON user (email COLLATE NOCASE)')
    expect(await errors(database)).toEqual([])
  })
})

test('dates in another form than the schema says are found, before live sessions are taken for expired', async () => {
  const database = old('prisma-sqlite')
  const numbers = { ...prisma, encodings: { timestamp: 'native' } } as const
  const adapter = SQLiteAdapter(database, { schema: numbers })
  await adapter.createUser({ id: 'u', email: 'u@x.example' })
  await adapter.createSession({ sessionToken: 's', userId: 'u', expires })
  const found = async (schema: Schema): Promise<unknown[]> =>
    (await check(database, { schema })).flatMap(({ severity, rule, table, column, fix }) =>
      severity === 'error' ? [[rule, table, column, fix]] : [],
    )
  expect(await found(numbers)).toEqual([])
  expect(await found(prisma)).toEqual([['type', 'Session', 'expires', "encodings: { timestamp: 'native' }"]])
  expect(await errorOf(migrate(database, { schema: prisma }))).toMatchObject({ entity: 'session', field: 'expires' })
})
