import { expect, test } from 'vitest'
import { measure, verify } from './measure.ts'
import type { Contender, Operation } from './operation.ts'
import { spreadOf } from './spread.ts'

const right: Contender = { name: 'right', call: (token) => ({ token }), read: (answer) => answer }
const wrong: Contender = { ...right, name: 'wrong', call: (token) => ({ token: token === 'c' ? 'b' : token }) }

function operationOf(...contenders: Contender[]): Operation {
  return { name: 'echo', about: '', tokens: ['a', 'b', 'c'], expected: (token) => ({ token }), contenders }
}

test('a contender that gives one wrong answer is named', async () => {
  await expect(verify(operationOf(right))).resolves.toBeUndefined()
  await expect(verify(operationOf(right, wrong))).rejects.toThrow('wrong gives a wrong answer to echo.')
})

test('contenders take turns, each round begun by the next, the first round uncounted', async () => {
  const calls: string[] = []
  const contender = (name: string): Contender => ({ ...right, name, call: (token) => calls.push(name + token) })
  const measurements = await measure(operationOf(contender('1'), contender('2')), 1)
  expect(calls.join(' ')).toBe('1a 1b 1c 2a 2b 2c 2a 2b 2c 1a 1b 1c')
  expect(measurements.map(({ contender: name }) => name)).toEqual(['1', '2'])
  expect(measurements[0]?.ratio.median).toBe(1)
})

test('quartiles lie between neighbours where they must', () => {
  expect(spreadOf([4, 1, 3, 2])).toEqual({ lower: 1.75, median: 2.5, upper: 3.25 })
  expect(spreadOf([7])).toEqual({ lower: 7, median: 7, upper: 7 })
})
