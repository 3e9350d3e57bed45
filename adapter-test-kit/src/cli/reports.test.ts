import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { mismatches } from '../../test/schema.ts'
import { run } from './run.ts'

const target = fileURLToPath(new URL('../../test/box-target.ts', import.meta.url))
const schema = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../${name}.schema.json`, import.meta.url), 'utf8')) as object
const folder = mkdtempSync(join(tmpdir(), 'kit-'))
const file = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))
const seconds = { timeout: 30_000 }

async function cli(args: string[], box = 'good'): Promise<{ code: number; out: string; err: string }> {
  process.env['BOX'] = box
  const text = { out: '', err: '' }
  const code = await run(
    [target, '--seed', '7', ...args],
    { write: (more) => (text.out += more) },
    { write: (more) => (text.err += more) },
  )
  return { code, ...text }
}

test('every report is written, into folders that are made', seconds, async () => {
  const names = { json: 'a/r.json', junit: 'a/r.xml', markdown: 'a/r.md', html: 'a/b/r.html', badge: 'a/r.svg' }
  const { code } = await cli(
    Object.entries(names).flatMap(([option, name]) => [`--${option}`, file(name)]),
    'forgets',
  )
  expect(code).toBe(1)
  const json = JSON.parse(readFileSync(file(names.json), 'utf8')) as object
  expect(mismatches(json, schema('report'))).toEqual([])
  expect(json).toMatchObject({
    results: [{ replay: `npx @strongroom/adapter-test-kit ${target} --only get.keeps.value --seed 7` }, {}, {}],
  })
  expect(readFileSync(file(names.junit), 'utf8')).toContain('<failure type="failed"')
  expect(readFileSync(file(names.markdown), 'utf8')).toContain('| basic | **broken** | 1 failed |')
  expect(readFileSync(file(names.html), 'utf8')).toContain('<title>a box: conformance</title>')
  expect(readFileSync(file(names.badge), 'utf8')).toContain('2 passed, 1 failed')
})

test('exit 2: a report that cannot be written', seconds, async () => {
  writeFileSync(file('no-folder'), '')
  expect(await cli(['--json', file('no-folder/r.json')])).toMatchObject({
    code: 2,
    err: expect.stringContaining('cannot be written') as string,
  })
})

test('a baseline is started, refused until its reasons are written, and then kept to', seconds, async () => {
  const path = file('baseline.json')
  const started = await cli(['--write-baseline', path], 'forgets')
  expect(started).toMatchObject({
    code: 1,
    out: expect.stringContaining(`${path} has 1 entries. Write the reasons`) as string,
  })
  const content = readFileSync(path, 'utf8')
  expect(content).toContain('"get.keeps.value": "TODO: why is it accepted? Expected values to be')
  expect(mismatches(JSON.parse(content), schema('baseline'))).toHaveLength(1)

  expect(await cli(['--baseline', path], 'forgets')).toMatchObject({
    code: 2,
    err: expect.stringContaining('gives no reason for get.keeps.value') as string,
  })

  writeFileSync(path, content.replace(/TODO[^"]*/, 'issue 12'))
  expect(mismatches(JSON.parse(readFileSync(path, 'utf8')), schema('baseline'))).toEqual([])
  const json = file('expected.json')
  const kept = await cli(['--baseline', path, '--json', json], 'forgets')
  expect(kept.out).toMatch(/^basic {3}broken {8}1 expected failure$/m)
  // On the terminal it is counted; the reports tell it.
  expect(kept.out).not.toContain('Rule get.keeps')
  expect(readFileSync(json, 'utf8')).toContain(`--only get.keeps.value --seed 7 --baseline ${path}`)
  expect(kept.code).toBe(0)
  expect(await cli(['--baseline', path, '--only', 'get.keeps.value'], 'forgets')).toMatchObject({ code: 0 })

  const stale = await cli(['--baseline', path])
  expect(stale.out).toContain('Expected to fail (issue 12), but it passes: take it out of the baseline.')
  expect(stale.code).toBe(1)

  const again = await cli(['--write-baseline', path])
  expect(again).toMatchObject({ code: 2, out: '', err: `${path} is there already. Edit it, or name another file.\n` })
})

test('a case that kills the process can be expected too, and its run goes on', seconds, async () => {
  const path = file('exits.json')
  writeFileSync(path, JSON.stringify({ expectedFailures: { 'get.keeps.value': 'a', 'clear.all.gone': 'b' } }))
  const { code, out } = await cli(['--baseline', path], 'exits')
  expect(out).toMatch(/^strict {2}broken {8}1 passed, 1 expected failure$/m)
  expect(code).toBe(0)
})

test.each([
  ['{', /cannot be read: /],
  ['[]', /is no baseline: it should be \{ "expectedFailures"/],
  ['{ "expectedFailures": ["x"] }', /is no baseline/],
  ['{ "expectedFailures": { "nope": "reason" } }', /^The baseline names nope: no case of box/],
])('exit 2: a baseline that is none: %s', seconds, async (content, message) => {
  const path = file('wrong.json')
  writeFileSync(path, content)
  const { code, out, err } = await cli(['--baseline', path])
  expect(err).toMatch(message)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(existsSync(file('nowhere.json'))).toBe(false)
})

test('a reset that fails in between ends the run with a report', seconds, async () => {
  const { code, out } = await cli(['--json', file('reset.json')], 'cannot reset')
  expect(out).toMatch(/^Warning: Target a box: reset\(\) failed: Error: locked$/m)
  expect(out).toMatch(/^The run ended early: 1 chosen cases did not run\.$/m)
  expect(JSON.parse(readFileSync(file('reset.json'), 'utf8'))).toMatchObject({
    notRun: 1,
    verdicts: { basic: 'kept', strict: 'inconclusive' },
  })
  expect(code).toBe(1)
})
