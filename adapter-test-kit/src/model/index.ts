import type { AuthjsAdapter } from '../contracts/authjs/adapter.ts'
import { openStore } from '../runner/store.ts'
import type { Target } from '../runner/types.ts'
import { newSeed, uniqueOf } from '../runner/unique.ts'
import { randomUUID } from 'node:crypto'
import { type Found, search } from './run.ts'
import { stageOf } from './stage.ts'
import { SetupError } from '../runner/errors.ts'

export type { Found } from './run.ts'

/** How a target is compared with the reference. */
export interface ModelOptions {
  /** How many sequences: 1,000 when not given. */
  readonly runs?: number
  /** The most steps of one: 30 when not given. */
  readonly length?: number
  /** A random one when not given. */
  readonly seed?: number
  /** Replays one sequence of a seed, as a failure prints it. */
  readonly path?: string
  /** By the highest profile, with its extras; otherwise by what `secure` asks for. */
  readonly exact?: boolean
  readonly signal?: AbortSignal
}

/**
 * Plays random sequences of calls against a target and against the reference adapter, for as long as one likes; the
 * cases `any/sequences` and `any/sequences-exact` do the same for a moment.
 *
 * @example
 * const { failure } = await runModel(target, { runs: 10_000 })
 * if (failure) console.error(`${failure.wrong}\n${failure.calls.join('\n')}\nseed ${failure.seed}, path ${failure.path}`)
 * @throws SetupError the target cannot be opened, or declares that it does not keep what the reference keeps
 */
export async function runModel(
  target: Target<AuthjsAdapter>,
  options: ModelOptions = {},
): Promise<Found & { readonly seed: number }> {
  const { seed = newSeed(), runs = 1_000, length = 30, path, exact = false, signal } = options
  const store = await openStore(target, undefined)
  try {
    await store.reset()
    const { adapter } = store.opened
    const unique = uniqueOf(seed, 'model', randomUUID())
    const stage = stageOf(adapter, (await store.peer()) ?? adapter, unique, target.capabilities ?? {}, exact)
    if (typeof stage === 'string') throw new SetupError(`${target.name}: ${stage}.`)
    return { seed, ...(await search(stage, { seed, runs, length, path, signal })) }
  } finally {
    await store.close()
  }
}
