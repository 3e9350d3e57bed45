import { expect, test } from 'vitest'
import { shuffle, uniqueOf } from './unique.ts'

const values = (seed: number, id: string): unknown[] => {
  const unique = uniqueOf(seed, id)
  return [unique.word(), unique.word('key'), unique.uuid(), unique.email(), unique.int(1_000_000)]
}

test('equal seeds give a case equal values', () => {
  expect(values(7, 'a')).toEqual(values(7, 'a'))
})

test('other seeds, other cases and other calls give other values', () => {
  const all = [...values(7, 'a'), ...values(8, 'a'), ...values(7, 'b'), ...values(71, ''), ...values(7, '1')]
  expect(new Set(all).size).toBe(all.length)
})

test('a nonce makes other words and leaves numbers', () => {
  const [plain, salted] = [uniqueOf(7, 'a'), uniqueOf(7, 'a', 'nonce')]
  expect(salted.word()).not.toBe(plain.word())
  expect(salted.uuid()).not.toBe(plain.uuid())
  expect(salted.int(1_000_000)).toBe(plain.int(1_000_000))
})

test('the shapes are as promised', () => {
  const unique = uniqueOf(1, 'shapes')
  for (let round = 0; round < 200; round++) {
    expect(unique.word()).toMatch(/^[a-z][a-z0-9]{15}$/)
    expect(unique.word('Key1')).toMatch(/^Key1[a-z][a-z0-9]{15}$/)
    expect(unique.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(unique.email()).toMatch(/^[a-z0-9]+@example\.test$/)
  }
  const small = new Set(Array.from({ length: 200 }, () => unique.int(3)))
  expect([...small].sort((a, b) => a - b)).toEqual([0, 1, 2])
})

test('a seed shuffles the same way each time, and loses nothing', () => {
  const items = Array.from({ length: 50 }, (_, index) => index)
  const shuffled = shuffle(items, 3)
  expect(shuffled).toEqual(shuffle(items, 3))
  expect(shuffled).not.toEqual(items)
  expect(shuffled).not.toEqual(shuffle(items, 4))
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(items)
})
