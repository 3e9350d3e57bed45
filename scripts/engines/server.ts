import { inject } from 'vitest'
import type { Served } from './setup.ts'

/**
 * The server of the project that a test file runs in.
 * @throws {Error} with the reason when it could not be started: a missing engine is a failure, not a skip
 */
export function server(): Served {
  const served = inject('server')
  if ('missing' in served) throw new Error(served.missing)
  return served
}
