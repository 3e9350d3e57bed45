import { SetupError } from './errors.ts'
import type { Case, Context, Contract, Target } from './types.ts'

/** What a case of {@link caseOf} is written as: inside `run` the methods named in `needs` are there. */
export interface CaseDefinition<A extends object, K extends keyof A & string> extends Omit<Case<A>, 'needs' | 'run'> {
  readonly needs: readonly K[]
  readonly run: (context: Context<Partial<A> & Required<Pick<A, K>>>) => Promise<void>
}

/**
 * Binds `defineCase` to an adapter type: `export const defineCase = caseOf<MyAdapter>()`. Methods that a case calls
 * without naming them in `needs` do not compile.
 */
export function caseOf<A extends object>(): <K extends keyof A & string = never>(
  definition: CaseDefinition<A, K>,
) => Case<A> {
  // Sound because the runner calls `run` only with an adapter that has what `needs` names.
  return (definition) => definition as unknown as Case<A>
}

/**
 * The contract as it was given.
 * @throws SetupError two cases share an id, or a case names a rule that is not there
 */
export function defineContract<A extends object, P extends string>(contract: Contract<A, P>): Contract<A, P> {
  const rules = new Set(contract.rules.map(({ id }) => id))
  const ids = new Set<string>()
  for (const { id, rule } of contract.cases) {
    if (ids.has(id)) throw new SetupError(`Two cases of ${contract.name} have the id ${id}.`)
    if (!rules.has(rule)) throw new SetupError(`Case ${id} names the rule ${rule}, which ${contract.name} lacks.`)
    ids.add(id)
  }
  return contract
}

/** The target as it was given, typed. */
export function defineTarget<A extends object>(target: Target<A>): Target<A> {
  return target
}
