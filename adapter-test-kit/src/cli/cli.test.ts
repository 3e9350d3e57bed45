import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import type { Report } from '../runner/types.ts'

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const target = path('../../test/box-target.ts')
const folder = mkdtempSync(join(tmpdir(), 'kit-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function cli(
  args: string[],
  env: Record<string, string> = {},
  interruptOn?: string,
  entry = '../cli.ts',
): Promise<Run> {
  const child = spawn(process.execPath, [path(entry), ...args], { env: { ...process.env, ...env } })
  const text = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text.out += more
    if (!child.killed && more.includes(interruptOn ?? '\0')) child.kill('SIGINT')
  })
  child.stderr.setEncoding('utf8').on('data', (more: string) => (text.err += more))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...text })))
}

const seconds = { timeout: 30_000 }

test('exit 0: every profile is kept', seconds, async () => {
  const { code, out, err } = await cli([target, '--seed', '7'])
  expect(err).toBe('')
  expect(out).toMatch(/^passed +get\.keeps\.value {2}\d+ ms$/m)
  expect(out).toMatch(
    /^a box by the contract box\nbasic {3}kept {10}1 passed\nstrict {2}kept {10}2 passed\nseed 7, kit [\d.]+, node [\d.]+, box 1\.2\.3\n$/m,
  )
  expect(code).toBe(0)
})

test('exit 1: a profile is broken; the failure is told, and the report written', seconds, async () => {
  const json = join(folder, 'report.json')
  const { code, out } = await cli([target, '--seed', '7', '--json', json], { BOX: 'forgets' })
  expect(code).toBe(1)
  expect(out).toMatch(
    /^get\.keeps\.value failed \(basic\)\n {2}Rule get\.keeps: What was put is got\.\n {2}Why: Things vanish\.$/m,
  )
  expect(out).toMatch(/^ {4}get\('key[a-z0-9]+'\) → null$/m)
  expect(out).toContain(`  Again: npx @strongroom/adapter-test-kit ${target} --only get.keeps.value --seed 7\n`)
  const report = JSON.parse(readFileSync(json, 'utf8')) as Report
  expect(report).toMatchObject({ verdicts: { basic: 'broken', strict: 'kept' }, seed: 7, versions: { box: '1.2.3' } })
})

test('profiles and cases can be chosen; a failure elsewhere does not count then', seconds, async () => {
  const forgets = { BOX: 'forgets' }
  expect(await cli([target, '--only', 'take.once'], forgets)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^strict {2}inconclusive {2}1 passed, 1 not run$/m) as string,
  })
  expect((await cli([target, '--only', 'take.once', '--only', 'get.keeps'], forgets)).code).toBe(1)
  expect((await cli([target, '--profile', 'basic'], forgets)).code).toBe(1)
  expect((await cli([target, '--profile', 'basic'])).code).toBe(0)
})

test('a synchronous hang is the failure of its cases, and the others go on', seconds, async () => {
  const { code, out } = await cli([target, '--timeout', '500', '--seed', '7'], { BOX: 'blocks' })
  expect(code).toBe(1)
  expect(out).toContain("During get, the target's process died (killed: it blocked its thread for 2500 ms)")
  expect(out).toMatch(/^basic {3}broken {8}1 failed$/m)
  expect(out).toMatch(/^strict {2}broken {8}1 passed, 1 failed$/m)
})

test.each([
  ['exits', "During get, the target's process died (exit code 7); its last words:\n  out of luck\n"],
  ['throws outside', 'Error: lost connection'],
])('a process that dies is the failure of its cases: %s', seconds, async (box, words) => {
  const { code, out } = await cli([target, '--seed', '7'], { BOX: box })
  expect(code).toBe(1)
  expect(out).toContain(words)
  expect(out).toMatch(/^strict {2}broken {8}1 passed, 1 failed$/m)
})

test('what the target prints goes to stderr', seconds, async () => {
  const { code, out, err } = await cli([target], { BOX: 'chatty' })
  expect(code).toBe(0)
  expect(err).toBe('hello from the target\n')
  expect(out).not.toContain('hello')
})

test('a close that fails is a warning', seconds, async () => {
  const { code, out } = await cli([target], { BOX: 'cannot close' })
  expect(code).toBe(0)
  expect(out).toMatch(/^Warning: .*close\(\) failed: Error: still busy$/m)
})

test('an interrupt ends the run with a report', seconds, async () => {
  const { code, out } = await cli([target, '--seed', '4', '--timeout', '20000'], { BOX: 'waits' }, 'passed')
  expect(code).toBe(1)
  expect(out).toMatch(/^The run ended early: [12] chosen cases? did not run\.$/m)
})

test.each<[string, string[], Record<string, string>, RegExp]>([
  ['no target', [], {}, /^Which target\?/],
  ['an unknown option', [target, '--nope'], {}, /^Unknown option '--nope'/],
  ['no such file', ['nowhere.ts'], {}, /^There is no file nowhere\.ts\.$/m],
  ['no default export', [path('../../test/box.ts')], {}, /box\.ts has no default export\. It should be a target/],
  ['a throwing open', [target], { BOX: 'cannot open' }, /^Target a box: open\(\) failed: Error: connection refused$/m],
  ['no adapter', [target], { BOX: 'no adapter' }, /^Target a box: open\(\) gave no `adapter`\.$/m],
  ['an unknown profile', [target, '--profile', 'nope'], {}, /^No profile nope: box has basic, strict\.$/m],
  ['an unknown case', [target, '--only', 'nope'], {}, /^No case, rule or method nope in box\.$/m],
])('exit 2: %s', seconds, async (_, args, env, message) => {
  const { code, out, err } = await cli(args, env)
  expect(err).toMatch(message)
  expect(out).toBe('')
  expect(code).toBe(2)
})

test('exit 2: a target in TypeScript on a Node that does not run it', seconds, async () => {
  const { code, err } = await cli(
    [target],
    { NODE_OPTIONS: '--no-experimental-strip-types' },
    undefined,
    '../../dist/cli.js',
  )
  expect(err).toMatch(
    /^Node [\d.]+ does not run TypeScript\. Use Node 22\.18 or later, or compile .*box-target\.ts to JavaScript\.$/m,
  )
  expect(code).toBe(2)
})

test('exit 2: a target that is no target, or does not load', seconds, async () => {
  const wrong = join(folder, 'wrong.mjs')
  writeFileSync(wrong, 'export default { name: "x" }')
  expect(await cli([wrong])).toMatchObject({
    code: 2,
    err: expect.stringContaining('is no target: it needs a `name` and a function `open`') as string,
  })
  writeFileSync(wrong, 'import "./nothing-here.mjs"')
  expect(await cli([wrong])).toMatchObject({
    code: 2,
    err: expect.stringContaining('cannot be loaded: Error [ERR_MODULE_NOT_FOUND]') as string,
  })
})

test('help and list', seconds, async () => {
  expect(await cli(['--help'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('Usage: adapter-test-kit') as string,
  })
  const listed = await cli([target, '--list'])
  expect(listed).toMatchObject({ code: 0, err: '' })
  expect(listed.out.split('\n')[0]).toBe('basic  get.keeps.value  get answers what was put')
})
