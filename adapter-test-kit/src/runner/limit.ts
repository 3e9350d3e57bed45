/** Milliseconds that the target's `open`, `reset` and `close` may take; an engine may have to start first. */
export const openLimit = 120_000
export const resetLimit = 30_000
export const closeLimit = 10_000

/**
 * What the work gives, or what `late` gives when it has not ended after `ms` milliseconds. The work itself cannot be
 * stopped; what becomes of it later is ignored.
 */
export async function within<T>(ms: number, work: Promise<T>, late: () => T | Promise<T>): Promise<T> {
  const { promise: timeUp, resolve } = Promise.withResolvers<typeof over>()
  const timer = setTimeout(resolve, ms, over)
  try {
    work.catch(() => {})
    const first = await Promise.race([work, timeUp])
    return first === over ? await late() : first
  } finally {
    clearTimeout(timer)
  }
}

const over = Symbol('over')
