import { createConnection } from 'mysql2/promise'
import { describe, expect, onTestFinished, test } from 'vitest'
import { documented } from '../../../scripts/presets/documented.ts'
import { ask, createDatabase, errorOf, migratedDatabase, onMariaDB, openPool } from '../test/databases.ts'
import { MySQLAdapter, type Schema, check, drizzleMysql, migrate, prisma } from './index.ts'

/** A database as documented, and changed. */
async function old(file: string, ...changes: string[]): Promise<string> {
  const url = await createDatabase()
  await ask(url, ...documented(file), ...changes)
  return url
}
const shown = async (url: string, table: string): Promise<string> =>
  String((await ask(url, `SHOW CREATE TABLE ${table}`))[0]?.[1])
const found = async (url: string, schema: Schema = drizzleMysql): Promise<string[]> =>
  (await check(openPool(url), { schema })).map(
    ({ severity, rule, table, column }) => `${severity} ${rule} ${table}.${column}`,
  )
/** A pool whose connections cut what is too long, as servers were set up once. */
const laxPool = (url: string) => {
  const pool = openPool(url)
  pool.on('connection', (connection) => void connection.query("SET sql_mode = ''"))
  return pool
}
// Of a table like this one migrate knows nothing.
const refers = 'CREATE TABLE post (email varchar(255), FOREIGN KEY (email) REFERENCES user (email))'
const keys = 'SELECT count(*) FROM information_schema.referential_constraints WHERE constraint_schema = database()'

describe('what a column has of its own stays when it is altered', () => {
  test('its comment', async () => {
    const comment = "the person's \\ name"
    const url = await old(
      'drizzle-mysql',
      `ALTER TABLE user MODIFY name varchar(255) COMMENT 'the person''s \\\\ name'`,
    )
    await migrate(openPool(url), { schema: drizzleMysql })
    const told = `SELECT column_comment FROM information_schema.columns WHERE table_schema = database() AND table_name = 'user' AND column_name = 'name'`
    expect(await ask(url, told)).toEqual([[comment]])
  })

  test('its character set and collation, in a table with others; text in a narrow one becomes wide', async () => {
    const own = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci'
    const url = await createDatabase(undefined, 'CHARACTER SET latin1')
    await ask(
      url,
      ...documented('drizzle-mysql'),
      `ALTER TABLE user MODIFY name varchar(255) ${own}`,
      "INSERT INTO user (id, name, image) VALUES ('1', '日本', 'é')",
    )
    await migrate(laxPool(url), { schema: drizzleMysql })
    expect(await ask(url, 'SELECT name, image FROM user')).toEqual([['日本', 'é']])
    expect(await shown(url, 'user')).toMatch(/`name` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci/)
    expect((await found(url)).filter((line) => line.startsWith('error'))).toEqual([])
    expect(await migrate(openPool(url), { schema: drizzleMysql })).toEqual({ statements: [] })
  })

  test('its width, where the schema asks for less', async () => {
    const long = 'x'.repeat(250)
    const url = await old(
      'prisma-mysql',
      'ALTER TABLE VerificationToken MODIFY identifier varchar(255) NOT NULL',
      `INSERT INTO VerificationToken VALUES ('${long}', 't', now())`,
    )
    await migrate(laxPool(url), { schema: prisma })
    expect(await ask(url, 'SELECT identifier FROM VerificationToken')).toEqual([[long]])
  })

  test('the settings of the connection, whatever the migration needs', async () => {
    const url = await old('drizzle-mysql', refers)
    const client = await createConnection(url)
    onTestFinished(() => client.end())
    const settings = async (): Promise<unknown> =>
      (await client.query('SELECT @@sql_mode AS mode, @@lock_wait_timeout AS wait'))[0]
    await client.query("SET sql_mode = 'ANSI_QUOTES', lock_wait_timeout = 77")
    const during: Promise<unknown>[] = []
    const onProgress = (): void => void during.push(settings())
    expect(await errorOf(migrate(client, { schema: drizzleMysql, onProgress }))).toMatchObject({ code: 'schema' })
    expect(await settings()).toEqual([{ mode: 'ANSI_QUOTES', wait: 77 }])
    await ask(url, 'DROP TABLE post')
    await migrate(client, { schema: drizzleMysql, onProgress })
    expect(await settings()).toEqual([{ mode: 'ANSI_QUOTES', wait: 77 }])
    // Nobody waits for long behind a statement that waits for a table.
    expect(await Promise.all(during)).toEqual(during.map(() => [{ mode: 'STRICT_ALL_TABLES', wait: 30 }]))
  })

  test('a zero date', async () => {
    const url = await createDatabase()
    await ask(
      url,
      "SET sql_mode = ''",
      ...documented('drizzle-mysql'),
      "INSERT INTO user (id, emailVerified) VALUES ('1', '0000-00-00')",
    )
    await migrate(openPool(url), { schema: drizzleMysql })
    expect(await MySQLAdapter(openPool(url), { schema: drizzleMysql }).getUser('1')).toMatchObject({
      emailVerified: null,
    })
  })
})

