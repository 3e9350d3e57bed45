import { type Adapter, coreMethods, extraMethods } from '@strongroom/core-types'
import { prepare, scenarios, titleOf } from './scenarios.ts'

/** A migrated database with an adapter on it, and a count of what it was asked. */
export interface Counted {
  /** As the column of the table is called: `PostgreSQL`. */
  readonly title: string
  readonly adapter: Adapter
  /** How many statements the server has executed for the adapter so far; the question itself not counted. */
  executed(): Promise<number>
  /** Why a scenario, or a method whatever the scenario, takes more than one here and not everywhere. */
  readonly reasons?: Readonly<Record<string, string>>
  close(): Promise<unknown>
}

/** Statements by scenario, in the order of the scenarios. */
export type Measured = Readonly<Record<string, number>>

/** Counts every scenario once. */
export async function measure({ adapter, executed }: Pick<Counted, 'adapter' | 'executed'>): Promise<Measured> {
  const tried = new Set(scenarios.map(({ method }) => method))
  const untried = [...coreMethods, ...extraMethods].filter((method) => !tried.has(method))
  if (untried.length > 0) throw new Error(`No scenario for ${untried.join(', ')}.`)
  const measured: Record<string, number> = {}
  for (const [number, scenario] of scenarios.entries()) {
    const keys = await prepare(adapter, `n${number}-${Date.now()}`)
    const before = await executed()
    await scenario.call(adapter, keys).catch(onlyOurs)
    measured[titleOf(scenario)] = (await executed()) - before
  }
  return measured
}

// Some scenarios are to fail; a driver's error would mean that the count is of something else.
function onlyOurs(error: unknown): void {
  if (!['not-found', 'conflict'].includes((error as { code: string }).code)) throw error
}
