import { type CallLog, outcomeOf } from './call-log.ts'
import type { Call, CallRecord, Outcome } from './types.ts'

/** How a race went: without a proof of overlap, with the reason for there being none. */
export interface Race {
  readonly outcomes: readonly Outcome[]
  readonly conclusive: boolean
  readonly reason?: string
}

/** Where calls can be made in this process. */
export interface Place {
  readonly adapter: object
  readonly by: CallRecord['by']
}

/**
 * Starts all the calls in one tick, spread over the places.
 *
 * With data in this process's memory that is a race. With a driver it is one only if the event loop turned while
 * every call was under way: a synchronous driver has done the whole of each call before the next one starts.
 */
export async function raceHere(
  calls: readonly Call[],
  places: readonly Place[],
  log: CallLog,
  inMemory: boolean,
): Promise<Race> {
  let turned = false
  setImmediate(() => {
    turned = true
  })
  let overlapped = 0
  const outcomes = await Promise.all(
    calls.map(async (call, index) => {
      const { adapter, by } = dealt(places, index)
      const outcome = await outcomeOf(log.record(call, by, () => invoke(adapter, call)))
      if (turned) overlapped++
      return outcome
    }),
  )
  if (calls.length < 2) return { outcomes, conclusive: false, reason: 'one call alone is no race' }
  if (inMemory || overlapped === calls.length) return { outcomes, conclusive: true }
  return {
    outcomes,
    conclusive: false,
    reason:
      'the calls did not overlap: the driver answers without giving up the thread. ' +
      'Give the target a `worker`, so that a second process takes part',
  }
}

/** Calls the method unbound. */
export function invoke(adapter: object, call: Call): unknown {
  const method: unknown = Reflect.get(adapter, call.method)
  if (typeof method !== 'function') throw new TypeError(`The adapter has no method ${call.method}.`)
  return Reflect.apply(method as (...args: unknown[]) => unknown, undefined, [...call.args])
}

/** Makes the call `times` times at once and waits, whatever the answers. */
export async function warm(adapters: readonly object[], call: Call | undefined, times: number): Promise<void> {
  if (!call) return
  const answers = Array.from({ length: times }, async (_, index) => invoke(dealt(adapters, index), call))
  await Promise.allSettled(answers)
}

function dealt<T>(places: readonly T[], index: number): T {
  const place = places[index % places.length]
  if (place === undefined) throw new RangeError('A race needs a place to run.')
  return place
}
