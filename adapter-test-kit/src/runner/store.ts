import { describeError, SetupError } from './errors.ts'
import { closeLimit, openLimit, resetLimit, within } from './limit.ts'
import type { Call, Opened, Target } from './types.ts'
import { Workers } from './workers.ts'

/** A target that was opened: what the cases of a run share. */
export interface Store<A extends object> {
  readonly target: Target<A>
  readonly opened: Opened<A>
  /** The second adapter, made once; `undefined` where there is none. */
  readonly peer: () => Promise<A | undefined>
  readonly closed: (() => Promise<A>) | undefined
  /** Absent when races run in this process. */
  readonly workers: Workers | undefined
  readonly reset: () => Promise<void>
  /** Closes everything; answers what went wrong. */
  readonly close: () => Promise<string[]>
}

/** @throws SetupError naming the target's part that threw, hung or is missing */
export async function openStore<A extends object>(target: Target<A>, warmUp: Call | undefined): Promise<Store<A>> {
  const opened = await call(target, 'open', openLimit, () => target.open())
  if (typeof opened?.adapter !== 'object' || opened.adapter === null)
    throw new SetupError(`Target ${target.name}: open() gave no \`adapter\`.`)
  const workers =
    target.worker && target.store !== 'process'
      ? new Workers(target.worker, opened.workerData, warmUp, opened.hold)
      : undefined
  const { closed } = opened
  let peer: Promise<A> | undefined

  return {
    target,
    opened,
    workers,
    peer: async () => opened.peer && (peer ??= call(target, 'peer', openLimit, opened.peer)),
    closed: closed && ((): Promise<A> => call(target, 'closed', openLimit, closed)),
    reset: async () => {
      if (opened.reset) await call<unknown>(target, 'reset', resetLimit, opened.reset)
    },
    close: async () => {
      const closeTarget = async (): Promise<unknown> => opened.close && call(target, 'close', closeLimit, opened.close)
      const ended = await Promise.allSettled([workers?.close() ?? Promise.resolve(), closeTarget()])
      return ended.filter((end) => end.status === 'rejected').map(({ reason }) => describeError(reason))
    },
  }
}

async function call<T>(target: Target, part: string, limit: number, run: () => T | Promise<T>): Promise<T> {
  try {
    return await within<T>(limit, Promise.resolve().then(run), () => {
      throw new Error(`did not end within ${limit / 1_000} s`)
    })
  } catch (error) {
    throw new SetupError(`Target ${target.name}: ${part}() failed: ${describeError(error)}`, { cause: error })
  }
}
