import { expect, test } from 'vitest'
import type { Outline } from '../runner/report.ts'
import type { Report, Result } from '../runner/types.ts'
import { tellFailures } from './failures.ts'

const rules = ['first', 'second'].map((profile) => ({
  id: `of ${profile}`,
  profile,
  method: 'm',
  sentence: 's.',
  why: 'w.',
}))

/** What is told of cases that failed with these messages, in turn of the first and the second profile if `both`. */
function told(messages: string[], both = false): string[] {
  const ruleOf = (index: number) => rules[both ? (index + 1) % 2 : 0] ?? { id: '', profile: '', method: '' }
  const cases = messages.map((_, index) => ({ id: `c${index}`, rule: ruleOf(index).id, title: 't' }))
  const results = messages.map((message, index): Result => {
    const { id: rule, profile, method } = ruleOf(index)
    const status = message ? 'failed' : 'passed'
    return { id: `c${index}`, rule, profile, method, title: 't', status, message, calls: [], durationMs: 0 }
  })
  const contract: Outline = { name: 'x', profiles: ['first', 'second'], rules, cases }
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

test('what everybody must keep comes first', () => {
  expect(told(['a', 'b', 'c', 'd'], true).map((text) => text.slice(0, 2))).toEqual(['c1', 'c3', 'c0', 'c2'])
})
