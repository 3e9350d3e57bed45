import { describe, expect, test } from 'vitest'
import { documented } from '../../../scripts/presets/documented.ts'
import { ask, createDatabase, errorOf, migratedDatabase, openPool } from '../test/databases.ts'
import { PostgresAdapter, check, migrate } from './index.ts'

/** A difference that somebody made, and what is found of it. */
const differences: { made: string; found: { rule: string; table: string; column?: string }; mended: boolean }[] = [
  { made: 'DROP TABLE sessions', found: { rule: 'missing', table: 'sessions' }, mended: true },
  {
    made: 'ALTER TABLE users DROP COLUMN image',
    found: { rule: 'missing', table: 'users', column: 'image' },
    mended: true,
  },
  {
    made: 'ALTER TABLE sessions DROP COLUMN expires',
    found: { rule: 'missing', table: 'sessions', column: 'expires' },
    mended: false,
  },
  {
    made: 'ALTER TABLE accounts ALTER COLUMN expires_at TYPE integer',
    found: { rule: 'type', table: 'accounts', column: 'expires_at' },
    mended: true,
  },
  {
    made: 'ALTER TABLE users ALTER COLUMN "emailVerified" TYPE date',
    found: { rule: 'type', table: 'users', column: 'emailVerified' },
    mended: false,
  },
  {
    made: 'ALTER TABLE sessions ALTER COLUMN expires TYPE bigint USING 0',
    found: { rule: 'type', table: 'sessions', column: 'expires' },
    mended: false,
  },
  {
    made: 'ALTER TABLE verification_token ALTER COLUMN token TYPE char(255)',
    found: { rule: 'type', table: 'verification_token', column: 'token' },
    mended: false,
  },
  {
    made: 'ALTER TABLE users ALTER COLUMN image TYPE varchar(255)',
    found: { rule: 'narrow', table: 'users', column: 'image' },
    mended: true,
  },
  {
    made: 'ALTER TABLE sessions ALTER COLUMN "sessionToken" TYPE varchar(255)',
    found: { rule: 'narrow', table: 'sessions', column: 'sessionToken' },
    mended: true,
  },
  {
    made: `CREATE DOMAIN short AS text; ALTER TABLE users ALTER COLUMN name TYPE short`,
    found: { rule: 'type', table: 'users', column: 'name' },
    mended: false,
  },
  {
    made: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL',
    found: { rule: 'nullable', table: 'users', column: 'email' },
    mended: false,
  },
  {
    made: 'ALTER TABLE users ADD COLUMN tenant text NOT NULL',
    found: { rule: 'undeclared', table: 'users', column: 'tenant' },
    mended: false,
  },
  {
    made: `CREATE COLLATION lax (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
      ALTER TABLE users ALTER COLUMN email TYPE text COLLATE lax`,
    found: { rule: 'collation', table: 'users', column: 'email' },
    mended: true,
  },
  {
    made: 'ALTER TABLE users DROP CONSTRAINT users_email_key',
    found: { rule: 'unique', table: 'users', column: 'email' },
    mended: true,
  },
  {
    made: `ALTER TABLE users DROP CONSTRAINT users_email_key;
      CREATE UNIQUE INDEX partial ON users (email) WHERE name IS NOT NULL`,
    found: { rule: 'unique', table: 'users', column: 'email' },
    mended: true,
  },
  {
    made: `ALTER TABLE users DROP CONSTRAINT users_email_key; CREATE UNIQUE INDEX lowered ON users (lower(email))`,
    found: { rule: 'unique', table: 'users', column: 'email' },
    mended: true,
  },
  {
    made: `ALTER TABLE users DROP CONSTRAINT users_email_key;
      ALTER TABLE users ADD UNIQUE (email) DEFERRABLE INITIALLY DEFERRED`,
    found: { rule: 'unique', table: 'users', column: 'email' },
    mended: true,
  },
  {
    made: 'ALTER TABLE sessions DROP CONSTRAINT "sessions_userId_fkey"',
    found: { rule: 'foreign-key', table: 'sessions', column: 'userId' },
    mended: true,
  },
  {
    made: `ALTER TABLE accounts DROP CONSTRAINT "accounts_userId_fkey";
      ALTER TABLE accounts ADD CONSTRAINT other FOREIGN KEY ("userId") REFERENCES users (id)`,
    found: { rule: 'foreign-key', table: 'accounts', column: 'userId' },
    mended: true,
  },
]

