import assert from 'node:assert/strict'
import { caseOf, defineContract } from '../src/runner/define.ts'
import type { Case, Contract } from '../src/runner/types.ts'

/** A small adapter for tests of the runner: values by key. */
export interface Box {
  put(key: string, value: string): Promise<string>
  get(key: string): Promise<string | null>
  /** The value once, then a miss. */
  take(key: string): Promise<string | null>
  clear?(): Promise<void>
}

export const defineCase = caseOf<Box>()

const rules = [
  { id: 'get.keeps', profile: 'basic', method: 'get', sentence: 'What was put is got.', why: 'Things vanish.' },
  { id: 'take.once', profile: 'strict', method: 'take', sentence: 'One taker wins.', why: 'Things are spent twice.' },
  { id: 'clear.all', profile: 'strict', method: 'clear', sentence: 'Clears.', why: 'Things stay.' },
] as const

type Profile = (typeof rules)[number]['profile']

/** A contract of the box's rules and these cases. */
export function contractOf(...cases: Case<Box>[]): Contract<Box, Profile> {
  return defineContract({ name: 'box', profiles: ['basic', 'strict'], rules, cases })
}

export const keeps = defineCase({
  id: 'get.keeps.value',
  rule: 'get.keeps',
  title: 'get answers what was put',
  needs: ['put', 'get'],
  run: async ({ adapter, unique }) => {
    const key = unique.word('key')
    await adapter.put(key, 'value')
    assert.equal(await adapter.get(key), 'value')
  },
})

export const takesOnce = defineCase({
  id: 'take.once.race',
  rule: 'take.once',
  title: 'one of ten takers wins',
  needs: ['put', 'take'],
  run: async ({ adapter, unique, race }) => {
    for (let round = 0, conclusive = 0; round < 20 && conclusive < 10; round++) {
      const key = unique.word('key')
      await adapter.put(key, 'value')
      const ended = await race(Array.from({ length: 10 }, () => ({ method: 'take', args: [key] })))
      const winners = ended.outcomes.filter((outcome) => outcome.ok && outcome.value !== null)
      assert.equal(winners.length, 1, `${winners.length} of ten took it`)
      if (ended.conclusive) conclusive++
    }
  },
})

export const clears = defineCase({
  id: 'clear.all.gone',
  rule: 'clear.all',
  title: 'clear leaves nothing',
  needs: ['put', 'get', 'clear'],
  alone: true,
  run: async ({ adapter, unique }) => {
    const key = unique.word()
    await adapter.put(key, 'value')
    await adapter.clear()
    assert.equal(await adapter.get(key), null)
  },
})

/** A box in memory that keeps its contract. */
export function memoryBox(values = new Map<string, string>()): Required<Box> {
  return {
    put: async (key, value) => {
      values.set(key, value)
      return value
    },
    get: async (key) => values.get(key) ?? null,
    take: async (key) => {
      const value = values.get(key) ?? null
      values.delete(key)
      return value
    },
    clear: async () => values.clear(),
  }
}
