import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { Awaitable } from './driver.ts'
import { type Steps, settle, wait } from './steps.ts'

function* add(...values: Awaitable<number>[]): Steps<number> {
  let sum = 0
  for (const value of values) sum += yield* wait(value)
  return sum
}

describe('settle()', () => {
  test('runs through without a tick when nothing is a promise', async () => {
    const seen: string[] = []
    const settling = settle(
      (function* () {
        yield* wait(1)
        seen.push('a')
        yield* wait(undefined)
        seen.push('b')
        return yield* add(1, 2)
      })(),
    )
    seen.push('returned')
    expect(seen).toEqual(['a', 'b', 'returned'])
    expect(await settling).toBe(3)
  })

  test('waits for what is a promise', async () => {
    expect(await settle(add(1, Promise.resolve(2), new Promise((resolve) => setTimeout(() => resolve(3), 1))))).toBe(6)
  })

  test('waits for a promise of another realm', async () => {
    const Other = runInNewContext('Promise') as PromiseConstructor
    expect(await settle(add(1, Other.resolve(2)))).toBe(3)
  })

  test.each<[string, () => Awaitable<number>]>([
    [
      'thrown',
      () => {
        throw new Error('no')
      },
    ],
    ['rejected', () => Promise.reject(new Error('no'))],
  ])('what is %s arrives inside the steps, where it can be caught', async (_, fail) => {
    const steps = function* (): Steps<string> {
      try {
        yield* wait(fail())
      } catch (error) {
        yield* wait(Promise.resolve())
        return `caught ${(error as Error).message}`
      }
      return 'missed'
    }
    expect(await settle(steps())).toBe('caught no')
  })

  test('rejects with what nobody catches, after what must be done in any case', async () => {
    let undone = false
    const steps = function* (): Steps<number> {
      try {
        return yield* add(1, Promise.reject(new Error('no')))
      } finally {
        undone = true
      }
    }
    await expect(settle(steps())).rejects.toThrow('no')
    expect(undone).toBe(true)
  })
})
