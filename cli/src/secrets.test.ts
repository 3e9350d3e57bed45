import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AdapterError } from '@strongroom/core-types'
import { expect, test } from 'vitest'
import { copyOfCommand, strongroom, temporaryFolder } from '../test/command.ts'
import { Misuse, told } from './errors.ts'

const closed = '127.0.0.1:1'

test.each([
  ['PostgreSQL', `postgres://ada:s3cret@${closed}/auth`, /ECONNREFUSED/],
  ['MySQL', `mysql://ada:s3cret@${closed}/auth`, /ECONNREFUSED/],
  ['MariaDB', `mariadb://ada:s3cret@${closed}/auth`, /ECONNREFUSED/],
  ['MongoDB', `mongodb://ada:s3cret@${closed}/auth?serverSelectionTimeoutMS=300`, /MongoServerSelectionError/],
  ['PostgreSQL, a host that is none', 'postgres://ada:s3cret@s3cret.invalid/auth', /host of DATABASE_URL/],
  ['PostgreSQL, not encoded', `postgres://ada:s3cret#1@${closed}/auth`, /percent-encoded/],
  ['MySQL, not encoded', `mysql://ada:s3cret#1@${closed}/auth`, /percent-encoded/],
  ['MongoDB, not encoded', `mongodb://ada:s3cret/1@${closed}/auth`, /percent-encoded/],
  ['SQLite, no folder', 'file:./s3cret/s3cret.db', /names a file (?:that|in a folder that) does not exist/],
])('%s: no command shows the URL or the password', async (_, url, message) => {
  for (const args of [['check'], ['check', '--json'], ['migrate'], ['migrate', '--plan']]) {
    if (url.startsWith('file:') && args.includes('--plan')) continue
    const { code, out, err } = await strongroom(args, { url })
    expect({ args, code, out }).toEqual({ args, code: 2, out: '' })
    expect(err).toMatch(message)
    expect(out + err).not.toMatch(/s3cret|ada|127\.0\.0\.1/)
  }
})

test('a file that is no database', async () => {
  const cwd = temporaryFolder({ 's3cret.db': 'not a database, and long enough to be taken for one'.repeat(20) })
  for (const command of ['check', 'migrate']) {
    const { code, out, err } = await strongroom([command], { url: 's3cret.db', cwd })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/SQLITE_NOTADB/)
    expect(err).not.toContain('s3cret')
  }
})

test.each([
  ['throws', `throw new TypeError('no ' + process.env.DATABASE_URL)`],
  ['rejects', `await Promise.reject(new TypeError('no ' + process.env.DATABASE_URL))`],
  [
    'throws outside of every call',
    `setTimeout(() => { throw new TypeError('no ' + process.env.DATABASE_URL) })
    export const check = () => new Promise((resolve) => setTimeout(resolve, 5000, []))`,
  ],
  [
    'answers an error that is not ours',
    `export const check = () => Promise.reject(
      Object.assign(new TypeError('no ' + process.env.DATABASE_URL), { code: 'no ' + process.env.DATABASE_URL }))`,
  ],
])('a package that %s: name and code alone', async (_, text) => {
  const cwd = temporaryFolder({
    'node_modules/@strongroom/pg/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/@strongroom/pg/index.js': text,
    'node_modules/pg/index.js': 'exports.Pool = class { on() {} end() {} }',
  })
  const { code, out, err } = await strongroom(['check'], { url: `postgres://ada:s3cret@${closed}/auth`, cwd })
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toMatch(/It failed: TypeError\./)
  expect(err).not.toMatch(/s3cret|ada/)
})

test('a driver that is installed and broken: which, and no message of its own', async () => {
  const entry = copyOfCommand()
  const cwd = temporaryFolder({
    'node_modules/@strongroom/better-sqlite3/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/@strongroom/better-sqlite3/index.js': '',
    'node_modules/better-sqlite3/index.js': `throw Object.assign(new Error('s3cret'), { code: 'ERR_DLOPEN_FAILED' })`,
  })
  writeFileSync(join(cwd, 'auth.db'), '')
  const { code, err } = await strongroom(['check'], { url: 'auth.db', cwd, entry })
  expect(code).toBe(2)
  expect(err).toBe(
    'better-sqlite3 is installed and cannot be loaded. It failed: Error ERR_DLOPEN_FAILED. Try npm install again.\n',
  )
})

test('a driver whose native part is missing: how to get it', async () => {
  const cwd = temporaryFolder({
    'node_modules/@strongroom/better-sqlite3/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/@strongroom/better-sqlite3/index.js': '',
    'node_modules/better-sqlite3/index.js': `module.exports = class { constructor(file) { throw new Error(file) } }
      module.exports.SqliteError = class extends Error {}`,
    's3cret.db': '',
  })
  const { code, out, err } = await strongroom(['check'], { url: 's3cret.db', cwd })
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toMatch(/^better-sqlite3 does not start\. It failed: Error\. .*\n\n {2}npm rebuild better-sqlite3\n$/)
  expect(err).not.toContain('s3cret')
})

test('errors in words', () => {
  const refused = Object.assign(new Error('password of ada is s3cret'), { code: '28P01', name: 'error' })
  const unavailable = new AdapterError('unavailable', 'check: the database cannot answer now.', { cause: refused })
  expect(told(unavailable)).toBe(
    'check: the database cannot answer now. The server refused the user name or the password. (unavailable, 28P01)',
  )
  expect(told(new AdapterError('schema', 'migrate: users is odd.'))).toBe('migrate: users is odd. (schema)')
  // Another copy of the class.
  const copy = Object.assign(new Error('check: no.'), { name: 'AdapterError', code: 'internal' })
  expect(told(copy)).toBe('check: no. (internal)')
  expect(told(new AdapterError('schema', "One. Say emails: 'lower' or 'keep'. Two."))).toMatch(
    /--emails lower or --emails keep/,
  )
  expect(told(new Misuse('Which?'))).toBe('Which?')
  expect(told(refused)).toBe('It failed: error 28P01. The server refused the user name or the password.')
  expect(told({ name: 's3cret of ada', code: 'a s3cret' })).toBe('It failed: for no reason given.')
  expect(told('s3cret')).toBe('It failed: for no reason given.')
  expect(told({ code: 'toString' })).toBe('It failed: toString.')
})
