import { SetupError } from './errors.ts'
import type { Contract, Result } from './types.ts'

/** Cases that are known to fail, by id, each with the reason why that is accepted. */
export type Baseline = Readonly<Record<string, string>>

const expected = 'Expected to fail'
const lucky = 'It held this time, by luck perhaps.'
/** How a reason begins that nobody has written yet. */
export const unwritten = 'TODO'

/** @throws SetupError an entry names no case of the contract, or has no reason */
export function checkBaseline(contract: Contract<never>, baseline: Baseline): void {
  const ids = new Set(contract.cases.map(({ id }) => id))
  const unknown = Object.keys(baseline).filter((id) => !ids.has(id))
  if (unknown.length > 0)
    throw new SetupError(`The baseline names ${unknown.join(', ')}: no case of ${contract.name}. Take it out.`)
  const bare = Object.keys(baseline).filter((id) => {
    const reason: unknown = baseline[id]
    return typeof reason !== 'string' || reason.trim() === '' || reason.trim().startsWith(unwritten)
  })
  if (bare.length > 0)
    throw new SetupError(`The baseline gives no reason for ${bare.join(', ')}. Say why it is accepted that it fails.`)
}

/**
 * How a case of the baseline counts. One that passes or does not apply is a failure, since the entry is stale; a race
 * that was not lost shows nothing of the kind. Bugs of the case stay what they are.
 */
export function expectFailure<E extends Pick<Result, 'status' | 'message'>>(
  ending: E,
  reason: string,
  raced: boolean,
): E {
  const { status, message } = ending
  switch (status) {
    case 'failed':
    case 'inconclusive':
      return { ...ending, status: 'expectedFailure', message: `${expected} (${reason}). ${message}` }
    case 'passed':
      return raced
        ? { ...ending, status: 'expectedFailure', message: `${expected} (${reason}). ${lucky}` }
        : {
            ...ending,
            status: 'failed',
            message: `${expected} (${reason}), but it passes: take it out of the baseline.`,
          }
    case 'notApplicable':
      return {
        ...ending,
        status: 'failed',
        message: `${expected} (${reason}), but it does not apply: take it out of the baseline. ${message}`,
      }
    case 'errored':
    case 'expectedFailure':
      return ending
  }
}

/** A warning for each race that was expected to be lost and was not. */
export function luckyOnes(results: readonly Result[]): string[] {
  return results
    .filter(({ status, message }) => status === 'expectedFailure' && message.endsWith(lucky))
    .map(({ id }) => `${id} is in the baseline and held this time. Where it is mended, take it out.`)
}
