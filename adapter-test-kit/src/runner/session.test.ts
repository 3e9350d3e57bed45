import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Box, clears, contractOf, defineCase, keeps, memoryBox, takesOnce } from '../../test/box.ts'
import { SetupError } from './errors.ts'
import { chooseCases, openConformance, runConformance } from './session.ts'
import type { Opened, Status, Target } from './types.ts'

const contract = contractOf(keeps, takesOnce, clears)

function boxTarget(opened: Partial<Opened<Box>> = {}, target: Partial<Target<Box>> = {}): Target<Box> {
  return { name: 'box', store: 'process', open: () => ({ adapter: memoryBox(), ...opened }), ...target }
}

test('a target that keeps the contract', async () => {
  const versions = { box: '1.2.3' }
  const report = await runConformance(boxTarget({ versions }), { contract, seed: 5 })
  expect(report).toMatchObject({
    target: 'box',
    contract: 'box',
    verdicts: { basic: 'kept', strict: 'kept' },
    summary: { passed: 3, failed: 0, notApplicable: 0, inconclusive: 0, errored: 0, expectedFailure: 0 },
    notRun: 0,
    warnings: [],
    seed: 5,
    versions: { kit: expect.stringMatching(/^\d+\.\d+\.\d+/) as string, node: process.versions.node, box: '1.2.3' },
  })
  expect(report.results.find(({ id }) => id === keeps.id)).toMatchObject({
    rule: 'get.keeps',
    profile: 'basic',
    method: 'get',
    title: 'get answers what was put',
    calls: [{ method: 'put' }, { method: 'get', result: 'value' }],
  })
})

function caseThat(status: Status, index: number) {
  return defineCase({
    id: `${index} ${status}`,
    rule: 'get.keeps',
    title: status,
    needs: [],
    run: async ({ inconclusive, notApplicable }) => {
      if (status === 'inconclusive') inconclusive('reason')
      if (status === 'notApplicable') notApplicable('reason')
      if (status === 'failed') assert.equal(1, 2)
      if (status === 'errored') throw new Error('bug')
    },
  })
}

test.each<[string, Status[]]>([
  ['kept', ['passed']],
  ['kept', ['passed', 'notApplicable']],
  ['notRun', ['notApplicable']],
  ['broken', ['passed', 'failed']],
  ['broken', ['inconclusive', 'errored', 'passed']],
  ['inconclusive', ['passed', 'inconclusive']],
  ['inconclusive', ['inconclusive']],
])('verdict %s for %j', async (verdict, statuses) => {
  const report = await runConformance(boxTarget(), { contract: contractOf(...statuses.map(caseThat)) })
  expect(report.verdicts).toEqual({ basic: verdict, strict: 'notRun' })
  expect(report.results.map(({ status }) => status).toSorted()).toEqual(statuses.toSorted())
})

test('a case alone gets the values that it got among all', async () => {
  const words: string[] = []
  const adapter = { ...memoryBox(), get: async (key: string) => (words.push(key), 'value') }
  await runConformance(boxTarget({ adapter }), { contract, seed: 9 })
  const [among] = words
  words.length = 0
  const report = await runConformance(boxTarget({ adapter }), { contract, seed: 9, only: [keeps.id] })
  expect(words).toEqual([among])
  expect(report.results.length).toBe(1)
  await runConformance(boxTarget({ adapter }), { contract, seed: 10, only: [keeps.id] })
  expect(words[1]).not.toBe(among)
})

test('some cases of a profile do not make it kept', async () => {
  const report = await runConformance(boxTarget(), { contract, only: ['take.once'] })
  expect(report.results.map(({ id }) => id)).toEqual([takesOnce.id])
  expect(report.verdicts).toEqual({ basic: 'notRun', strict: 'inconclusive' })
})

test('a method chooses the cases of its rules', async () => {
  const report = await runConformance(boxTarget(), { contract, only: ['get'] })
  expect(report.results.map(({ id }) => id)).toEqual([keeps.id])
})

test('profiles choose cases', async () => {
  const report = await runConformance(boxTarget(), { contract, profiles: ['basic'] })
  expect(report.verdicts).toEqual({ basic: 'kept', strict: 'notRun' })
})

test('the order follows the seed, reversed is that order backwards, alone comes last', () => {
  const many = contractOf(clears, ...Array.from({ length: 30 }, (_, index) => caseThat('passed', index)))
  const order = (seed: number, how?: 'reversed'): string[] =>
    chooseCases(many, { seed, order: how }).map(({ id }) => id)
  expect(order(1)).toEqual(order(1))
  expect(order(1)).not.toEqual(order(2))
  expect(order(1).at(-1)).toBe(clears.id)
  expect(order(1, 'reversed')).toEqual([...order(1).slice(0, -1).toReversed(), clears.id])
})

test('reset runs at the start and before each case that runs alone', async () => {
  const log: string[] = []
  const adapter = { ...memoryBox(), put: async (_: string, value: string) => (log.push('put'), value) }
  const reset = (): number => log.push('reset')
  await runConformance(boxTarget({ adapter, reset }), { contract, only: [keeps.id, clears.id] })
  expect(log).toEqual(['reset', 'put', 'reset', 'put'])
})

