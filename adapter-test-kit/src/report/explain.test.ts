import { expect, test } from 'vitest'
import type { CallRecord } from '../runner/types.ts'
import { explain } from './explain.ts'

const rule = { id: 'take.once', profile: 'strict', method: 'take', sentence: 'One taker wins.', why: 'Spent twice.' }

function told(calls: CallRecord[]): string {
  return explain(
    {
      id: 'take.once.race',
      rule: rule.id,
      profile: rule.profile,
      method: 'take',
      title: 't',
      status: 'failed',
      message: 'two\nwinners',
      calls,
      durationMs: 1,
    },
    rule,
    '--only take.once.race --seed 7',
  )
}

test('a failure is told with the rule, the reason, the calls and how to see it again', () => {
  expect(
    told([
      { method: 'put', args: ['key', { at: new Date(0), token: 'abcdefghijklmnop' }], result: 'value', by: 'adapter' },
      { method: 'take', args: ['key'], error: Object.assign(new Error('gone'), { code: 'E1' }), by: 'worker' },
      { method: 'take', args: ['key'], by: 'peer' },
    ]),
  ).toBe(
    [
      'take.once.race failed (strict)',
      '  Rule take.once: One taker wins.',
      '  Why: Spent twice.',
      '',
      '  two',
      '  winners',
      '',
      '  Calls:',
      "    put('key', { at: 1970-01-01T00:00:00.000Z, token: 'abcd…(16 characters)' }) → 'value'",
      "    worker: take('key') threw Error [E1]: gone",
      "    peer: take('key') → no answer",
      '',
      '  Again: --only take.once.race --seed 7',
    ].join('\n'),
  )
})

test('of many calls the last are shown', () => {
  const text = told(
    Array.from({ length: 30 }, (_, index) => ({ method: 'take', args: [index], result: null, by: 'adapter' as const })),
  )
  expect(text).toContain('    … 18 earlier calls\n    take(18) → null\n')
  expect(text).not.toContain('take(17)')
})
