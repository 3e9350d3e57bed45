import { readFileSync } from 'node:fs'
import { luckyOnes } from './baseline.ts'
import { refuteDeclared } from './not-guaranteed.ts'
import type { Capabilities, Case, Contract, Report, Result, Status, StoreKind, Target, Verdict } from './types.ts'

/** A contract without its code, as another process can know it. */
export interface Outline<P extends string = string> extends Pick<
  Contract<never, P>,
  'name' | 'profiles' | 'promises' | 'rules' | 'causes'
> {
  readonly cases: readonly Omit<Case<never>, 'run' | 'needs'>[]
}

/** What of a contract is data. */
export function outlineOf<P extends string>(contract: Contract<never, P>): Outline<P> {
  const { name, profiles, promises, rules, causes } = contract
  const cases = contract.cases.map(({ id, rule, title, alone = false, timeout }) => ({
    id,
    rule,
    title,
    alone,
    ...(timeout !== undefined && { timeout }),
  }))
  return { name, profiles, rules, cases, ...(promises && { promises }), ...(causes && { causes }) }
}

/** What a report is made of. */
export interface Findings<P extends string> {
  readonly target: string
  readonly kinds: readonly StoreKind[]
  readonly capabilities: Capabilities
  readonly contract: Outline<P>
  /** How many cases were chosen. */
  readonly chosen: number
  readonly results: readonly Result<P>[]
  readonly seed: number
  readonly versions: Readonly<Record<string, string>>
  readonly warnings: readonly string[]
}

/** The report on the results so far. */
export function reportOf<P extends string>(findings: Findings<P>): Report<P> {
  const { contract, capabilities, chosen, kinds, seed, target, versions, warnings } = findings
  const results = refuteDeclared(findings.results, contract.cases, capabilities)
  const verdicts = contract.profiles.map((profile) => [profile, verdictOf(profile, contract, results)])
  const summary: Record<Status, number> = {
    passed: 0,
    failed: 0,
    notApplicable: 0,
    inconclusive: 0,
    errored: 0,
    expectedFailure: 0,
  }
  for (const { status } of results) summary[status]++
  return {
    target,
    kinds,
    contract: contract.name,
    verdicts: Object.fromEntries(verdicts) as Record<P, Verdict>,
    summary,
    results,
    notRun: chosen - results.length,
    warnings: [...warnings, ...luckyOnes(results)],
    seed,
    versions: { kit: kitVersion(), node: process.versions.node, ...versions },
  }
}

/** The profiles of which all cases ran, and nothing is broken but what was expected to be. */
export function provenProfiles<P extends string>(report: Report<P>, contract: Outline<P>): P[] {
  const unexpected = report.results.map((result): Result<P> =>
    result.status === 'expectedFailure' ? { ...result, status: 'passed' } : result,
  )
  return contract.profiles.filter((profile) => verdictOf(profile, contract, unexpected) === 'kept')
}

/** The target's kinds as a list. */
export function kindsOf({ kind }: Pick<Target, 'kind'>): readonly StoreKind[] {
  return kind === undefined ? [] : [kind].flat()
}

function verdictOf<P extends string>(profile: P, contract: Outline<P>, results: readonly Result<P>[]): Verdict {
  const rules = new Set(contract.rules.filter((rule) => rule.profile === profile).map(({ id }) => id))
  const cases = contract.cases.filter(({ rule }) => rules.has(rule))
  const ran = results.filter((result) => result.profile === profile)
  const has = (...statuses: Status[]): boolean => ran.some(({ status }) => statuses.includes(status))
  if (has('failed', 'errored', 'expectedFailure')) return 'broken'
  if (!has('passed', 'inconclusive')) return 'notRun'
  return has('inconclusive') || ran.length < cases.length ? 'inconclusive' : 'kept'
}

function kitVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
