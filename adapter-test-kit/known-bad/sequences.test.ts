import { describe, expect, it } from 'vitest'
import { authjs } from '../src/contracts/authjs/index.ts'
import { runModel } from '../src/model/index.ts'
import { runConformance } from '../src/runner/session.ts'
import { sequences } from './sequences.ts'
import { targetOf } from './targets.ts'

const cases = authjs.cases.map(({ id }) => id).filter((id) => !id.startsWith('any/sequences'))

describe('a bug that takes several calls', () => {
  it.each(sequences)('is met by random sequences alone: $id', { timeout: 60_000 }, async ({ id, make }) => {
    const { results } = await runConformance(targetOf(id, make), { contract: authjs, only: cases, seed: 3 })
    const blamed = results.filter(({ status }) => status === 'failed' || status === 'errored')
    expect(blamed.map((result) => `${result.id}: ${result.message}`)).toEqual([])

    const { failure, seed } = await runModel(targetOf(id, make), { runs: 600, length: 40, seed: 2 })
    expect(failure?.wrong).toBeTruthy()
    expect(failure?.calls.length).toBeLessThanOrEqual(10)
    // What a report prints finds the same again.
    const again = await runModel(targetOf(id, make), { length: 40, seed, path: failure?.path ?? '' })
    expect(again.failure?.calls.length).toBe(failure?.calls.length)
  })
})

describe('random sequences', () => {
  it('take a provider that is called `constructor` for one, also where a key that is none is asked for', async () => {
    const { failure } = await runModel(targetOf('reference'), { runs: 100, length: 15, seed: 1_584_746_740 })
    expect(failure).toBeUndefined()
  })

  it.each([false, true])('find nothing in the reference (exact: %s)', { timeout: 60_000 }, async (exact) => {
    expect(await runModel(targetOf('reference'), { runs: 300, length: 25, seed: 5, exact })).toEqual({
      seed: 5,
      runs: 300,
    })
  })
})