test('under a schema of lax keys collations stay, and nothing is done twice', async () => {
  const { migrated: _, ...schema } = drizzleMysql
  const exact = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'
  const url = await old('drizzle-mysql', `ALTER TABLE session MODIFY sessionToken varchar(255) ${exact} NOT NULL`)
  await migrate(openPool(url), { schema })
  expect(await shown(url, 'session')).toContain(`\`sessionToken\` varchar(255) ${exact}`)
  expect(await migrate(openPool(url), { schema })).toEqual({ statements: [] })
  expect(await found(url, schema)).toContain('warning collation session.sessionToken')
})

test('bytes of another character set are not taken for UTF-8', async () => {
  const url = await migratedDatabase()
  await ask(
    url,
    'ALTER TABLE accounts MODIFY providerAccountId varchar(255) CHARACTER SET latin1 NOT NULL',
    "INSERT INTO users (id) VALUES ('u')",
    "INSERT INTO accounts (userId, type, provider, providerAccountId) VALUES ('u', 'oidc', 'p', 'é')",
  )
  expect(await errorOf(migrate(openPool(url)))).toMatchObject({ code: 'schema', field: 'providerAccountId' })
  expect(await ask(url, 'SELECT providerAccountId FROM accounts')).toEqual([['é']])
  await ask(url, 'ALTER TABLE accounts MODIFY providerAccountId varchar(255) CHARACTER SET utf8mb4 NOT NULL')
  await migrate(openPool(url))
  const key = { provider: 'p', providerAccountId: 'é' }
  expect(await MySQLAdapter(openPool(url)).getUserByAccount(key)).toMatchObject({ id: 'u' })
})

test('a TIMESTAMP that the server sets by itself, and that must be there, goes', async () => {
  const own = 'timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP'
  const url = await old('drizzle-mysql', `ALTER TABLE session MODIFY expires ${own}`)
  await migrate(openPool(url), { schema: drizzleMysql })
  expect(await shown(url, 'session')).toMatch(/`expires` datetime\(3\) NOT NULL,/)
})

test('a generated column is nobody’s fault', async () => {
  const shout = "ADD shout varchar(300) GENERATED ALWAYS AS (upper(coalesce(name, ''))) STORED"
  const url = await old('drizzle-mysql', `ALTER TABLE user ${shout}${onMariaDB() ? '' : ' NOT NULL'}`)
  expect(await found(url)).toContain('warning undeclared user.shout')
  await migrate(openPool(url), { schema: drizzleMysql })
  expect(await shown(url, 'user')).toContain('GENERATED ALWAYS AS')
})

describe('text that an index holds', () => {
  test('is not made too long for it: check says how the schema tells its length', async () => {
    const url = await old('drizzle-mysql', 'CREATE INDEX by_name ON user (name)')
    expect(await errorOf(migrate(openPool(url), { schema: drizzleMysql }))).toMatchObject({
      field: 'name',
      message: expect.stringMatching(/characters: \{ name: 255 \}.*Nothing was changed/) as string,
    })
    const { migrated } = drizzleMysql
    const tables = { ...migrated.tables, user: { name: 'user', characters: { name: 255 } } }
    const schema = { ...drizzleMysql, migrated: { ...migrated, tables } }
    await migrate(openPool(url), { schema })
    expect((await found(url, schema)).filter((line) => line.startsWith('error'))).toEqual([])
    expect(await shown(url, 'user')).toContain('KEY `by_name` (`name`)')
  })
})

