import { describe, expect, test } from 'vitest'
import { ask, errorOf, migratedDatabase, onMariaDB, openPool } from '../test/databases.ts'
import { check, migrate } from './index.ts'

/** A difference that somebody made, and what is found of it. */
interface Difference {
  readonly made: readonly string[]
  readonly found: { rule: string; table: string; column?: string }
  readonly mended?: true
}

// The index that a foreign key stands on goes only after it.
const withoutKey = (table: string): string => `ALTER TABLE ${table} DROP FOREIGN KEY ${table}_ibfk_1`
const exact = onMariaDB() ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin'

const differences: Difference[] = [
  { made: ['DROP TABLE sessions'], found: { rule: 'missing', table: 'sessions' }, mended: true },
  {
    made: ['ALTER TABLE users DROP COLUMN image'],
    found: { rule: 'missing', table: 'users', column: 'image' },
    mended: true,
  },
  {
    made: ['ALTER TABLE sessions DROP COLUMN expires'],
    found: { rule: 'missing', table: 'sessions', column: 'expires' },
  },
  {
    made: [
      'ALTER TABLE users MODIFY emailVerified timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP',
    ],
    found: { rule: 'type', table: 'users', column: 'emailVerified' },
    mended: true,
  },
  {
    made: ['ALTER TABLE users MODIFY emailVerified timestamp(3) NULL'],
    found: { rule: 'type', table: 'users', column: 'emailVerified' },
    mended: true,
  },
  {
    made: ['ALTER TABLE sessions MODIFY expires timestamp NOT NULL'],
    found: { rule: 'type', table: 'sessions', column: 'expires' },
    mended: true,
  },
  {
    made: ['ALTER TABLE sessions MODIFY expires datetime NOT NULL'],
    found: { rule: 'type', table: 'sessions', column: 'expires' },
    mended: true,
  },
  {
    made: ['ALTER TABLE accounts MODIFY expires_at int'],
    found: { rule: 'type', table: 'accounts', column: 'expires_at' },
    mended: true,
  },
  {
    made: ['ALTER TABLE authenticators MODIFY counter int NOT NULL'],
    found: { rule: 'type', table: 'authenticators', column: 'counter' },
    mended: true,
  },
  {
    made: ['ALTER TABLE authenticators MODIFY credentialBackedUp bit(1) NOT NULL'],
    found: { rule: 'type', table: 'authenticators', column: 'credentialBackedUp' },
  },
  {
    made: ['ALTER TABLE accounts MODIFY access_token blob'],
    found: { rule: 'type', table: 'accounts', column: 'access_token' },
  },
  {
    made: ['ALTER TABLE users MODIFY email varchar(254) COLLATE utf8mb4_general_ci'],
    found: { rule: 'collation', table: 'users', column: 'email' },
    mended: true,
  },
  {
    made: ['ALTER TABLE sessions MODIFY sessionToken varchar(512) COLLATE utf8mb4_bin NOT NULL'],
    found: { rule: 'collation', table: 'sessions', column: 'sessionToken' },
    mended: true,
  },
  {
    made: [`ALTER TABLE sessions MODIFY sessionToken varchar(255) COLLATE ${exact} NOT NULL`],
    found: { rule: 'narrow', table: 'sessions', column: 'sessionToken' },
    mended: true,
  },
  {
    made: ['ALTER TABLE accounts MODIFY access_token text'],
    found: { rule: 'narrow', table: 'accounts', column: 'access_token' },
    mended: true,
  },
  {
    made: ['ALTER TABLE users MODIFY name longtext CHARACTER SET latin1'],
    found: { rule: 'collation', table: 'users', column: 'name' },
    mended: true,
  },
  {
    made: ["ALTER TABLE users MODIFY image varchar(255) DEFAULT 'none'"],
    found: { rule: 'narrow', table: 'users', column: 'image' },
  },
  {
    made: ['ALTER TABLE verification_token MODIFY token varchar(255) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL'],
    found: { rule: 'collation', table: 'verification_token', column: 'token' },
    mended: true,
  },
  {
    made: [`ALTER TABLE users MODIFY email varchar(254) COLLATE ${exact} NOT NULL`],
    found: { rule: 'nullable', table: 'users', column: 'email' },
  },
  {
    made: ['ALTER TABLE users ADD COLUMN tenant int NOT NULL'],
    found: { rule: 'undeclared', table: 'users', column: 'tenant' },
  },
  {
    made: ['ALTER TABLE users DROP INDEX users_email_key'],
    found: { rule: 'unique', table: 'users', column: 'email' },
    mended: true,
  },
  {
    made: ['ALTER TABLE users DROP INDEX users_email_key', 'CREATE UNIQUE INDEX beginnings ON users (email(10))'],
    found: { rule: 'unique', table: 'users', column: 'email' },
    mended: true,
  },
  {
    made: ['ALTER TABLE verification_token DROP PRIMARY KEY, ADD PRIMARY KEY (identifier(100), token)'],
    found: { rule: 'unique', table: 'verification_token', column: 'token' },
    mended: true,
  },
  {
    made: ['ALTER TABLE users DROP INDEX users_email_key', 'CREATE UNIQUE INDEX both_of ON users (email, id)'],
    found: { rule: 'unique', table: 'users', column: 'email' },
    mended: true,
  },
  { made: [withoutKey('sessions')], found: { rule: 'foreign-key', table: 'sessions', column: 'userId' }, mended: true },
  {
    made: [
      withoutKey('accounts'),
      'ALTER TABLE accounts ADD CONSTRAINT other FOREIGN KEY (userId) REFERENCES users (id)',
    ],
    found: { rule: 'foreign-key', table: 'accounts', column: 'userId' },
    mended: true,
  },
]

