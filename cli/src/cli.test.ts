import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { databaseFile, query, strongroom, temporaryFolder } from '../test/command.ts'

/** The tables that `@auth/drizzle-adapter` documents for SQLite. */
const documented = readFileSync(join(import.meta.dirname, '../../interop/schemas/drizzle-sqlite.sql'), 'utf8')
const drizzle = ['--schema', 'drizzle-sqlite']

test('help and version need nothing', async () => {
  expect(await strongroom(['--help'])).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^Usage: /) })
  expect(await strongroom(['--version'])).toEqual({ code: 0, err: '', out: '0.1.0\n' })
})

test('documented tables: check, migrate, check', async () => {
  const url = databaseFile(documented)
  const before = await strongroom(['check', ...drizzle, '--strict'], { url })
  expect(before).toMatchObject({ code: 1, err: '' })
  expect(before.out).toMatch(
    /^session\n {2}warning {2}index: session has no index on \(userId\)\.\n {4}fix: {2}CREATE /m,
  )
  expect(before.out).toMatch(/^0 errors, 4 warnings$/m)
  expect((await strongroom(['check', ...drizzle], { url })).code).toBe(0)

  const migrated = await strongroom(['migrate', ...drizzle], { url })
  expect(migrated).toMatchObject({ code: 0, err: '' })
  expect(migrated.out).toMatch(
    /^\[1\/4\] CREATE INDEX .*\n\[2\/4\] .*\n\[3\/4\] .*\n\[4\/4\] .*\n4 statements ran\.\n$/,
  )

  const after = { code: 0, err: '', out: 'The database is what its schema says.\n' }
  expect(await strongroom(['check', ...drizzle, '--strict'], { url })).toEqual(after)
  expect(await strongroom(['migrate', ...drizzle], { url })).toEqual({ ...after, out: 'Nothing to do.\n' })
})

test('check, exit 1: an error, with what is lost until it is mended', async () => {
  const url = databaseFile(documented.replace(/CREATE UNIQUE INDEX .*\n|(?<=email\W+text) unique/i, ''))
  const { code, out, err } = await strongroom(['check', ...drizzle], { url })
  expect({ code, err }).toEqual({ code: 1, err: '' })
  expect(out).toMatch(/^user\n {2}error {4}unique: .*\n {4}lost: createUser\.email-unique: \w.*\.\n/m)
  expect(out).toMatch(/^1 error, \d warnings$/m)
})

test('check --json: the findings as they are', async () => {
  const url = databaseFile(documented)
  const { code, out, err } = await strongroom(['check', ...drizzle, '--json'], { url })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const report = JSON.parse(out) as { findings: unknown[] }
  expect(report).toMatchObject({ errors: 0, warnings: 4 })
  expect(report.findings).toHaveLength(4)
  expect(report.findings[0]).toEqual({
    table: 'account',
    rule: 'index',
    severity: 'warning',
    message: 'account has no index on (userId).',
    fix: 'CREATE INDEX "account_userId_idx" ON "account" ("userId");',
  })
  const empty = await strongroom(['check', '--json'], { url: databaseFile() })
  expect(empty.code).toBe(1)
  expect(JSON.parse(empty.out)).toMatchObject({ errors: 5, warnings: 0 })
})

test('migrate --plan prints what can be run, and changes nothing', async () => {
  const file = databaseFile()
  const { code, out, err } = await strongroom(['migrate', '--plan'], { url: file })
  expect({ code, err }).toEqual({ code: 0, err: '10 statements would run.\n' })
  expect(query(file)).toEqual([])
  query(file, out)
  expect(await strongroom(['check', '--strict'], { url: `file:${file}` })).toMatchObject({ code: 0 })
})

test('of a file that is not there check says so, a plan is made all the same, and migrate makes it', async () => {
  const cwd = temporaryFolder()
  const running = { url: 'file:./new.db', cwd }
  const missing = await strongroom(['check'], running)
  expect(missing).toEqual({ code: 2, out: '', err: expect.stringMatching(/a file that does not exist/) as string })
  expect(await strongroom(['migrate', '--plan'], running)).toMatchObject({ code: 0 })
  expect(await strongroom(['check'], running)).toEqual(missing)
  expect(await strongroom(['migrate'], running)).toMatchObject({ code: 0 })
  expect(await strongroom(['check', '--strict'], running)).toMatchObject({ code: 0 })
  expect(query(join(cwd, 'new.db'))).toContain('users')
})

test('migrate, exit 2: rows stand in the way, which are named without their values', async () => {
  const url = databaseFile(`
    CREATE TABLE users (id TEXT PRIMARY KEY NOT NULL, name TEXT, email TEXT, emailVerified INTEGER, image TEXT);
    INSERT INTO users (id, email) VALUES ('1', 's3cret@example.com'), ('2', 's3cret@example.com');
  `)
  const { code, out, err } = await strongroom(['migrate'], { url })
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toMatch(/^migrate: users has 1 values of \(email\) in more than one row.* \(schema\)\n$/s)
  expect(err).not.toContain('s3cret')
})

test('schema: of an engine, or of the one that DATABASE_URL names; without a database', async () => {
  const url = 'postgres://ada:s3cret@127.0.0.1:1/auth'
  const auth = await strongroom(['schema', '--schema', 'auth-pg'], { url })
  expect(auth).toMatchObject({ code: 0, err: '' })
  expect(auth.out).toMatch(/^CREATE TABLE "public"\."users" \(\n {2}"id" /)
  const file = databaseFile((await strongroom(['schema', '--engine', 'sqlite'], { url })).out)
  expect(await strongroom(['check', '--strict'], { url: file })).toMatchObject({ code: 0 })
  const each = ['postgres', 'mysql', 'mariadb', 'mongodb'].map(async (engine) => {
    const { code, out } = await strongroom(['schema', '--engine', engine])
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/users/) as string })
    return out
  })
  expect(new Set(await Promise.all(each)).size).toBe(4)
  expect(await strongroom(['schema'])).toMatchObject({ code: 2, err: expect.stringMatching(/^Of which engine\?/) })
})

test.each([
  ['no DATABASE_URL', ['check'], undefined, /^DATABASE_URL is not set\. /],
  [
    'a preset of another engine',
    ['check', '--schema', 'auth-pg'],
    'a.db',
    /^auth-pg is a preset of PostgreSQL\. Those of SQLite: drizzle-sqlite, prisma, auth-kysely\.\n$/,
  ],
  [
    'a preset of two others',
    ['migrate', '--schema', 'drizzle-mysql'],
    'a.db',
    /^drizzle-mysql is a preset of MySQL and MariaDB\./,
  ],
  [
    'no preset',
    ['check', '--schema', 'auth'],
    'mongodb://127.0.0.1:1/x',
    /^auth is no preset\. Those of MongoDB: auth-mongodb\.\n$/,
  ],
  [
    '--emails on MongoDB',
    ['migrate', '--emails', 'keep'],
    'mongodb://127.0.0.1:1/x',
    /^--emails: MongoDB compares exactly/,
  ],
])('exit 2: %s', async (_, args, url, message) => {
  const { code, out, err } = await strongroom(args, url === undefined ? {} : { url })
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toMatch(message)
})
