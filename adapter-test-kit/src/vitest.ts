import type { Profile } from '@strongroom/core-types'
import { afterAll, beforeAll, describe, test } from 'vitest'
import type { AuthjsAdapter } from './contracts/authjs/adapter.ts'
import { authjs } from './contracts/authjs/index.ts'
import { explain } from './report/explain.ts'
import { closeLimit, openLimit, resetLimit } from './runner/limit.ts'
import { ruleOf } from './runner/run-case.ts'
import { chooseCases, type Conformance, openConformance, type Options } from './runner/session.ts'
import type { Contract, Target } from './runner/types.ts'
import { newSeed } from './runner/unique.ts'

/**
 * A test for each case, and one for the verdicts of the chosen profiles (not with `only`).
 * A case that does not apply is skipped with the reason; an inconclusive one fails.
 */
export function describeConformance(target: Target<AuthjsAdapter>, options?: Options<Profile>): void
/** The same by another contract. */
export function describeConformance<A extends object, P extends string>(
  target: Target<A>,
  options: Options<P> & { readonly contract: Contract<A, P> },
): void
export function describeConformance(target: Target, options: object = {}): void {
  // Which adapter goes with which contract is for the overloads to check.
  const given: Options & { readonly contract: Contract } = { contract: authjs, ...options }
  const { contract, profiles = contract.profiles, seed = newSeed(), timeout = 10_000, only } = given
  const chosen = { ...given, seed, timeout }
  // Tests that a retry or a shuffle moves would meet their own rows, or the sweeping cases.
  describe(`${target.name} by the contract ${contract.name}`, { shuffle: false, concurrent: false, retry: 0 }, () => {
    let conformance: Conformance
    beforeAll(async () => {
      conformance = await openConformance(target, chosen)
    }, openLimit + resetLimit)
    afterAll(async () => {
      await conformance?.close()
      const { warnings } = conformance?.report() ?? { warnings: [] }
      if (warnings.length > 0) throw new Error(warnings.join('\n'))
    }, openLimit)

    for (const kase of chooseCases(contract, chosen)) {
      const limit = (kase.timeout ?? timeout) + resetLimit + closeLimit
      test(`${kase.id}: ${kase.title}`, { timeout: limit }, async ({ skip }) => {
        const result = await conformance.run(kase)
        if (result.status === 'notApplicable') skip(result.message)
        const replay = `describeConformance(target, { only: ['${kase.id}'], seed: ${seed} })`
        expectNothing(result.status === 'passed' ? '' : explain(result, ruleOf(contract, kase), replay))
      })
    }

    test.skipIf(only)('verdicts', () => {
      const { verdicts, results } = conformance.report()
      const unkept = profiles.filter((profile) => verdicts[profile] !== 'kept')
      const failed = results.filter(({ status }) => status === 'failed')
      const lines = [
        ...unkept.map((profile) => `${profile} is ${verdicts[profile]}`),
        ...failed.map(({ id, message }) => `${id}: ${message}`),
      ]
      expectNothing(unkept.length === 0 ? '' : [...lines, `seed ${seed}`].join('\n'))
    })
  })
}

function expectNothing(wrong: string): void {
  if (wrong === '') return
  const error = new Error(wrong)
  // The frames are the kit's own and tell the reader nothing.
  error.stack = `${error.name}: ${wrong}`
  throw error
}