describe('check() finds what differs, migrate() mends it or names it and changes nothing', () => {
  test.each(differences)('$made', async ({ made, found, mended }) => {
    const url = await migratedDatabase()
    await ask(url, ...made)
    const findings = (await check(openPool(url))).filter(({ severity }) => severity === 'error')
    expect(findings).toMatchObject([found])
    await (mended ? expectMended(url, findings[0]?.fix) : expectRefused(url, found))
  })

  test.each(differences.filter(({ mended }) => mended))('migrate() does as the fix says: $made', async ({ made }) => {
    const url = await migratedDatabase()
    const pool = openPool(url)
    await ask(url, ...made)
    const [finding] = await check(pool)
    const { statements } = await migrate(pool)
    expect(statements).toEqual(statementsOf(finding?.fix))
    expect(await check(pool)).toEqual([])
  })

  test.each([
    ['an index', ['DROP INDEX sessions_expires_idx ON sessions'], 'index'],
    ['an undeclared column', ['ALTER TABLE users ADD COLUMN plan varchar(5)'], 'undeclared'],
    ['an undeclared column with a default', ['ALTER TABLE users ADD COLUMN plan int NOT NULL DEFAULT 1'], 'undeclared'],
  ])('%s is a warning', async (_title, made, rule) => {
    const url = await migratedDatabase()
    await ask(url, ...made)
    expect(await check(openPool(url))).toMatchObject([{ severity: 'warning', rule }])
  })

  test('tables of two spellings, and those of another database, are told apart', async () => {
    const url = await migratedDatabase()
    await ask(url, 'CREATE TABLE Users (id int PRIMARY KEY, other int)', 'CREATE TABLE SESSIONS (x int)')
    expect(await check(openPool(url))).toEqual([])
    const namespace = new URL(url).pathname.slice(1)
    const elsewhere = openPool(await migratedDatabase())
    expect(await check(elsewhere, { schema: { namespace } })).toEqual([])
    await ask(url, 'DROP TABLE verification_token')
    expect(await check(elsewhere, { schema: { namespace } })).toMatchObject([
      { rule: 'missing', table: 'verification_token' },
    ])
  })
})

const statementsOf = (fix = ''): string[] => fix.split(/;\n?/).filter((statement) => statement.trim() !== '')

async function expectMended(url: string, fix?: string): Promise<void> {
  const pool = openPool(url)
  await ask(url, ...statementsOf(fix))
  expect(await check(pool)).toEqual([])
  expect(await migrate(pool)).toEqual({ statements: [] })
}

async function expectRefused(url: string, found: { table: string; column?: string }): Promise<void> {
  // Something that could be mended, to see that it is left alone.
  await ask(url, 'DROP INDEX verification_token_expires_idx ON verification_token')
  const error = await errorOf(migrate(openPool(url)))
  expect(error).toMatchObject({ code: 'schema', operation: 'migrate' })
  expect(error.message).toContain(`${found.table}.${found.column}`)
  expect(error.message).toContain('Nothing was changed.')
  expect(await ask(url, "SHOW INDEX FROM verification_token WHERE Key_name LIKE '%expires%'")).toEqual([])
}
