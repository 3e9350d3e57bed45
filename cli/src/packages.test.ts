import { expect, test } from 'vitest'
import { copyOfCommand, link, strongroom, temporaryFolder } from '../test/command.ts'

test.each([
  ['postgres://127.0.0.1:1/x', 'PostgreSQL needs @strongroom/pg and pg, which are', '@strongroom/pg pg'],
  ['mysql://127.0.0.1:1/x', 'MySQL needs @strongroom/mysql2 and mysql2, which are', '@strongroom/mysql2 mysql2'],
  ['mariadb://127.0.0.1:1/x', 'MariaDB needs @strongroom/mysql2 and mysql2, which are', '@strongroom/mysql2 mysql2'],
  [
    'mongodb://127.0.0.1:1/x',
    'MongoDB needs @strongroom/mongodb and mongodb, which are',
    '@strongroom/mongodb mongodb',
  ],
  [
    'auth.db',
    'SQLite needs @strongroom/better-sqlite3 and better-sqlite3, which are',
    '@strongroom/better-sqlite3 better-sqlite3',
  ],
])('%s without packages: the line that installs them', async (url, needs, packages) => {
  const { code, out, err } = await strongroom(['check'], { url, entry: copyOfCommand() })
  expect({ code, out, err }).toEqual({
    code: 2,
    out: '',
    err: `${needs} not installed here:\n\n  npm install ${packages}\n`,
  })
})

test('only what is missing is to be installed', async () => {
  const url = 'postgres://127.0.0.1:1/x'
  const cwd = temporaryFolder({
    'node_modules/@strongroom/pg/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/@strongroom/pg/index.js': '',
  })
  const driver = await strongroom(['check'], { url, cwd, entry: copyOfCommand() })
  expect(driver.err).toBe('PostgreSQL needs pg, which is not installed here:\n\n  npm install pg\n')
  const other = temporaryFolder()
  link(other, 'pg')
  const adapter = await strongroom(['check'], { url, cwd: other, entry: copyOfCommand() })
  expect(adapter.err).toBe(
    'PostgreSQL needs @strongroom/pg, which is not installed here:\n\n  npm install @strongroom/pg\n',
  )
})

test("packages are the application's, where the command was called", async () => {
  const cwd = temporaryFolder()
  link(cwd, '@strongroom/better-sqlite3')
  link(cwd, 'better-sqlite3')
  const running = { url: 'auth.db', cwd, entry: copyOfCommand() }
  expect(await strongroom(['migrate'], running)).toMatchObject({ code: 0, err: '' })
  expect(await strongroom(['check', '--strict'], running)).toMatchObject({ code: 0, err: '' })
})

test('a preset that the installed package does not have yet', async () => {
  const cwd = temporaryFolder({
    'node_modules/@strongroom/pg/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/@strongroom/pg/index.js': '',
    'node_modules/pg/index.js': '',
  })
  const { code, err } = await strongroom(['schema', '--engine', 'postgres', '--schema', 'auth-pg'], { cwd })
  expect(code).toBe(2)
  expect(err).toBe('The @strongroom/pg that is installed does not have auth-pg yet: npm install @strongroom/pg\n')
})
