import type { Outline } from '../runner/report.ts'
import type { Report, Status } from '../runner/types.ts'
import { statusWords, verdictWords } from './story.ts'

/** How many of a profile's cases ended how, in words: those that are none left out. */
export function countsOf<P extends string>(profile: P, report: Report<P>, contract: Outline<P>): string[] {
  const results = report.results.filter((result) => result.profile === profile)
  const counts = (Object.keys(statusWords) as Status[])
    .map((status) => [results.filter((result) => result.status === status).length, statusWords[status]] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
  const unrun = unrunOf(profile, report, contract)
  return unrun > 0 && results.length > 0 ? [...counts, `${unrun} not run`] : counts
}

/** How many of a profile's cases did not run. */
export function unrunOf<P extends string>(profile: P, { results }: Report<P>, { rules, cases }: Outline<P>): number {
  const own = new Set(rules.filter((rule) => rule.profile === profile).map(({ id }) => id))
  return (
    cases.filter(({ rule }) => own.has(rule)).length - results.filter((result) => result.profile === profile).length
  )
}

/** What a run was made with, in one line. */
export function madeWith({ seed, versions }: Report): string {
  return [`seed ${seed}`, ...Object.entries(versions).map(([name, version]) => `${name} ${version}`)].join(', ')
}

/** The end of a run in a few lines: a verdict with counts for each profile, warnings, seed and versions. */
export function summaryOf(report: Report, contract: Outline): string {
  const { profiles } = contract
  const width = Math.max(...profiles.map(({ length }) => length))
  const lines = profiles.map((profile) => {
    const verdict = verdictWords[report.verdicts[profile] ?? 'notRun'].padEnd(12)
    return `${profile.padEnd(width)}  ${verdict}  ${countsOf(profile, report, contract).join(', ')}`.trimEnd()
  })
  return [
    `${report.target} by the contract ${report.contract}`,
    ...lines,
    ...(report.notRun > 0 ? [`The run ended early: ${report.notRun} chosen cases did not run.`] : []),
    ...report.warnings.map((warning) => `Warning: ${warning}`),
    madeWith(report),
  ].join('\n')
}
