import { join } from 'node:path'
import { expect, test } from 'vitest'
import { query, strongroom, temporaryFolder } from '../test/command.ts'

const schema = `{ tables: { user: { name: 'people' } } }`
const fields = `{ user: { role: { type: 'text', optional: true } } }`

test.each([
  [
    'a default export',
    'auth.mjs',
    `export default { schema: ${schema}, fields: ${fields}, now: Date.now }`,
    '--config',
  ],
  ['named exports', 'auth.mjs', `export const schema = ${schema}, fields = ${fields}, more = 1`, '--config'],
  ['a file after --schema', 'auth.mjs', `export default { schema: ${schema}, fields: ${fields} }`, '--schema'],
  ['CommonJS', 'auth.cjs', `module.exports = { schema: ${schema}, fields: ${fields} }`, '--config'],
  ['TypeScript', 'auth.mts', `export default { schema: ${schema} as object, fields: ${fields} }`, '--config'],
])('options come from %s', async (_, name, text, option) => {
  const cwd = temporaryFolder({ [name]: text })
  const running = { url: 'auth.db', cwd }
  expect(await strongroom(['migrate', option, `./${name}`], running)).toMatchObject({ code: 0 })
  expect(query(join(cwd, 'auth.db'))).toContain('people')
  expect(await strongroom(['check', option, name, '--strict'], running)).toMatchObject({ code: 0 })
  const without = `export default { schema: ${schema} }`
  const less = temporaryFolder({ 'less.mjs': without })
  const findings = await strongroom(['check', '--config', join(less, 'less.mjs'), '--strict'], running)
  expect(findings).toMatchObject({ code: 1, out: expect.stringMatching(/undeclared: .*role/) })
})

test('custom fields beside a preset', async () => {
  const cwd = temporaryFolder({ 'auth.mjs': `export const fields = ${fields}` })
  const args = ['--schema', 'drizzle-sqlite', '--config', 'auth.mjs']
  expect(await strongroom(['migrate', ...args], { url: 'auth.db', cwd })).toMatchObject({ code: 0 })
  expect(await strongroom(['check', ...args, '--strict'], { url: 'auth.db', cwd })).toMatchObject({ code: 0 })
  expect(query(join(cwd, 'auth.db'))).toContain('verificationToken')
})

test('collections and ttl are for MongoDB', async () => {
  const text = `export default { collections: { Users: 'people' }, ttl: true }`
  const cwd = temporaryFolder({ 'auth.mjs': text })
  const { code, out } = await strongroom(['schema', '--engine', 'mongodb', '--config', 'auth.mjs'], { cwd })
  expect(code).toBe(0)
  expect(out).toContain('"people"')
  expect(out).toContain('expireAfterSeconds')
})

test.each<[string, string, RegExp, string[]?]>([
  ['no file', 'other.mjs', /^There is no file auth\.mjs\.$/m],
  ['no options', 'auth.mjs', /^auth\.mjs gives no options: they are its default export/],
  ['an option of another engine', 'auth.mjs', /^auth\.mjs: SQLite has no option `ttl`\. There are schema, fields\.$/m],
  ['a schema that is not in one', 'auth.mjs', /^auth\.mjs: SQLite has no option `tables`/],
  ['two schemas', 'auth.mjs', /^--schema names a preset, and auth\.mjs has a schema, too/, ['--schema', 'prisma']],
  ['two files', 'auth.mjs', /^--schema and --config both name a file/, ['--schema', './auth.mjs']],
  ['a file that throws', 'auth.mjs', /^auth\.mjs cannot be loaded\. It failed: Error E_MINE\. To see why: node auth/],
  ['fields that cannot be', 'auth.mjs', /^\w+: .*\(invalid-input\)$/m],
])('exit 2: %s', async (what, name, message, args = []) => {
  const texts: Record<string, string> = {
    'no options': 'export const more = 1',
    'an option of another engine': 'export default { schema: {}, ttl: true }',
    'a schema that is not in one': `export default ${schema}`,
    'two schemas': 'export default { schema: {} }',
    'a file that throws': `throw Object.assign(new Error(process.env.DATABASE_URL), { code: 'E_MINE' })`,
    'fields that cannot be': `export default { fields: { user: { email: { type: 'text' } } } }`,
  }
  const cwd = temporaryFolder({ [name]: texts[what] ?? '' })
  const { code, out, err } = await strongroom(['migrate', '--config', 'auth.mjs', ...args], { url: 's3cret.db', cwd })
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toMatch(message)
  expect(err).not.toContain('s3cret')
})
