import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startVitest, type TestCase } from 'vitest/node'

const folder = fileURLToPath(new URL('../test/vitest-binding', import.meta.url))

interface Told {
  readonly state: string
  readonly told: string
}

async function runFixture(box: string): Promise<Map<string, Told>> {
  const vitest = await startVitest([], {
    config: false,
    root: folder,
    include: ['*.fixture.ts'],
    env: { BOX: box },
    watch: false,
    reporters: [{}],
  })
  const tests = new Map<string, Told>()
  for (const module of vitest.state.getTestModules())
    for (const one of module.children.allTests())
      tests.set(one.fullName, { state: one.result().state, told: toldBy(one) })
  await vitest.close()
  process.exitCode = 0
  return tests
}

function toldBy(one: TestCase): string {
  const result = one.result()
  return result.state === 'skipped'
    ? (result.note ?? '')
    : (result.errors ?? []).map(({ message }) => message).join('\n')
}

const inconclusive = 'box by the contract box'
const good = 'box in memory by the contract box'

test(
  'one test a case: passed, skipped with the reason, inconclusive as a failure; the verdicts at the end',
  { timeout: 30_000 },
  async () => {
    const tests = await runFixture('good')
    expect([...tests.keys()].toSorted()).toEqual([
      `${inconclusive} > clear.all.gone: clear leaves nothing`,
      `${inconclusive} > get.keeps.value: get answers what was put`,
      `${inconclusive} > take.once.race: one of ten takers wins`,
      `${inconclusive} > verdicts`,
      `${good} > get.keeps.value: get answers what was put`,
      `${good} > verdicts`,
    ])
    expect(tests.get(`${inconclusive} > get.keeps.value: get answers what was put`)?.state).toBe('passed')
    expect(tests.get(`${inconclusive} > clear.all.gone: clear leaves nothing`)).toEqual({
      state: 'skipped',
      told: 'The adapter has no clear.',
    })
    const race = tests.get(`${inconclusive} > take.once.race: one of ten takers wins`)
    expect(race?.state).toBe('failed')
    expect(race?.told).toContain('take.once.race inconclusive (strict)\n  Rule take.once: One taker wins.')
    expect(race?.told).toContain("Again: describeConformance(target, { only: ['take.once.race'], seed: 7 })")
    expect(tests.get(`${inconclusive} > verdicts`)).toEqual({ state: 'failed', told: 'strict is inconclusive\nseed 7' })
    expect(tests.get(`${good} > verdicts`)?.state).toBe('passed')
  },
)

test('a broken adapter fails its case and the verdict', { timeout: 30_000 }, async () => {
  const tests = await runFixture('forgets')
  expect(tests.get(`${good} > get.keeps.value: get answers what was put`)?.state).toBe('failed')
  expect(tests.get(`${good} > verdicts`)?.told).toMatch(/^basic is broken\nget\.keeps\.value: /)
})
