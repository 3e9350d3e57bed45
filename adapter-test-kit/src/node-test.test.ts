import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const fixture = fileURLToPath(new URL('../test/node-test-binding/box.fixture.ts', import.meta.url))
const seconds = { timeout: 30_000 }

function run(box: string): { status: number | null; stdout: string } {
  const env = { ...process.env, BOX: box, NODE_TEST_CONTEXT: undefined }
  return spawnSync(process.execPath, ['--test', '--test-reporter=tap', fixture], { encoding: 'utf8', env })
}

test('one test a case, and one for the verdicts; what does not apply is skipped with the reason', seconds, () => {
  const { status, stdout } = run('good')
  expect(stdout).toMatch(/^ +ok \d - get\.keeps\.value: get answers what was put$/m)
  expect(stdout).toMatch(/^ +ok \d - clear\.all\.gone: clear leaves nothing # SKIP The adapter has no clear\.$/m)
  expect(stdout).toMatch(/^ +ok 4 - verdicts$/m)
  expect(stdout).toMatch(/^# fail 0$/m)
  expect(status).toBe(0)
})

test('a broken adapter fails its case with the story, and the verdicts', seconds, () => {
  const { status, stdout } = run('forgets')
  expect(stdout).toMatch(/^ +not ok \d - get\.keeps\.value: get answers what was put$/m)
  expect(stdout).toContain('Rule get.keeps: What was put is got.')
  expect(stdout).toContain("Again: describeConformance(target, { only: ['get.keeps.value'], seed: 7 })")
  expect(stdout).toMatch(/^ +not ok 4 - verdicts$/m)
  expect(stdout).toContain('basic is broken')
  expect(status).toBe(1)
})

test('a close that fails is not lost', seconds, () => {
  const { status, stdout } = run('cannot close')
  expect(stdout).toContain('close() failed: Error: still busy')
  expect(status).toBe(1)
})
