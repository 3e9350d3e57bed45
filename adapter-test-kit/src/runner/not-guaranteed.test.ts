import assert from 'node:assert/strict'
import { expect, test } from 'vitest'
import { type Box, contractOf, defineCase, keeps, memoryBox, takesOnce } from '../../test/box.ts'
import { runConformance } from './session.ts'
import type { Case, Report } from './types.ts'

const forgetful: Box = { ...memoryBox(), get: async () => null }

async function judged(adapter: Box, rule: string, cases: Case<Box>[], only?: string[]): Promise<Report> {
  const target = {
    name: 'box',
    store: 'process',
    open: () => ({ adapter }),
    capabilities: { notGuaranteed: { [rule]: 'no index' } },
  } as const
  return runConformance(target, { contract: contractOf(...cases), only })
}

const misses = defineCase({
  id: 'get.keeps.miss',
  rule: 'get.keeps',
  title: 'an unknown key is a miss',
  needs: ['get'],
  run: async ({ adapter, unique }) => assert.equal(await adapter.get(unique.word()), null),
})

test('a failure of a rule that is declared is not applicable, with the reason', async () => {
  const { results, verdicts } = await judged(forgetful, 'get.keeps', [keeps, misses])
  const [failing] = results.filter(({ id }) => id === keeps.id)
  expect(failing?.status).toBe('notApplicable')
  expect(failing?.message).toMatch(/^Declared as not guaranteed \(no index\)\. .*null/s)
  expect(verdicts['basic']).toBe('kept')
})

test('a declared rule that holds is a failure', async () => {
  const { results, verdicts } = await judged(memoryBox(), 'get.keeps', [keeps, misses])
  const message = 'Declared as not guaranteed (no index), but it holds: take it out of capabilities.notGuaranteed.'
  expect(results.map((result) => [result.status, result.message])).toEqual([
    ['failed', message],
    ['failed', message],
  ])
  expect(verdicts['basic']).toBe('broken')
})

test('some cases of a rule do not refute its declaration', async () => {
  const { results } = await judged(memoryBox(), 'get.keeps', [keeps, misses], [keeps.id])
  expect(results.map(({ status }) => status)).toEqual(['passed'])
})

test('a case that does not apply does not keep a wrong declaration alive', async () => {
  const other = defineCase({
    ...keeps,
    id: 'get.keeps.other',
    needs: [],
    run: async ({ notApplicable }) => notApplicable('none'),
  })
  const { results } = await judged(memoryBox(), 'get.keeps', [keeps, other])
  expect(results.find(({ id }) => id === keeps.id)?.status).toBe('failed')
})

test('a race that was not lost says nothing about a declaration', async () => {
  const { results } = await judged(memoryBox(), 'take.once', [takesOnce])
  expect(results[0]).toMatchObject({ status: 'notApplicable', message: expect.stringContaining('by luck') as string })
})
