import type { RuleId } from '@strongroom/core-types'
import type { Cause } from '../../../runner/types.ts'
import { methodCauses } from './methods.ts'
import { valueCauses } from './values.ts'

/** Causes of this contract's rules: a rule that does not exist does not compile. */
export type Causes = readonly (Cause & { readonly rules: readonly RuleId[] })[]

/** What to look for first, by rule and by kind of store. */
export const causes: Causes = [...valueCauses, ...methodCauses]
