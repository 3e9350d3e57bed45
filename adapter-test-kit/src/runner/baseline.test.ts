import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Box, clears, contractOf, keeps, memoryBox, takesOnce } from '../../test/box.ts'
import { SetupError } from './errors.ts'
import { provenProfiles } from './report.ts'
import { runConformance } from './session.ts'
import type { Report } from './types.ts'

const contract = contractOf(keeps, takesOnce, clears)
const box = memoryBox()
const takesTwice = {
  ...box,
  take: async (key: string) => {
    const value = await box.get(key)
    await delay(1)
    return value
  },
}

const judge = (adapter: Partial<Box>, baseline: Record<string, string>): Promise<Report<'basic' | 'strict'>> =>
  runConformance({ name: 'box', store: 'process', open: () => ({ adapter: adapter as Box }) }, { contract, baseline })
const ended = (report: Report, id: string): object => report.results.find((result) => result.id === id) ?? {}

test('a failure with a reason is expected; its profile is broken all the same, and proven', async () => {
  const report = await judge(takesTwice, { [takesOnce.id]: 'two statements, issue 3' })
  expect(ended(report, takesOnce.id)).toMatchObject({
    status: 'expectedFailure',
    message: expect.stringMatching(/^Expected to fail \(two statements, issue 3\)\. 10 of ten took it/) as string,
  })
  expect(report.verdicts).toEqual({ basic: 'kept', strict: 'broken' })
  expect(provenProfiles(report, contract)).toEqual(['basic', 'strict'])
  expect(report.warnings).toEqual([])
})

test('another failure beside it is not', async () => {
  const report = await judge({ ...takesTwice, clear: async () => {} }, { [takesOnce.id]: 'issue 3' })
  expect(ended(report, clears.id)).toMatchObject({ status: 'failed' })
  expect(provenProfiles(report, contract)).toEqual(['basic'])
})

test('an entry whose case passes is stale, and fails', async () => {
  const report = await judge(box, { [keeps.id]: 'issue 4' })
  expect(ended(report, keeps.id)).toMatchObject({
    status: 'failed',
    message: 'Expected to fail (issue 4), but it passes: take it out of the baseline.',
  })
  expect(report.verdicts.basic).toBe('broken')
  expect(provenProfiles(report, contract)).toEqual(['strict'])
})

test('so is one whose case does not apply', async () => {
  const { clear: _, ...without } = box
  const report = await judge(without, { [clears.id]: 'issue 5' })
  expect(ended(report, clears.id)).toMatchObject({
    status: 'failed',
    message: expect.stringContaining(
      'but it does not apply: take it out of the baseline. The adapter has no clear.',
    ) as string,
  })
})

test('a race that was not lost is no proof that the entry is stale: it is warned of', async () => {
  const report = await judge(box, { [takesOnce.id]: 'issue 6' })
  expect(ended(report, takesOnce.id)).toMatchObject({ status: 'expectedFailure' })
  expect(report.warnings).toEqual([
    'take.once.race is in the baseline and held this time. Where it is mended, take it out.',
  ])
})

test('an expected failure that cannot be proven either is not held against the run', async () => {
  const report = await runConformance(
    { name: 'box', open: () => ({ adapter: box }) },
    { contract, baseline: { [takesOnce.id]: 'no worker' } },
  )
  expect(ended(report, takesOnce.id)).toMatchObject({ status: 'expectedFailure' })
  expect(provenProfiles(report, contract)).toEqual(['basic', 'strict'])
})

test.each([
  [{ nope: 'reason', [keeps.id]: 'reason' }, /^The baseline names nope: no case of box\./],
  [{ [keeps.id]: '' }, /^The baseline gives no reason for get\.keeps\.value\./],
  [{ [keeps.id]: ' ' }, /gives no reason/],
  [{ [keeps.id]: 'TODO: why is it accepted? …' }, /gives no reason/],
  [{ [keeps.id]: 7 as unknown as string }, /gives no reason/],
])('a baseline that is wrong is no verdict: %j', async (baseline, message) => {
  await expect(judge(box, baseline)).rejects.toThrow(message)
  await expect(judge(box, baseline)).rejects.toBeInstanceOf(SetupError)
})
