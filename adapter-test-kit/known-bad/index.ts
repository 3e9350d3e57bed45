import { accounts } from './accounts.ts'
import { authenticators } from './authenticators.ts'
import { extras } from './extras.ts'
import { keys } from './keys.ts'
import { sessions } from './sessions.ts'
import { shape } from './shape.ts'
import type { KnownBad } from './tools.ts'
import { users } from './users.ts'
import { values } from './values.ts'
import { verificationTokens } from './verification-tokens.ts'

export type { KnownBad, Reference } from './tools.ts'

/** The reference adapter with one bug each: what the cases must catch. */
export const knownBad: readonly KnownBad[] = [
  ...shape,
  ...users,
  ...accounts,
  ...sessions,
  ...verificationTokens,
  ...authenticators,
  ...values,
  ...keys,
  ...extras,
]
