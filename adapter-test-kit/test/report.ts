import { reportOf } from '../src/runner/report.ts'
import type { CallRecord, Contract, Report, Result } from '../src/runner/types.ts'
import { type Box, clears, contractOf, keeps, takesOnce } from './box.ts'

type Profile = 'basic' | 'strict'

/** The box's contract with causes and promises, for tests of reports. */
export const contract: Contract<Box, Profile> = {
  ...contractOf(keeps, takesOnce, clears),
  promises: { basic: 'Things stay.', strict: 'Things are spent once.' },
  causes: [
    { rules: ['get.keeps'], likely: { any: 'Nothing is written.', sql: 'No commit.', document: 'No await.' } },
    { rules: ['take.once'], likely: { 'sql-no-returning': 'Read, then deleted.' } },
  ],
}

const call: CallRecord = {
  method: 'put',
  args: ['k', { access_token: 'a-secret-of-many-characters' }],
  result: 'v',
  by: 'adapter',
}

/** A result of the box's contract. */
export function resultOf(
  id: 'get.keeps.value' | 'take.once.race' | 'clear.all.gone',
  given: Partial<Result<Profile>> = {},
): Result<Profile> {
  const kase = contract.cases.find((one) => one.id === id)
  const rule = contract.rules.find((one) => one.id === kase?.rule)
  if (!kase || !rule) throw new RangeError(id)
  const { profile, method } = rule
  return {
    id,
    rule: rule.id,
    profile,
    method,
    title: kase.title,
    status: 'passed',
    message: '',
    calls: [call],
    durationMs: 1.26,
    ...given,
  }
}

/** A report on these results. */
export function boxReport(
  results: readonly Result<Profile>[],
  given: Partial<Parameters<typeof reportOf<Profile>>[0]> = {},
): Report<Profile> {
  return reportOf({
    target: 'a box',
    kinds: [],
    capabilities: {},
    contract,
    chosen: results.length,
    results,
    seed: 7,
    versions: { box: '1.2.3' },
    warnings: [],
    ...given,
  })
}

/** One case failed, one is inconclusive, one did not run. */
export const mixed: Report<Profile> = boxReport(
  [
    resultOf('take.once.race', { status: 'inconclusive', message: 'Nothing was raced.' }),
    resultOf('get.keeps.value', {
      status: 'failed',
      message: 'get <b>: expected a row, got null. "a-secret-of-many-characters" & more',
      expected: 'a row',
      actual: 'null',
    }),
  ],
  { chosen: 3, warnings: ['close() failed'] },
)
