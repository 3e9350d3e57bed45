import { type Target, runConformance } from '@strongroom/adapter-test-kit'

/** What the kit says of a target: verdicts, what went wrong, and the rules that a declaration excused. */
export async function verdictOf(target: Target<never>) {
  const { verdicts, results } = await runConformance(target)
  const wrong = results.filter(({ status }) => status !== 'passed' && status !== 'notApplicable')
  const excused = results.filter(({ message }) => message.startsWith('Declared as not guaranteed'))
  return {
    verdicts,
    wrong: wrong.map(({ id, status, message }) => `${id} ${status}: ${message}`),
    lost: [...new Set(excused.map(({ rule }) => rule))].toSorted(),
  }
}

/** All three profiles kept. */
export const kept = { authjs: 'kept', secure: 'kept', strongroom: 'kept' } as const
