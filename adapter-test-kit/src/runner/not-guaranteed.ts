import { SetupError } from './errors.ts'
import type { Capabilities, Case, Contract, Result } from './types.ts'

const excused = 'Declared as not guaranteed'

/** @throws SetupError a declaration names no rule of the contract */
export function checkDeclared(contract: Contract<never>, { notGuaranteed = {} }: Capabilities): void {
  const rules = new Set(contract.rules.map(({ id }) => id))
  const unknown = Object.keys(notGuaranteed).filter((id) => !rules.has(id))
  if (unknown.length > 0)
    throw new SetupError(`capabilities.notGuaranteed names ${unknown.join(', ')}: no rule of ${contract.name}.`)
}

/**
 * How a case of a rule that is declared as not guaranteed counts. A failure shows that the declaration is right. A race
 * that was not lost shows nothing, so it is never held against the declaration. Bugs of the case stay what they are.
 */
export function excuse<E extends Pick<Result, 'status' | 'message'>>(ending: E, reason: string, raced: boolean): E {
  const { status, message } = ending
  if (status === 'failed' || status === 'inconclusive')
    return { ...ending, status: 'notApplicable', message: `${excused} (${reason}). ${message}` }
  if (status === 'passed' && raced)
    return {
      ...ending,
      status: 'notApplicable',
      message: `${excused} (${reason}). It held this time, by luck perhaps.`,
    }
  return ending
}

/** The results with those of wrong declarations failed: every case of the rule has run, and it holds. */
export function refuteDeclared<P extends string>(
  results: readonly Result<P>[],
  cases: readonly Pick<Case, 'id' | 'rule'>[],
  { notGuaranteed = {} }: Capabilities,
): Result<P>[] {
  const holds = (rule: string): boolean => {
    const all = cases.filter((kase) => kase.rule === rule)
    const ran = results.filter((result) => result.rule === rule)
    return (
      ran.length === all.length &&
      ran.some(({ status }) => status === 'passed') &&
      ran.every(
        ({ status, message }) => status === 'passed' || (status === 'notApplicable' && !message.startsWith(excused)),
      )
    )
  }
  const wrong = new Set(Object.keys(notGuaranteed).filter(holds))
  return results.map((result) =>
    wrong.has(result.rule) && result.status === 'passed'
      ? {
          ...result,
          status: 'failed',
          message: `${excused} (${notGuaranteed[result.rule]}), but it holds: take it out of capabilities.notGuaranteed.`,
        }
      : result,
  )
}
