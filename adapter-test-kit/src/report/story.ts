import { inspect } from 'node:util'
import { describeError } from '../runner/errors.ts'
import type { Outline } from '../runner/report.ts'
import type { CallRecord, ContractRule, Report, Result, StoreKind } from '../runner/types.ts'
import { causesOf } from './causes.ts'
import { shortenResult } from './shorten.ts'

// Characters of a call, and of its answer.
const longest = 160

/** The words for each status. */
export const statusWords = {
  passed: 'passed',
  failed: 'failed',
  notApplicable: 'not applicable',
  inconclusive: 'inconclusive',
  errored: 'errored',
  expectedFailure: 'expected failure',
} as const

/** The words for each verdict. */
export const verdictWords = { kept: 'kept', broken: 'broken', inconclusive: 'inconclusive', notRun: 'not run' } as const

/** A case that is no pass, with all that one needs to act on it. Its values are fit to be shown. */
export interface Story {
  readonly result: Result
  readonly rule: ContractRule
  /** The last calls. */
  readonly calls: readonly ShownCall[]
  /** How many came before them. */
  readonly earlierCalls: number
  readonly causes: readonly string[]
  /** Runs this case again. */
  readonly replay: string
}

/** A call in words. */
export interface ShownCall {
  /** Who made it, where that is not the adapter itself. */
  readonly by: '' | 'peer' | 'worker'
  /** `getUser('x')` */
  readonly made: string
  readonly how: 'answered' | 'threw' | 'unanswered'
  readonly ended: string
}

/** What a story is told with. */
export interface Telling {
  readonly contract: Outline
  readonly kinds?: readonly StoreKind[] | undefined
  /** How a case is run again. */
  readonly replay: (id: string) => string
  /** How many calls are shown: 12 when not given. */
  readonly calls?: number
}

/** Whether a result has a story: it neither passed nor was without question. */
export function hasStory({ status }: Pick<Result, 'status'>): boolean {
  return status !== 'passed' && status !== 'notApplicable'
}

/** The story of a case by a contract that has its rule. */
export function storyOf(given: Result, { contract, kinds = [], replay, calls: shown = 12 }: Telling): Story {
  const result = shortenResult(given)
  const rule = contract.rules.find(({ id }) => id === result.rule)
  if (!rule) throw new RangeError(`${contract.name} has no rule ${result.rule}.`)
  // Where nothing was raced, neither the adapter's calls nor its usual faults say why.
  const unproven = result.status === 'inconclusive'
  const calls = unproven ? [] : result.calls
  return {
    result,
    rule,
    calls: (shown === 0 ? [] : calls.slice(-shown)).map(shownCall),
    earlierCalls: Math.max(0, calls.length - shown),
    causes: unproven ? [] : causesOf(result, kinds, contract),
    replay: replay(result.id),
  }
}

/** The results in the order of the contract's cases, whatever order they ran in. */
export function inOrder<P extends string>({ results }: Pick<Report<P>, 'results'>, { cases }: Outline<P>): Result<P>[] {
  const places = new Map(cases.map(({ id }, place) => [id, place]))
  return results.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0))
}

/** A call on one line. */
export function lineOf({ by, made, ended }: ShownCall): string {
  return `${by && `${by}: `}${made} ${ended}`
}

function shownCall(call: CallRecord): ShownCall {
  const by = call.by === 'adapter' ? '' : call.by
  const made = bounded(`${call.method}(${call.args.map(show).join(', ')})`)
  if ('error' in call) return { by, made, how: 'threw', ended: bounded(`threw ${describeError(call.error)}`) }
  return 'result' in call
    ? { by, made, how: 'answered', ended: bounded(`→ ${show(call.result)}`) }
    : { by, made, how: 'unanswered', ended: '→ no answer' }
}

function bounded(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

function show(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: Infinity, compact: true })
}
