import { expect, test, vi } from 'vitest'
import type { Ctx } from './case.ts'
import { contest } from './contest.ts'

const context = {
  signal: new AbortController().signal,
  inconclusive(reason: string): never {
    throw new Error(reason)
  },
} as unknown as Ctx

/** Plays rounds that take so many milliseconds each, of which the numbered ones are conclusive. */
async function played(took: readonly number[], conclusive: readonly number[]): Promise<number> {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    let round = 0
    await contest(context, () => {
      vi.advanceTimersByTime(took[round] ?? 100)
      return Promise.resolve(conclusive.includes(round++))
    })
    return round
  } finally {
    vi.useRealTimers()
  }
}

test('a first round that starts the processes takes no time from the others', async () => {
  expect(await played([5000], [1, 2])).toBe(3)
})

test('two conclusive rounds are enough, and one counts when time is up', async () => {
  expect(await played([], [0, 1, 2])).toBe(2)
  expect(await played([0, 1000, 1000, 1000], [0])).toBe(4)
})

test('rounds that never overlap end as inconclusive, by time or by number', async () => {
  await expect(played([], [])).rejects.toThrow('In 31 rounds no calls overlapped.')
  await expect(
    played(
      Array.from({ length: 200 }, () => 1),
      [],
    ),
  ).rejects.toThrow('In 100 rounds')
})
