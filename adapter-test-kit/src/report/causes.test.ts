import { expect, test } from 'vitest'
import { contract } from '../../test/report.ts'
import type { StoreKind } from '../runner/types.ts'
import { causesOf } from './causes.ts'

test.each<[string, StoreKind[], string[]]>([
  ['get.keeps', ['sql'], ['Nothing is written.', 'No commit.']],
  ['get.keeps', ['key-value'], ['Nothing is written.']],
  ['get.keeps', [], ['Nothing is written.', 'SQL: No commit.', 'Document store: No await.']],
  ['take.once', ['sql'], []],
  ['take.once', ['sql-no-returning'], ['Read, then deleted.']],
  ['get.keeps', ['sql-no-returning'], ['Nothing is written.', 'No commit.']],
  ['clear.all', ['sql'], []],
])('%s in %j', (rule, kinds, causes) => {
  expect(causesOf({ rule, message: '' }, kinds, contract)).toEqual(causes)
})

test('a method that hangs may be waiting for the only connection', () => {
  const [first] = causesOf({ rule: 'take.once', message: 'take did not answer within 10000 ms.' }, ['sql'], contract)
  expect(first).toMatch(/pool of one/)
})
