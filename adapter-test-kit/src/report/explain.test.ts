import { expect, test } from 'vitest'
import { contract, resultOf } from '../../test/report.ts'
import type { CallRecord, StoreKind } from '../runner/types.ts'
import { explain } from './explain.ts'
import { storyOf } from './story.ts'

function told(
  calls: CallRecord[],
  { kinds, message = 'two\nwinners' }: { kinds?: StoreKind[]; message?: string } = {},
): string {
  const result = resultOf('take.once.race', { status: 'failed', message, calls })
  return explain(storyOf(result, { contract, kinds, replay: (id) => `--only ${id} --seed 7` }))
}

test('a failure is told with the rule, the reason, the calls, what to look for and how to see it again', () => {
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
      '  Why: Things are spent twice.',
      '',
      '  two',
      '  winners',
      '',
      '  Calls:',
      "    put('key', { at: 1970-01-01T00:00:00.000Z, token: 'abcd…(16 characters)' }) → 'value'",
      "    worker: take('key') threw Error [E1]: gone",
      "    peer: take('key') → no answer",
      '',
      '  Likely causes:',
      '    - SQL without RETURNING: Read, then deleted.',
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

test('a rule with a source names it', () => {
  const sourced = { ...contract, rules: contract.rules.map((rule) => ({ ...rule, source: 'RFC 1' })) }
  const story = storyOf(resultOf('get.keeps.value', { status: 'failed' }), { contract: sourced, replay: () => '' })
  expect(explain(story)).toContain('\n  Source: RFC 1\n')
})
