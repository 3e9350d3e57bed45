import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rules } from '@strongroom/core-types'
import { afterAll, expect, test } from 'vitest'
import type { Report } from '../../runner/types.ts'
import { run } from '../run.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const temporary = mkdtempSync(join(tmpdir(), 'kit-'))
afterAll(() => rmSync(temporary, { recursive: true }))
let count = 0
function folder(): string {
  const path = join(temporary, String(count++))
  mkdirSync(path)
  return path
}

async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const text = { out: '', err: '' }
  const code = await run(args, { write: (more) => (text.out += more) }, { write: (more) => (text.err += more) })
  return { code, ...text }
}

const seconds = { timeout: 60_000 }

test.each([
  ['ts', [], ['adapter.mts', 'target.mts']],
  ['js', ['--js'], ['adapter.mjs', 'target.mjs']],
])('in an empty folder with nothing installed: %s', seconds, async (_, options, files) => {
  const path = folder()
  const { code, out } = await cli('init', path, ...options)
  expect(code).toBe(0)
  expect(readdirSync(path)).toEqual(files)
  const target = join(path, files[1] ?? '')
  expect(out).toContain(`npx @strongroom/adapter-test-kit ${target}\n`)
  expect(out).toContain('GUIDE.md')

  const json = join(path, 'report.json')
  expect((await cli(target, '--json', json)).code).toBe(1)
  const report = JSON.parse(readFileSync(json, 'utf8')) as Report
  expect(report.verdicts).toEqual({ authjs: 'broken', secure: 'broken', strongroom: 'broken' })
  expect(report.summary.errored).toBe(0)
  // Each method fails with its rule's words.
  const sentence = rules.find(({ id }) => id === 'createUser.full-row')?.sentence
  expect(report.results.find(({ id }) => id === 'createUser/full-row')?.message).toMatch(
    `createUser threw Error: createUser is not written yet. ${sentence}`,
  )
})

test('in a package of modules the files need no name of their own', async () => {
  const path = folder()
  writeFileSync(join(path, 'package.json'), '{ "type": "module" }')
  mkdirSync(join(path, 'conformance'))
  expect((await cli('init', join(path, 'conformance'))).code).toBe(0)
  expect(readdirSync(join(path, 'conformance'))).toEqual(['adapter.ts', 'target.ts'])
})

test('a folder that is not there is made', async () => {
  const path = join(folder(), 'a/b')
  expect((await cli('init', path, '--js')).code).toBe(0)
  expect(readdirSync(path)).toEqual(['adapter.mjs', 'target.mjs'])
})

test('nothing is overwritten, and then nothing is written', async () => {
  const path = folder()
  const mine = join(path, 'target.mts')
  writeFileSync(mine, 'mine')
  const { code, err } = await cli('init', path)
  expect({ code, err }).toEqual({ code: 2, err: `${mine} is there already. Nothing was written.\n` })
  expect(readdirSync(path)).toEqual(['target.mts'])
  expect(readFileSync(mine, 'utf8')).toBe('mine')
})

test.each([
  ['ts', []],
  ['js', ['--js']],
])('what is written compiles in strict mode: %s', seconds, async (_, options) => {
  const path = folder()
  await cli('init', path, ...options)
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'))
  const flags =
    '--ignoreConfig --noEmit --strict --skipLibCheck --module nodenext --target es2023 --types node --allowJs --checkJs --allowImportingTsExtensions --verbatimModuleSyntax'
  const [target = ''] = readdirSync(path).filter((name) => name.startsWith('target'))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  expect(() =>
    execFileSync(process.execPath, [tsc, ...flags.split(' '), target], { cwd: path, encoding: 'utf8' }),
  ).not.toThrow()
})

test('a target that is taken for CommonJS says what to do', seconds, async () => {
  const path = folder()
  writeFileSync(join(path, 'package.json'), '{ "type": "commonjs" }')
  writeFileSync(join(path, 'target.ts'), 'export default {}')
  const { code, err } = await cli(join(path, 'target.ts'))
  expect(code).toBe(2)
  expect(err).toContain('is taken for CommonJS, since the package.json there says so. Call it .mts (or .mjs)')
})
