import { statusWords } from '../report/explain.ts'
import type { Outline } from '../runner/report.ts'
import type { Report, Status } from '../runner/types.ts'

const verdictWords = { kept: 'kept', broken: 'broken', inconclusive: 'inconclusive', notRun: 'not run' } as const

/** The end of a run in a few lines: a verdict with counts for each profile, warnings, seed and versions. */
export function summaryOf(report: Report, { profiles, rules, cases }: Outline): string {
  const width = Math.max(...profiles.map(({ length }) => length))
  const lines = profiles.map((profile) => {
    const results = report.results.filter((result) => result.profile === profile)
    const counts = (Object.keys(statusWords) as Status[])
      .map((status) => [results.filter((result) => result.status === status).length, statusWords[status]] as const)
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${count} ${word}`)
    const ids = new Set(rules.filter((rule) => rule.profile === profile).map(({ id }) => id))
    const unrun = cases.filter(({ rule }) => ids.has(rule)).length - results.length
    if (unrun > 0 && results.length > 0) counts.push(`${unrun} not run`)
    return `${profile.padEnd(width)}  ${verdictWords[report.verdicts[profile] ?? 'notRun'].padEnd(12)}  ${counts.join(', ')}`.trimEnd()
  })
  return [
    `${report.target} by the contract ${report.contract}`,
    ...lines,
    ...(report.notRun > 0 ? [`The run was aborted: ${report.notRun} chosen cases did not run.`] : []),
    ...report.warnings.map((warning) => `Warning: ${warning}`),
    [`seed ${report.seed}`, ...Object.entries(report.versions).map(([name, version]) => `${name} ${version}`)].join(
      ', ',
    ),
  ].join('\n')
}

/** Whether what was asked for is proven: the chosen profiles, or the chosen cases where only some were. */
export function isProven(report: Report, profiles: readonly string[], only: readonly string[] | undefined): boolean {
  if (!only) return profiles.every((profile) => report.verdicts[profile] === 'kept')
  const { passed, notApplicable } = report.summary
  return passed > 0 && report.notRun === 0 && passed + notApplicable === report.results.length
}
