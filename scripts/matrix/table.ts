import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Profile } from '@strongroom/core-types'
import type { Verdict } from '../../adapter-test-kit/src/runner/types.ts'
import { cells, notPlanned, type Plan } from '../engines/plan.ts'
import { type Recorded, recordsFolder } from './record.ts'

const profiles = ['authjs', 'secure', 'strongroom'] as const satisfies readonly Profile[]

/** One adapter on one engine. */
export interface Row {
  readonly adapter: string
  readonly engine: string
  readonly version?: string
  readonly image?: string
  readonly verdicts?: Readonly<Record<Profile, Verdict>>
  /** What was tried, with its cases. */
  readonly variants: readonly {
    readonly name: string
    readonly passed: number
    readonly notApplicable: number
    readonly total: number
  }[]
  /** Why it did not run. */
  readonly notRun?: string
}

/**
 * Every adapter on every engine: what was recorded, and the reason for each that is missing.
 * @param absent the reason for what was planned and left nothing
 */
export function matrix(plan: Plan, absent: string): Row[] {
  const records = readRecords()
  const planned = new Map(cells.map(({ adapter, engine }) => [`${adapter} ${engine.id}`, engine]))
  const unplanned = records.map(({ adapter, engine }) => ({ adapter, id: engine, title: engine }))
  const all = [
    ...unplanned.filter(({ adapter, id }) => !planned.has(`${adapter} ${id}`)),
    ...cells.map(({ adapter, engine }) => ({ adapter, id: engine.id, title: engine.title })),
  ]
  const unique = new Map(all.map((row) => [`${row.adapter} ${row.id}`, row]))
  return [...unique].map(([key, { adapter, id, title }]) => {
    const own = records.filter((record) => record.adapter === adapter && record.engine === id)
    const engine = planned.get(key)
    const reason = engine && notPlanned(engine, plan)
    const [first, ...others] = own
    if (first) return rowOf(title, [first, ...others])
    return { adapter, engine: title, variants: [], notRun: reason ?? absent }
  })
}

function rowOf(title: string, records: readonly [Recorded, ...Recorded[]]): Row {
  const { adapter, version, image } = records[0]
  const verdicts = profiles.map((profile) => [profile, worst(records.map((record) => verdictOf(profile, record)))])
  return {
    adapter,
    engine: title,
    version,
    ...(image !== undefined && { image }),
    verdicts: Object.fromEntries(verdicts) as Record<Profile, Verdict>,
    variants: records.map(({ variant, total, results }) => ({
      name: variant,
      passed: results.filter(({ status }) => status === 'passed').length,
      notApplicable: results.filter(({ status }) => status === 'notApplicable').length,
      total,
    })),
  }
}

function verdictOf(profile: Profile, { results, total }: Recorded): Verdict {
  const own = new Set(results.filter((result) => result.profile === profile).map(({ status }) => status))
  if (own.has('failed') || own.has('errored') || own.has('expectedFailure')) return 'broken'
  if (!own.has('passed') && !own.has('inconclusive')) return 'notRun'
  return own.has('inconclusive') || results.length < total ? 'inconclusive' : 'kept'
}

const severity = ['broken', 'inconclusive', 'notRun', 'kept'] as const satisfies readonly Verdict[]

function worst(verdicts: readonly Verdict[]): Verdict {
  return severity.find((verdict) => verdicts.includes(verdict)) ?? 'notRun'
}

function readRecords(): Recorded[] {
  const folder = recordsFolder()
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recorded)
}

const words: Readonly<Record<Verdict, string>> = {
  kept: 'kept',
  broken: 'BROKEN',
  inconclusive: 'inconclusive',
  notRun: 'not run',
}

/** The matrix as a Markdown table, which a terminal shows as well. */
export function markdown(rows: readonly Row[]): string {
  const head = ['adapter', 'engine', 'server', 'image', ...profiles, 'cases passed']
  const body = rows.map(({ adapter, engine, version = '', image = '', verdicts, variants, notRun }) => {
    if (!verdicts) return [adapter, engine, `not run: ${notRun ?? ''}`, '', '', '', '', '']
    const tried = variants.map(({ name, passed, notApplicable, total }) => {
      const failed = total - passed - notApplicable
      return `${name}: ${passed}${notApplicable ? `, ${notApplicable} n/a` : ''}${failed ? `, ${failed} NOT` : ''}`
    })
    return [adapter, engine, version, image, ...profiles.map((profile) => words[verdicts[profile]]), tried.join('; ')]
  })
  return alignedTable(head, body)
}

/** A Markdown table whose columns are padded, as the formatter has it. */
export function alignedTable(head: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(3, title.length, ...body.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [line(head), rule, ...body.map(line)].join('\n')
}
