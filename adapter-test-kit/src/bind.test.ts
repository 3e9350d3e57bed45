import { expect, test } from 'vitest'
import { type Box, clears, contractOf, keeps, memoryBox, takesOnce } from '../test/box.ts'
import { bind, type TestRunner } from './bind.ts'
import type { Options } from './runner/session.ts'
import type { Target } from './runner/types.ts'

const contract = contractOf(keeps, takesOnce, clears)
const { clear: _, ...withoutClear } = memoryBox()
const boxTarget = (adapter: Box = withoutClear): Target<Box> => ({
  name: 'box',
  store: 'process',
  open: () => ({ adapter }),
})

type Body = (this: unknown, ...context: unknown[]) => Promise<void>

interface Ran {
  readonly log: string[]
  readonly ended: Map<string, string>
}

class Pending extends Error {}

/** Registers with a runner that calls tests the way `style` does, and runs them. */
async function runAs(
  style: 'mocha' | 'jest' | 'bare',
  target: Target<Box>,
  options: Partial<Options<'basic' | 'strict'>> = {},
): Promise<Ran> {
  const log: string[] = []
  const tests: { name: string; body: Body; timeout: number }[] = []
  const hooks: Record<string, Body> = {}
  const hook = (name: string) => (body: Body) => void (hooks[name] = body)
  const common: TestRunner = {
    describe: (name, body) => {
      log.push(name)
      body()
    },
    it: (name, body, timeout) => void tests.push({ name, body, timeout }),
  }
  const runner =
    style === 'mocha'
      ? { ...common, before: hook('before'), after: hook('after') }
      : style === 'jest'
        ? { ...common, beforeAll: hook('before'), afterAll: hook('after') }
        : common
  bind(runner)(target, { contract, seed: 7, ...options })

  const call = async (body: Body): Promise<void> => {
    // Mocha and jest take a parameter for a callback to wait for.
    expect(body.length).toBe(0)
    const mocha = {
      timeout: (ms: number) => log.push(`timeout ${ms}`),
      skip: () => {
        throw new Pending()
      },
    }
    await body.call(style === 'mocha' ? mocha : style === 'jest' ? {} : undefined)
  }
  const ended = new Map<string, string>()
  const run = async (name: string, body: Body | undefined): Promise<void> => {
    const outcome =
      body &&
      call(body).then(
        () => 'passed',
        (error: unknown) => (error instanceof Pending ? 'skipped' : (error as Error).message),
      )
    ended.set(name, (await outcome) ?? 'none')
  }
  await run('before', hooks['before'])
  for (const { name, body } of tests) await run(name.split(':')[0] ?? '', body)
  await run('after', hooks['after'])
  return { log, ended }
}

test('mocha: the limit is set and what does not apply skipped through `this`', async () => {
  const { log, ended } = await runAs('mocha', boxTarget())
  expect(log[0]).toBe('box by the contract box')
  expect(log).toContain('timeout 50000')
  expect(Object.fromEntries(ended)).toEqual({
    before: 'passed',
    [keeps.id]: 'passed',
    [takesOnce.id]: 'passed',
    [clears.id]: 'skipped',
    verdicts: 'passed',
    after: 'passed',
  })
})

test('jest: cannot skip what has begun, so it passes', async () => {
  const { ended } = await runAs('jest', boxTarget())
  expect(ended.get(clears.id)).toBe('passed')
  expect(ended.get('verdicts')).toBe('passed')
})

test('a runner without hooks: the first test opens the target', async () => {
  const { ended } = await runAs('bare', boxTarget())
  expect(ended.get('before')).toBe('none')
  expect(ended.get(keeps.id)).toBe('passed')
})

test('a failure is told with its causes and replay, and breaks the verdict', async () => {
  const { ended } = await runAs('mocha', boxTarget({ ...memoryBox(), get: async () => null }))
  expect(ended.get(keeps.id)).toContain('Rule get.keeps: What was put is got.')
  expect(ended.get(keeps.id)).toContain("Again: describeConformance(target, { only: ['get.keeps.value'], seed: 7 })")
  expect(ended.get('verdicts')).toMatch(/^basic is broken\nget\.keeps\.value: /)
})

test('an expected failure is skipped, and does not count against the verdicts; a stale entry does', async () => {
  const forgets = boxTarget({ ...withoutClear, get: async () => null })
  const expected = await runAs('mocha', forgets, { baseline: { [keeps.id]: 'issue 3' } })
  expect(expected.ended.get(keeps.id)).toBe('skipped')
  expect(expected.ended.get('verdicts')).toBe('passed')
  const stale = await runAs('mocha', boxTarget(), { baseline: { [keeps.id]: 'issue 3' } })
  expect(stale.ended.get(keeps.id)).toContain('but it passes: take it out of the baseline')
  expect(stale.ended.get('verdicts')).toContain('basic is broken')
})

test('with `only` there is no test of verdicts', async () => {
  const { ended } = await runAs('mocha', boxTarget(), { only: [keeps.id] })
  expect([...ended.keys()]).toEqual(['before', keeps.id, 'after'])
})

test('a target that cannot be opened fails everything, and closing says no more', async () => {
  const { ended } = await runAs('mocha', { name: 'box', open: () => Promise.reject(new Error('refused')) })
  expect(ended.get('before')).toContain('open() failed: Error: refused')
  expect(ended.get(keeps.id)).toContain('open() failed: Error: refused')
  expect(ended.get('after')).toBe('passed')
})
