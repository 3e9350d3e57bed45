import type { Profile } from '@strongroom/core-types'
import type { AuthjsAdapter } from './contracts/authjs/adapter.ts'
import { authjs } from './contracts/authjs/index.ts'
import { explain } from './report/explain.ts'
import { storyOf } from './report/story.ts'
import { closeLimit, openLimit, resetLimit } from './runner/limit.ts'
import { kindsOf, provenProfiles } from './runner/report.ts'
import { chooseCases, type Conformance, openConformance, type Options } from './runner/session.ts'
import type { Contract, Target } from './runner/types.ts'
import { newSeed } from './runner/unique.ts'

type Hook = (body: () => Promise<void>, timeout: number) => unknown

/** The functions of a test runner, as most have them. `before` and `after` are `beforeAll` and `afterAll` elsewhere. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly it: (name: string, body: (this: unknown, ...context: unknown[]) => Promise<void>, timeout: number) => unknown
  readonly before?: Hook
  readonly after?: Hook
  readonly beforeAll?: Hook
  readonly afterAll?: Hook
}

/** Makes the tests of a target. */
export interface DescribeConformance {
  /**
   * A test for each case, and one for the verdicts of the chosen profiles (not with `only`). An inconclusive case
   * fails. One that does not apply, or that the baseline expects to fail, is skipped with the reason.
   */
  (target: Target<AuthjsAdapter>, options?: Options<Profile>): void
  /** The same by another contract. */
  <A extends object, P extends string>(
    target: Target<A>,
    options: Options<P> & { readonly contract: Contract<A, P> },
  ): void
}

/**
 * Makes tests with a test runner's own functions: mocha, jest, `bun:test` and whatever is like them.
 *
 * @example
 * const describeConformance = bind({ describe, it, before, after })
 * describeConformance(target)
 */
export function bind(runner: TestRunner): DescribeConformance {
  return (target: Target, options: object = {}): void => {
    // Which adapter goes with which contract is for the overloads to check.
    const given: Options & { readonly contract: Contract } = { contract: authjs, ...options }
    const chosen = { ...given, seed: given.seed ?? newSeed(), timeout: given.timeout ?? 10_000 }
    runner.describe(`${target.name} by the contract ${given.contract.name}`, () => suite(runner, target, chosen))
  }
}

type Chosen = Options & { readonly contract: Contract; readonly seed: number; readonly timeout: number }

function suite({ it, ...hooks }: TestRunner, target: Target, chosen: Chosen): void {
  const { contract, profiles = contract.profiles, seed, timeout, only } = chosen
  let conformance: Promise<Conformance> | undefined
  // Opened by the first test where the runner has no hooks.
  const opened = (): Promise<Conformance> => (conformance ??= openConformance(target, chosen))
  const before = hooks.before ?? hooks.beforeAll
  const after = hooks.after ?? hooks.afterAll
  before?.(
    limited(openLimit + resetLimit, async () => void (await opened())),
    openLimit + resetLimit,
  )
  after?.(
    limited(openLimit, async () => await closed(conformance)),
    openLimit,
  )

  for (const kase of chooseCases(contract, chosen)) {
    const limit = (kase.timeout ?? timeout) + resetLimit + closeLimit + (before ? 0 : openLimit)
    const body = async (skip: Skip): Promise<void> => {
      const { run } = await opened()
      const result = await run(kase)
      const { status, message } = result
      if (status === 'passed') return
      if (status === 'notApplicable' || status === 'expectedFailure') return skip(message)
      const replay = (id: string): string => `describeConformance(target, { only: ['${id}'], seed: ${seed} })`
      fail(explain(storyOf(result, { contract, kinds: kindsOf(target), replay })))
    }
    it(`${kase.id}: ${kase.title}`, limited(limit, body), limit)
  }

  const verdicts = async (): Promise<void> => {
    const report = (await opened()).report()
    const proven = provenProfiles(report, contract)
    const unkept = profiles.filter((profile) => !proven.includes(profile))
    if (unkept.length === 0) return
    const failed = report.results.filter(({ status }) => status === 'failed')
    const lines = [
      ...unkept.map((profile) => `${profile} is ${report.verdicts[profile]}`),
      ...failed.map(({ id, message }) => `${id}: ${message}`),
    ]
    fail([...lines, `seed ${seed}`].join('\n'))
  }
  if (!only) it('verdicts', limited(openLimit, verdicts), openLimit)
}

async function closed(conformance: Promise<Conformance> | undefined): Promise<void> {
  // One that never opened has failed the tests already.
  const open = await conformance?.catch(() => undefined)
  if (!open) return
  await open.close()
  const { warnings } = open.report()
  if (warnings.length > 0) throw new Error(warnings.join('\n'))
}

type Skip = (reason: string) => void

interface TestContext {
  readonly timeout?: unknown
  readonly skip?: unknown
}

/**
 * A test's function. Runners differ in how its limit is set and how it is skipped: by methods of an argument, or of
 * `this`. It declares no parameter, of which each runner thinks something else: a callback, a fixture. Where a runner
 * cannot skip what has begun, the test passes.
 */
function limited(limit: number, body: (skip: Skip) => Promise<void>) {
  return async function (this: unknown): Promise<void> {
    const argument: unknown = arguments[0]
    const contexts = [argument, this].map((context) => Object(context) as TestContext)
    for (const context of contexts) call(context, 'timeout', limit)
    await body((reason) => {
      const context = contexts.find(({ skip }) => typeof skip === 'function')
      if (context) call(context, 'skip', reason)
    })
  }
}

function call(context: TestContext, method: keyof TestContext, argument: unknown): void {
  const run = context[method]
  if (typeof run === 'function') Reflect.apply(run, context, [argument])
}

function fail(wrong: string): never {
  const error = new Error(wrong)
  // The frames are the kit's own and tell the reader nothing.
  error.stack = `${error.name}: ${wrong}`
  throw error
}
