import { expect, test } from 'vitest'
import type { Outline } from '../runner/report.ts'
import type { Report, Result } from '../runner/types.ts'
import { tellFailures } from './failures.ts'

const rule = { id: 'r', profile: 'p', method: 'm', sentence: 's.', why: 'w.' }

function told(messages: string[]): string[] {
  const cases = messages.map((_, index) => ({ id: `c${index}`, rule: 'r', title: 't' }))
  const results = messages.map((message, index): Result => ({
    ...rule,
    id: `c${index}`,
    rule: 'r',
    title: 't',
    status: message ? 'failed' : 'passed',
    message,
    calls: [],
    durationMs: 0,
  }))
  const contract: Outline = { name: 'x', profiles: ['p'], rules: [rule], cases }
  const report = { results: results.toReversed() } as unknown as Report
  return tellFailures(report, { contract, replay: (id) => id })
}

test('one fault that fails many cases is told once, in the order of the contract', () => {
  const texts = told(["get threw 'a1'", '', "get threw 'b2'", 'other', "get threw 'c3'"])
  expect(texts.length).toBe(2)
  expect(texts[0]).toMatch(/^c0 failed[^]*The same in c2, c4\.$/)
  expect(texts[1]).toMatch(/^c3 failed/)
})

test('of many faults the first are told in full and the rest by line', () => {
  const words = 'abcdefghijklmnop'.split('')
  expect(told(words.slice(0, 10)).length).toBe(10)
  const texts = told(words)
  expect(texts.length).toBe(6)
  expect(texts[5]).toMatch(/^And 11 more\. [^]*\n  c5: f\n[^]*\n  c15: p$/)
})

test('a long list of the same is cut', () => {
  expect(told(Array.from({ length: 9 }, () => 'same'))[0]).toMatch(/The same in c1, c2, c3, c4, c5 and 3 more cases\.$/)
})
