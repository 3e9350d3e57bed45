import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report, Result } from '../../adapter-test-kit/src/runner/types.ts'
import type { RunEvent } from '../../adapter-test-kit/src/runner/session.ts'

/** Where test processes leave what the matrix is made of: a folder of the run's own, since runs may overlap. */
export function recordsFolder(): string {
  return process.env['STRONGROOM_RECORDS'] ?? join(import.meta.dirname, '../../.work/records')
}

/** What a conformance run was about. */
export interface About {
  readonly adapter: string
  /** An id of the catalogue, or the name of an engine without a server. */
  readonly engine: string
  /** As the engine itself gives it. */
  readonly version: string
  /** The server's image and where it came from; absent without a server. */
  readonly image?: string
  /** What this run tried: `pool of one`. */
  readonly variant: string
}

/** One conformance run as it is left for the matrix. */
export interface Recorded extends About {
  /** How many cases were to run. */
  readonly total: number
  readonly results: readonly Pick<Result, 'id' | 'profile' | 'status'>[]
}

/**
 * The option for `describeConformance` that puts its results into the matrix:
 * `describeConformance(target, recorded({ adapter: 'pg', … }))`.
 */
export function recorded(about: About): { readonly onEvent: (event: RunEvent) => void } {
  const results: Recorded['results'][number][] = []
  let total = 0
  return {
    onEvent(event) {
      if (event.type === 'opened') total = event.total
      if (event.type !== 'ended') return
      const { id, profile, status } = event.result
      results.push({ id, profile, status })
      // After each case, so that a run that breaks off is seen to be incomplete.
      write({ ...about, total, results })
    },
  }
}

/** The same for a report that was made without Vitest. */
export function recordReport(about: About, report: Report): void {
  const results = report.results.map(({ id, profile, status }) => ({ id, profile, status }))
  write({ ...about, total: results.length + report.notRun, results })
}

function write(record: Recorded): void {
  const folder = recordsFolder()
  mkdirSync(folder, { recursive: true })
  const name = [record.adapter, record.engine, record.variant].join('--').replaceAll(/[^a-z0-9.-]+/gi, '_')
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(record))
}
