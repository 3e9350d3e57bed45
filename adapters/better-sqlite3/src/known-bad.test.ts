import { runConformance } from '@strongroom/adapter-test-kit'
import { expect, test } from 'vitest'
import { untoldOf } from '../../../adapter-test-kit/test/told.ts'
import { knownBadTexts } from '../known-bad/index.ts'
import { memoryTarget } from '../test/memory.ts'

test.each(knownBadTexts)('the kit catches $id: $bug', async ({ id, breaks, was, is }) => {
  let edits = 0
  const edit = (text: string): string => {
    const edited = text.replace(was, is)
    if (edited !== text) edits++
    return edited
  }
  const { results } = await runConformance(memoryTarget(id, {}, edit), { only: breaks, seed: 1 })
  expect(edits).toBeGreaterThan(0)
  expect(
    results.filter(({ status }) => status !== 'failed').map(({ id, status, message }) => `${status} ${id} ${message}`),
  ).toEqual([])
  expect(results).toHaveLength(breaks.length)
  expect(results.flatMap(untoldOf)).toEqual([])
})
