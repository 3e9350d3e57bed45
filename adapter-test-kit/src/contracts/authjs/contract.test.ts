import type { Adapter as CoreAdapter } from '@auth/core/adapters'
import type { Adapter } from '@strongroom/core-types'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { AuthjsAdapter } from './adapter.ts'
import { authjs, untested } from './index.ts'

describe('the authjs contract', () => {
  it('proves every sentence, or says why it cannot', () => {
    const proven = new Set(authjs.cases.map(({ rule }) => rule))
    const reasons: Record<string, string> = untested
    const open = authjs.rules.filter(({ id }) => !proven.has(id) && !reasons[id])
    expect(open.map(({ id }) => id)).toEqual([])
    expect(Object.keys(reasons).filter((id) => proven.has(id))).toEqual([])
  })

  it('has ids that say which method they are about', () => {
    const methods = new Set(['any', ...authjs.rules.map(({ method }) => method)])
    for (const { id } of authjs.cases) {
      expect(id).toMatch(/^[a-zA-Z]+\/[a-z0-9-]+$/)
      expect(methods).toContain(id.split('/')[0])
    }
  })

  it('names a likely cause for every rule that a case proves', () => {
    const proven = new Set(authjs.cases.map(({ rule }) => rule))
    const told = new Set(authjs.causes?.flatMap(({ rules }) => rules))
    expect([...proven].filter((id) => !told.has(id))).toEqual([])
  })

  it('takes every adapter of the core, and ours', () => {
    expectTypeOf<CoreAdapter>().toExtend<AuthjsAdapter>()
    expectTypeOf<Adapter>().toExtend<AuthjsAdapter>()
  })
})
