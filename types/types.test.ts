import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// Each fixture is a program of its own, since an augmentation changes a type for the whole program.
const tsc = join(import.meta.dirname, '../node_modules/typescript/bin/tsc')
const folder = join(import.meta.dirname, 'fixtures')
const flags =
  '--ignoreConfig --noEmit --strict --noUncheckedIndexedAccess --skipLibCheck --allowImportingTsExtensions ' +
  '--module nodenext --target es2023 --types node'

// What does not compile, and why it must not; everything else compiles.
const errors: Readonly<Record<string, RegExp>> = {
  'auth-core-undeclared.ts': /error TS2322[^]*Property 'role' is missing in type 'CoreUser'/,
  'next-auth-undeclared.ts': /error TS2322[^]*Property 'role' is missing in type 'CoreUser'/,
  'kysely-missing-table.ts': lacking('table verification_token'),
  'kysely-missing-column.ts': lacking('column sessions.expires'),
  'kysely-missing-several.ts': lacking('table accounts'),
  'kysely-missing-custom.ts': lacking('column sessions.device'),
  'kysely-missing-renamed.ts': lacking('column users.e_mail'),
  'kysely-missing-renamed-table.ts': lacking('table logins'),
}

/** One error alone, which says what the interface of a kysely instance lacks. */
function lacking(what: string): RegExp {
  return new RegExp(`^[^\\n]*error TS2345: (?![^]*error)[^]*"The database's interface has no ${what}"`)
}

function compile(file: string, exact: boolean): Promise<string> {
  const args = [tsc, ...flags.split(' '), '--exactOptionalPropertyTypes', String(exact), join(folder, file)]
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, stdout, stderr) => {
      resolve(error === null ? 'compiles' : `${stdout}${stderr}` || error.message)
    })
  })
}

const files = readdirSync(folder).filter((file) => file.endsWith('.ts'))
const programs = files.flatMap((file) => [true, false].map((exact) => ({ file, exact })))

test.concurrent.for(programs)(
  '$file, exactOptionalPropertyTypes: $exact',
  { timeout: 60_000 },
  async ({ file, exact }, { expect }) => {
    expect(await compile(file, exact)).toMatch(errors[file] ?? /^compiles$/)
  },
)

test('every expected error has its fixture', () => {
  expect(files).toEqual(expect.arrayContaining(Object.keys(errors)))
})
