import type { RuleId } from '@strongroom/core-types'

/** Sentences of the contract that no case proves, and why. */
export const untested: Partial<Record<RuleId, string>> = {
  'any.undeclared-warns':
    'Warnings go to an option of the factory, which is the target’s own; the adapters have unit tests for it.',
  'any.types': 'A matter of the compiler: the type tests of core-types prove it.',
  'getSessionAndUser.cleanup-failure':
    'Needs a driver that fails in the second statement of a call; the SQL package has a unit test for it.',
}
