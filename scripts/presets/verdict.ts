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

/** A target whose adapter has no methods for passkeys, as a schema without a table for them has it. */
export function withoutPasskeys<A extends object>(target: Target<A>): Target<A> {
  const cut = (adapter: A): A => {
    const rest = Object.entries(adapter).filter(([name]) => !/authenticator/i.test(name))
    return Object.fromEntries(rest) as A
  }
  return {
    ...target,
    async open() {
      const opened = await target.open()
      const { peer, closed } = opened
      return {
        ...opened,
        adapter: cut(opened.adapter),
        ...(peer && { peer: async () => cut(await peer()) }),
        ...(closed && { closed: async () => cut(await closed()) }),
      }
    },
  }
}

/** All three profiles kept. */
export const kept = { authjs: 'kept', secure: 'kept', strongroom: 'kept' } as const
