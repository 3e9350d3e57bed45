import { expect, test } from 'vitest'
import { defineTarget, runConformance } from '../../index.ts'
import { referenceAdapter } from '../../reference/index.ts'

test('more runs play more random calls', async () => {
  const played = async (runs?: number): Promise<number> => {
    let calls = 0
    const target = defineTarget({ name: 'reference', store: 'process', open: () => ({ adapter: referenceAdapter() }) })
    const { results } = await runConformance(target, {
      only: ['any/sequences'],
      seed: 1,
      ...(runs !== undefined && { runs }),
      onEvent: ({ type }) => {
        if (type === 'called') calls++
      },
    })
    expect(results.map(({ status }) => status)).toEqual(['passed'])
    return calls
  }
  const [few, usual, many] = [await played(1), await played(), await played(60)]
  expect(usual).toBeGreaterThan(few * 4)
  expect(many).toBeGreaterThan(usual * 2)
})
