import { styleText } from 'node:util'
import { type Report, type RunEvent, type Target, runConformance } from '@strongroom/adapter-test-kit'
import { expect } from './deviation.ts'

const shownFailures = 10

/** Where progress is told. */
export interface Screen {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/**
 * Runs the conformance kit, telling how far it is, and prints the verdicts.
 *
 * @throws Deviation unless every profile is kept
 */
export async function prove(target: Target, screen: Screen): Promise<void> {
  const report = await runConformance(target, { onEvent: progressOn(screen) })
  if (screen.isTTY) screen.write('\r\x1b[2K')
  const bad = report.results.filter(({ status }) => status !== 'passed' && status !== 'notApplicable')
  for (const { id, status, message } of bad.slice(0, shownFailures)) {
    screen.write(`  ${styleText('red', status)}  ${id}\n    ${message.split('\n')[0]}\n`)
  }
  if (bad.length > shownFailures) screen.write(`  … and ${bad.length - shownFailures} more\n`)
  for (const warning of report.warnings) screen.write(`  warning: ${warning}\n`)
  for (const line of verdictsOf(report)) screen.write(`${line}\n`)
  const verdicts = Object.values(report.verdicts)
  const outcome = verdicts.includes('broken') ? 'does not keep the contract' : 'is not proven to keep the contract'
  const kept = verdicts.every((verdict) => verdict === 'kept')
  expect(kept, `${target.name}: the adapter ${outcome}. Seed ${report.seed} repeats this run.`)
}

/** A line that is rewritten on a terminal; elsewhere a line at every tenth of the way. */
function progressOn(screen: Screen): (event: RunEvent) => void {
  let tenth = 0
  return (event) => {
    if (event.type === 'opened') screen.write(`  ${event.total} cases\n`)
    if (event.type !== 'ended') return
    const { done, total, result } = event
    if (screen.isTTY) screen.write(`\r\x1b[2K  ${done}/${total}  ${result.id}`.slice(0, 80))
    else if (Math.floor((done * 10) / total) > tenth) {
      tenth = Math.floor((done * 10) / total)
      screen.write(`  ${done}/${total}\n`)
    }
  }
}

function verdictsOf({ verdicts, results }: Report): string[] {
  const width = Math.max(...Object.keys(verdicts).map(({ length }) => length))
  return Object.entries(verdicts).map(([profile, verdict]) => {
    const statuses = results.filter((result) => result.profile === profile).map(({ status }) => status)
    const countOf = (wanted: string): number => statuses.filter((status) => status === wanted).length
    const idle = countOf('notApplicable')
    const counts = `${countOf('passed')} of ${statuses.length} cases passed${idle > 0 ? `, ${idle} not applicable` : ''}`
    return `  ${profile.padEnd(width)}  ${styleText(verdict === 'kept' ? 'green' : 'red', verdict)}  ${counts}`
  })
}
