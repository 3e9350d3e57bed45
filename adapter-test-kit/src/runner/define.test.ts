import { expect, expectTypeOf, test } from 'vitest'
import { contractOf, keeps } from '../../test/box.ts'
import { caseOf, defineContract, defineTarget } from './define.ts'
import { SetupError } from './errors.ts'
import type { Case, Target } from './types.ts'

interface Partly {
  put?(key: string): Promise<number>
  get?(key: string): Promise<string>
}

test('inside run, what needs names is there and the rest is optional', () => {
  const defineCase = caseOf<Partly>()
  const kase = defineCase({
    id: 'a',
    rule: 'r',
    title: 't',
    needs: ['put'],
    run: async ({ adapter, peer }) => {
      expectTypeOf(adapter.put).toEqualTypeOf<(key: string) => Promise<number>>()
      expectTypeOf(adapter.get).toEqualTypeOf<((key: string) => Promise<string>) | undefined>()
      expectTypeOf((await peer()).put).toEqualTypeOf<(key: string) => Promise<number>>()
    },
  })
  expectTypeOf(kase).toEqualTypeOf<Case<Partly>>()
  defineCase({
    id: 'b',
    rule: 'r',
    title: 't',
    needs: [],
    run: async ({ adapter }) => {
      expectTypeOf(adapter.put).toEqualTypeOf<((key: string) => Promise<number>) | undefined>()
    },
  })
  // @ts-expect-error no such method
  expect(defineCase({ id: 'c', rule: 'r', title: 't', needs: ['nope'], run: async () => {} }).id).toBe('c')
})

test('a target with more methods than a contract knows fits it', () => {
  const target = defineTarget({ name: 'x', open: () => ({ adapter: { put: async () => 1, more: async () => 2 } }) })
  expectTypeOf(target).toExtend<Target<Partly>>()
  expect(target.name).toBe('x')
})

test('a contract with a case id twice, or a case without its rule, is refused', () => {
  expect(() => contractOf(keeps, keeps)).toThrow('Two cases of box have the id get.keeps.value.')
  expect(() => defineContract({ ...contractOf(keeps), rules: [] })).toThrow(SetupError)
})
