import { expect, test } from 'vitest'
import { parseArguments } from './arguments.ts'
import { Misuse } from './errors.ts'

const given = (line: string): string[] => line.split(' ').filter(Boolean)

test('all options', () => {
  const none = { schema: undefined, config: undefined, engine: undefined, emails: undefined }
  const off = { json: false, strict: false, plan: false }
  expect(parseArguments(given('check --schema auth-pg --config a.ts --json --strict'))).toEqual({
    ...none,
    ...off,
    command: 'check',
    schema: 'auth-pg',
    config: 'a.ts',
    json: true,
    strict: true,
  })
  expect(parseArguments(given('migrate --plan --emails keep'))).toEqual({
    ...none,
    ...off,
    command: 'migrate',
    plan: true,
    emails: 'keep',
  })
  expect(parseArguments(given('--engine=mariadb schema'))).toEqual({
    ...none,
    ...off,
    command: 'schema',
    engine: 'mariadb',
  })
  expect(parseArguments(given('check --help')).command).toBe('help')
  expect(parseArguments(given('-h')).command).toBe('help')
  expect(parseArguments(given('--version')).command).toBe('version')
})

test.each([
  ['', /^What is to be done: check, migrate or schema\?\n\nUsage:/],
  ['chek', /^No such command\. There are check, migrate and schema/],
  ['check --nope', /^There is no option --nope\./],
  ['check --json=1', /^The arguments cannot be read: --schema, .* take a value/],
  ['check --schema', /^The arguments cannot be read/],
  ['check --plan', /^--plan is an option of migrate, not of check\.$/],
  ['check --emails keep', /^--emails is an option of migrate/],
  ['migrate --strict', /^--strict is an option of check/],
  ['schema --json', /^--json is an option of check/],
  ['check --engine mysql', /^--engine is an option of schema/],
  ['schema --engine oracle', /^--engine takes one of postgres, mysql, mariadb, sqlite, mongodb\.$/],
  ['migrate --emails upper', /^--emails takes one of lower, keep\.$/],
])('refuses %j', (line, message) => {
  const parse = (): unknown => parseArguments(given(line))
  expect(parse).toThrow(message)
  expect(parse).toThrow(Misuse)
})

test.each([
  'check postgres://ada:s3cret@db/auth',
  'postgres://ada:s3cret@db/auth check',
  'mongodb+srv://ada:s3cret@db/auth',
  'check --url=mysql://ada:s3cret@db/auth',
  'check --url mysql://ada:s3cret@db/auth',
  'check --schema postgres://ada:s3cret@db/auth',
  'check --schema=postgres://ada:s3cret@db/auth',
  'check --json=postgres://ada:s3cret@db/auth',
  'check ada:s3cret@db/auth',
  'check --config=ada:s3cret@db/auth',
  'check file:s3cret.db',
  'check s3cret.db',
  'check --password=s3cret',
  'check --password s3cret',
])('a database in %j is refused with the variable that it belongs into, and not repeated', (line) => {
  const parse = (): unknown => parseArguments(given(line))
  expect(parse).toThrow(/environment variable DATABASE_URL/)
  expect(parse).not.toThrow(/s3cret/)
})