test('foreign keys come back when a column cannot be altered without them either', async () => {
  const url = await old(
    'drizzle-mysql',
    // It holds as long as letters of both cases are equal.
    "ALTER TABLE user ADD CHECK (email = 'ADA@x.example')",
    "INSERT INTO user (id, email) VALUES ('u', 'ada@x.example')",
  )
  const before = await ask(url, keys)
  expect(await errorOf(migrate(openPool(url), { schema: drizzleMysql }))).toMatchObject({ code: 'schema' })
  expect(await ask(url, keys)).toEqual(before)
})

test('a foreign key to another database’s table is not one to the users', async () => {
  const other = new URL(await old('drizzle-mysql')).pathname.slice(1)
  const url = await old(
    'drizzle-mysql',
    'ALTER TABLE session DROP FOREIGN KEY session_userId_user_id_fk',
    `ALTER TABLE session ADD FOREIGN KEY (userId) REFERENCES ${other}.user (id) ON DELETE CASCADE`,
  )
  expect(await found(url)).toContain('error foreign-key session.userId')
})

test('ids in two collations are compared all the same', async () => {
  const url = await old(
    'drizzle-mysql',
    'ALTER TABLE session DROP FOREIGN KEY session_userId_user_id_fk',
    `ALTER TABLE session MODIFY userId varchar(255) COLLATE utf8mb4_german2_ci NOT NULL`,
    "INSERT INTO user (id) VALUES ('u')",
    "INSERT INTO session VALUES ('s', 'u', now()), ('t', 'v', now())",
  )
  const orphans = (await check(openPool(url), { schema: drizzleMysql })).filter(({ rule }) => rule === 'orphans')
  expect(orphans.map(({ message }) => message)).toEqual([expect.stringMatching(/^session has 1 rows/)])
  await ask(url, orphans[0]?.fix ?? '')
  await migrate(openPool(url), { schema: drizzleMysql })
  expect(await ask(url, 'SELECT sessionToken FROM session')).toEqual([['s']])
})

test('a date that the server sets anew with each change goes; a column of the application’s own keeps that', async () => {
  const own = 'datetime(3) NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP(3)'
  const url = await old('drizzle-mysql', `ALTER TABLE user MODIFY emailVerified ${own}, ADD touched ${own}`)
  const options = {
    schema: drizzleMysql,
    fields: { user: { touched: { type: 'timestamp', optional: true } } },
  } as const
  expect(await found(url)).toContain('error type user.emailVerified')
  await migrate(openPool(url), options)
  expect(await check(openPool(url), options)).not.toContainEqual(expect.objectContaining({ severity: 'error' }))
  const adapter = MySQLAdapter(openPool(url), options)
  await adapter.createUser({ id: 'u', email: 'u@x.example', emailVerified: null })
  const { emailVerified, touched } = await adapter.updateUser({ id: 'u', name: 'Ada' })
  expect([emailVerified, touched]).toEqual([null, expect.any(Date)])
})

test('a TIMESTAMP that may be absent may be so on every server', async () => {
  const url = await createDatabase()
  const pool = openPool(url)
  pool.on('connection', (connection) => void connection.query('SET explicit_defaults_for_timestamp = OFF'))
  await migrate(pool, { schema: { encodings: { timestamp: 'timestamp' } } })
  expect(await shown(url, 'users')).toMatch(/`emailVerified` timestamp\(3\) NULL DEFAULT NULL/)
})

test('foreign keys that are made anew go on following an id that changes', async () => {
  // InnoDB does the same for both words.
  const rules = `SELECT DISTINCT replace(update_rule, 'NO ACTION', 'RESTRICT') FROM information_schema.referential_constraints
    WHERE constraint_schema = database()`
  const url = await old('prisma-mysql')
  expect(await ask(url, rules)).toEqual([['CASCADE']])
  await migrate(openPool(url), { schema: prisma })
  expect(await ask(url, rules)).toEqual([['CASCADE']])
  const other = await old('drizzle-mysql')
  const before = await ask(other, rules)
  await migrate(openPool(other), { schema: drizzleMysql })
  expect(await ask(other, rules)).toEqual(before)
})
