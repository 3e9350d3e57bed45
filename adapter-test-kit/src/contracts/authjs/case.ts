import type { RuleId } from '@strongroom/core-types'
import { type CaseDefinition, caseOf } from '../../runner/define.ts'
import type { Case, Context } from '../../runner/types.ts'
import type { AuthjsAdapter, Name, With } from './adapter.ts'

/** What a case, and a helper of cases, gets: an adapter that has the methods `N`. */
export type Ctx<N extends Name = never> = Context<With<N>>

const define = caseOf<AuthjsAdapter>()

/** A case of this contract: `needs` decides which methods `run` finds, and a rule that does not exist does not compile. */
export function defineCase<const N extends Name = never>(
  definition: CaseDefinition<AuthjsAdapter, N> & { readonly rule: RuleId },
): Case<AuthjsAdapter> {
  return define(definition)
}

/** Whether the adapter has these methods, for what only some adapters can hold. */
export function has<N extends Name, M extends Name>(context: Ctx<N>, ...methods: M[]): context is Ctx<N | M> {
  const adapter: AuthjsAdapter = context.adapter
  return methods.every((method) => adapter[method] !== undefined)
}