describe('check() finds what differs, migrate() mends it or names it and changes nothing', () => {
  test.each(differences)('$made', async ({ made, found, mended }) => {
    const url = await migratedDatabase()
    const pool = openPool(url)
    await ask(url, made)
    const findings = await check(pool)
    expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([found])
    if (mended) await expectMended(url, findings[0]?.fix)
    else await expectRefused(url, found)
  })

  test.each([
    ['an index', 'DROP INDEX "sessions_userId_idx"', 'index'],
    ['an undeclared column', 'ALTER TABLE users ADD COLUMN plan text', 'undeclared'],
  ])('%s is a warning', async (_title, made, rule) => {
    const url = await migratedDatabase()
    await ask(url, made)
    expect(await check(openPool(url))).toMatchObject([{ severity: 'warning', rule, fix: expect.any(String) as string }])
  })
})

async function expectMended(url: string, fix = ''): Promise<void> {
  const pool = openPool(url)
  const { statements } = await migrate(pool)
  expect(fix).toBe(statements.map((statement) => `${statement};`).join('\n'))
  expect(await check(pool)).toEqual([])
}

async function expectRefused(url: string, found: { table: string; column?: string }): Promise<void> {
  // Something that could be mended, to see that it is left alone.
  await ask(url, 'DROP INDEX accounts_"userId"_idx'.replace('accounts_"userId"_idx', '"accounts_userId_idx"'))
  const error = await errorOf(migrate(openPool(url)))
  expect(error).toMatchObject({ code: 'schema', operation: 'migrate' })
  expect(error.message).toContain(`${found.table}.${found.column}`)
  expect(error.message).toContain('Nothing was changed.')
  expect(await ask(url, `SELECT 1 FROM pg_class WHERE relname = 'accounts_userId_idx'`)).toEqual([])
}

test('citext is found, wherever the extension lives', async () => {
  const url = await migratedDatabase()
  await ask(
    url,
    'CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; ALTER TABLE users ALTER COLUMN email TYPE ext.citext',
  )
  for (const pool of [openPool(url), openPool(url, { options: '-c search_path=ext,public' })]) {
    expect(await check(pool)).toMatchObject([{ rule: 'collation', table: 'users', column: 'email' }])
  }
})

test("migrate() makes keys of the collation C, whatever the database's", async () => {
  const url = await migratedDatabase()
  const keys = await ask(
    url,
    `SELECT c.relname || '.' || a.attname, l.collname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     JOIN pg_index i ON i.indrelid = c.oid AND a.attnum = ANY(i.indkey::int2[]) JOIN pg_collation l ON l.oid = a.attcollation
     WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'strongroom_schema' GROUP BY 1, 2 ORDER BY 1`,
  )
  expect(keys.map(([name]) => name)).toContain('users.email')
  expect(keys.filter(([, collation]) => collation !== 'C')).toEqual([])
})

test('migrate() names rows that stand in the way, without their values', async () => {
  const url = await migratedDatabase()
  await ask(url, 'ALTER TABLE users DROP CONSTRAINT users_email_key')
  await ask(url, `INSERT INTO users (id, email) VALUES ('1', 'twice@x.example'), ('2', 'twice@x.example')`)
  const error = await errorOf(migrate(openPool(url)))
  expect(error).toMatchObject({ code: 'schema', operation: 'migrate', entity: 'user', field: 'email' })
  expect(error.message).toMatch(/stand in the way.*Nothing was changed/s)
  expect(error.message).not.toContain('twice')
})

test('migrate() adopts the documented schema of @auth/pg-adapter: constraints and one table are added, columns widened', async () => {
  const url = await createDatabase()
  for (const statement of documented('auth-pg')) await ask(url, statement)
  await ask(
    url,
    `INSERT INTO users (email) VALUES ('old@x.example'); INSERT INTO sessions ("userId", expires, "sessionToken") VALUES (1, '9999-01-01', 's')`,
  )
  const options = { schema: { ids: { type: 'integer', from: 'database' } } } as const
  const pool = openPool(url)
  const { statements } = await migrate(pool, options)
  expect(statements.filter((statement) => /ALTER COLUMN|DROP/.test(statement))).toEqual([
    'ALTER TABLE "public"."users" ALTER COLUMN "name" TYPE text',
    'ALTER TABLE "public"."accounts" ALTER COLUMN "providerAccountId" TYPE text COLLATE "C"',
    'ALTER TABLE "public"."sessions" ALTER COLUMN "sessionToken" TYPE text COLLATE "C"',
  ])
  expect((await check(pool, options)).map(({ rule, table, column }) => `${rule} ${table}.${column}`)).toEqual([
    'undeclared accounts.id',
    'undeclared sessions.id',
  ])
  const adapter = PostgresAdapter(pool, options)
  expect(await adapter.getSessionAndUser('s')).toMatchObject({
    session: { userId: '1' },
    user: { id: '1', email: 'old@x.example' },
  })
  expect((await adapter.createUser({ email: 'new@x.example' })).id).toBe('2')
  expect((await errorOf(adapter.createUser({ email: 'old@x.example' }))).code).toBe('duplicate')
})
