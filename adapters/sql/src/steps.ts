import type { Awaitable } from './driver.ts'

/**
 * Work that waits only for what is a promise. Over a synchronous driver it runs through without a tick, so that
 * nobody else writes on the connection while a transaction of ours is open on it.
 */
export type Steps<T> = Generator<Awaitable<unknown>, T, unknown>

/** Whether a value comes later. By its `then`: some drivers' promises are not of this realm's class, or of none. */
export function isPromise<T>(value: Awaitable<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}

/** Waits for a value inside steps. */
export function* wait<T>(value: Awaitable<T>): Steps<T> {
  return (yield value) as T
}

/** Runs steps to their end. */
export async function settle<T>(steps: Steps<T>): Promise<T> {
  let step = steps.next()
  while (step.done !== true) {
    if (!isPromise(step.value)) {
      step = steps.next(step.value)
      continue
    }
    let value: unknown
    try {
      value = await step.value
    } catch (error) {
      step = steps.throw(error)
      continue
    }
    step = steps.next(value)
  }
  return step.value
}
