import * as fc from 'fast-check'
import type { Name } from '../contracts/authjs/adapter.ts'
import { type Step, commands, readsOf, steps } from './commands.ts'
import { type Played, type Stage, play } from './replay.ts'
import { marks } from './values.ts'

/** How much is tried. */
export interface Effort {
  readonly seed: number
  readonly runs: number
  /** The most steps of a sequence. */
  readonly length?: number
  /** Replays one sequence of the seed: what a failure prints. */
  readonly path?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Milliseconds after which no further sequence is tried, nor a failing one made shorter. */
  readonly limit?: number
}

/** How it went: nothing wrong, or the shortest sequence that was found to go wrong. */
export interface Found {
  readonly runs: number
  readonly failure?: {
    readonly wrong: string
    readonly calls: readonly string[]
    readonly seed: number
    readonly path: string
  }
}

/** Plays random sequences of calls in a store and in the reference, and shortens one that tells them apart. */
export async function search(stage: Stage, { seed, runs, length = 15, path, signal, limit }: Effort): Promise<Found> {
  const has = (method: Name): boolean => typeof stage.adapter[method] === 'function'
  const reads = readsOf(has)
  let last: Played | undefined
  const input = fc.tuple(
    steps(commands(has, stage.exact), length),
    fc.array(fc.nat(marks.length - 1), { minLength: 3, maxLength: 3 }),
  )
  const property = fc.asyncProperty(input, async ([sequence, choice]: [Step[], number[]]) => {
    signal?.throwIfAborted()
    const played = await play(sequence, reads, stage, choice)
    if (played.wrong !== undefined) last = played
    return played.wrong === undefined
  })
  const checked = await fc.check(property, {
    seed,
    numRuns: runs,
    ...(limit !== undefined && { plugins: [fc.interruptAfterTimeLimit(limit)] }),
    ...(path !== undefined && { path }),
  })
  if (!checked.failed || last === undefined) return { runs: checked.numRuns }
  // Once more, so that the calls a report shows last are these.
  const [[sequence, choice]] = checked.counterexample as [[Step[], number[]]]
  const again = await play(sequence, reads, stage, choice)
  const { wrong = '', calls } = again.wrong === undefined ? last : again
  return {
    runs: checked.numRuns,
    failure: { wrong, calls, seed: checked.seed, path: checked.counterexamplePath ?? '' },
  }
}
