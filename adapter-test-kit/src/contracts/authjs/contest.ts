import type { Call, Outcome } from '../../runner/types.ts'
import type { Ctx } from './case.ts'

/** How many callers compete. */
export const contenders = 20

const enough = 2
// On a busy machine two processes can miss each other many times over; where they never can, this is soon through.
const atMost = 100
const longestMs = 3000

/**
 * Plays rounds of a race, with fresh values each, until some have proven their overlap. `play` makes its calls through
 * `race`, asserts on how they ended, and answers whether the round was conclusive.
 */
export async function contest(context: Ctx, play: () => Promise<boolean>): Promise<void> {
  // The first round may have to start the processes that race, so time counts from its end.
  let until = Number.POSITIVE_INFINITY
  let conclusive = 0
  let rounds = 0
  for (; rounds < atMost && conclusive < enough && performance.now() < until; rounds++) {
    context.signal.throwIfAborted()
    if (await play()) conclusive++
    if (rounds === 0) until = performance.now() + longestMs
  }
  if (conclusive === 0) {
    context.inconclusive(
      `In ${rounds} rounds no calls overlapped. Give the target a \`worker\`, so that two processes race.`,
    )
  }
}

/** One call for each contender. */
export function callsOf(make: (index: number) => Call): Call[] {
  return Array.from({ length: contenders }, (_, index) => make(index))
}

/** What those answered that did not throw. */
export function answersOf(outcomes: readonly Outcome[]): unknown[] {
  return outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []))
}

/** What those threw that did not answer. */
export function errorsOf(outcomes: readonly Outcome[]): unknown[] {
  return outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]))
}
