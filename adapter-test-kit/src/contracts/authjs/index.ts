import { type Profile, profiles, rules } from '@strongroom/core-types'
import { defineContract } from '../../runner/define.ts'
import type { Contract } from '../../runner/types.ts'
import type { AuthjsAdapter } from './adapter.ts'
import { accountCases } from './cases/accounts.ts'
import { authenticatorCases } from './cases/authenticators.ts'
import { createUserCases } from './cases/create-user.ts'
import { dateAndIdCases } from './cases/dates-and-ids.ts'
import { deleteUserCases } from './cases/delete-user.ts'
import { errorCases } from './cases/errors.ts'
import { extraCases } from './cases/extras.ts'
import { fieldCases } from './cases/fields.ts'
import { hostileKeyCases } from './cases/hostile-keys.ts'
import { identityCases } from './cases/identity.ts'
import { missCases } from './cases/misses.ts'
import { ownershipCases } from './cases/ownership.ts'
import { sequenceCases } from './cases/sequences.ts'
import { sessionCases } from './cases/sessions.ts'
import { shapeCases } from './cases/shape.ts'
import { sweepingCases } from './cases/sweeping.ts'
import { unlinkingCases } from './cases/unlinking.ts'
import { unusableKeyCases } from './cases/unusable-keys.ts'
import { userCases } from './cases/users.ts'
import { valueCases } from './cases/values.ts'
import { verificationTokenCases } from './cases/verification-tokens.ts'
import { causes } from './causes/index.ts'

export type { AuthjsAdapter } from './adapter.ts'
export { untested } from './untested.ts'

/** The contract of adapters for `@auth/core`, with our extras. */
export const authjs: Contract<AuthjsAdapter, Profile> = defineContract({
  name: 'authjs',
  profiles,
  promises: {
    authjs: 'Sign-in works: all that @auth/core relies on.',
    secure: 'Strangers stay apart, tokens are spent once, failures are not answers.',
    strongroom: 'Typed errors, exact values, lists and sweeps.',
  },
  rules,
  causes,
  warmUp: { method: 'getUserByEmail', args: ['nobody@example.test'] },
  cases: [
    ...shapeCases,
    ...createUserCases,
    ...userCases,
    ...deleteUserCases,
    ...accountCases,
    ...sessionCases,
    ...verificationTokenCases,
    ...authenticatorCases,
    ...missCases,
    ...dateAndIdCases,
    ...valueCases,
    ...fieldCases,
    ...ownershipCases,
    ...identityCases,
    ...unusableKeyCases,
    ...hostileKeyCases,
    ...extraCases,
    ...unlinkingCases,
    ...sweepingCases,
    ...errorCases,
    ...sequenceCases,
  ],
})