test('a reset that fails in between ends the run with a report that says so', async () => {
  let resets = 0
  const reset = (): void => {
    if (++resets > 1) throw new Error('locked')
  }
  const report = await runConformance(boxTarget({ reset }), { contract })
  expect(report.results.map(({ id }) => id).toSorted()).toEqual([keeps.id, takesOnce.id])
  expect(report.warnings).toEqual(['Target box: reset() failed: Error: locked'])
  expect(report.notRun).toBe(1)
  expect(report.verdicts).toEqual({ basic: 'kept', strict: 'inconclusive' })
})

test('a seed can be replayed where rows of the run before are still there', async () => {
  const values = new Map<string, string>()
  const adapter = {
    ...memoryBox(values),
    put: async (key: string, value: string) => {
      if (values.has(key)) throw new Error('duplicate')
      values.set(key, value)
      return value
    },
  }
  const elsewhere: Target<Box> = { name: 'box', open: () => ({ adapter }) }
  for (let run = 0; run < 2; run++)
    expect((await runConformance(elsewhere, { contract, seed: 3, only: [keeps.id] })).verdicts.basic).toBe('kept')
  // With a reset it is the target that sees to that, and values are the same each time.
  const emptied = boxTarget({ adapter, reset: () => values.clear() })
  for (let run = 0; run < 2; run++)
    expect((await runConformance(emptied, { contract, seed: 3, only: [keeps.id] })).verdicts.basic).toBe('kept')
})

test('cases asked for at once run one after the other', async () => {
  let running = 0
  let most = 0
  const slow = [1, 2, 3].map((index) =>
    defineCase({
      id: `${index}`,
      rule: 'get.keeps',
      title: 'slow',
      needs: [],
      run: async () => {
        most = Math.max(most, ++running)
        await delay(5)
        running--
      },
    }),
  )
  const conformance = await openConformance(boxTarget(), { contract: contractOf(...slow) })
  await Promise.all(conformance.cases.map((kase) => conformance.run(kase)))
  await conformance.close()
  expect(most).toBe(1)
  expect(conformance.report().summary.passed).toBe(3)
})

test('an aborted run says so, and counts only what had ended', async () => {
  const abort = new AbortController()
  const hanging = defineCase({
    id: 'hangs',
    rule: 'take.once',
    title: 'hangs',
    needs: [],
    alone: true,
    run: () => new Promise(() => {}),
  })
  let closed = 0
  const report = await runConformance(boxTarget({ close: () => closed++ }), {
    contract: contractOf(keeps, hanging, clears),
    signal: abort.signal,
    onEvent: (event) => {
      if (event.type === 'started' && event.id === 'hangs') setTimeout(() => abort.abort(), 10)
    },
  })
  expect(report.results.every(({ id }) => id !== 'hangs')).toBe(true)
  expect(report.notRun).toBe(3 - report.results.length)
  expect(report.notRun).toBeGreaterThan(0)
  expect(report.verdicts.strict).not.toBe('kept')
  expect(closed).toBe(1)
})

test('events tell what goes on', async () => {
  const events: unknown[] = []
  await runConformance(boxTarget(), { contract, seed: 4, only: [keeps.id], onEvent: (event) => events.push(event) })
  expect(events).toMatchObject([
    { type: 'opened', total: 1, seed: 4 },
    { type: 'started', id: keeps.id },
    { type: 'called', id: keeps.id, call: { method: 'put' } },
    { type: 'called', id: keeps.id, call: { method: 'get' } },
    { type: 'ended', done: 1, total: 1, result: { status: 'passed' } },
  ])
})

test.each<[string, Partial<Opened<Box>> | undefined, Partial<Target<Box>>, RegExp]>([
  [
    'open throws',
    {},
    { open: () => Promise.reject(new Error('refused')) },
    /Target box: open\(\) failed: Error: refused/,
  ],
  ['open gives no adapter', {}, { open: () => ({}) as Opened<Box> }, /open\(\) gave no `adapter`/],
  ['reset throws', { reset: () => Promise.reject(new Error('locked')) }, {}, /reset\(\) failed: Error: locked/],
  ['an unknown rule is declared', {}, { capabilities: { notGuaranteed: { nope: '' } } }, /names nope/],
])('a target that is wrong is no verdict: %s', async (_, opened, target, message) => {
  const run = runConformance(boxTarget(opened, target), { contract })
  await expect(run).rejects.toThrow(message)
  await expect(run).rejects.toBeInstanceOf(SetupError)
})

test.each([
  [{ profiles: ['nope' as 'basic'] }, /No profile nope: box has basic, strict/],
  [{ only: ['nope'] }, /No case, rule or method nope in box/],
  [{ profiles: ['basic' as const], only: ['take.once'] }, /No case of box is chosen/],
])('options that are wrong: %j', async (options, message) => {
  await expect(runConformance(boxTarget(), { contract, ...options })).rejects.toThrow(message)
})

test('a target whose reset fails is closed', async () => {
  let closed = 0
  const reset = (): Promise<never> => Promise.reject(new Error('locked'))
  await expect(runConformance(boxTarget({ reset, close: () => closed++ }), { contract })).rejects.toThrow('locked')
  expect(closed).toBe(1)
})

test('a close that fails is a warning, and the report is not lost', async () => {
  const report = await runConformance(boxTarget({ close: () => Promise.reject(new Error('busy')) }), { contract })
  expect(report.warnings).toEqual(['SetupError: Target box: close() failed: Error: busy'])
  expect(report.verdicts.basic).toBe('kept')
})
