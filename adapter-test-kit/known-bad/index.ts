import { accountExtras } from './account-extras.ts'
import { accounts } from './accounts.ts'
import { authenticators } from './authenticators.ts'
import { createUsers } from './create-user.ts'
import { deleteSessions } from './delete-session.ts'
import { deleteUsers } from './delete-user.ts'
import { fields } from './fields.ts'
import { keyComparison } from './key-comparison.ts'
import { keyForms } from './key-forms.ts'
import { misses } from './misses.ts'
import { ownership } from './ownership.ts'
import { sessionExtras } from './session-extras.ts'
import { sessions } from './sessions.ts'
import { shape } from './shape.ts'
import { sweeping } from './sweeping.ts'
import type { KnownBad } from './tools.ts'
import { unlinking } from './unlinking.ts'
import { updateSessions } from './update-session.ts'
import { updateUsers } from './update-user.ts'
import { values } from './values.ts'
import { verificationTokens } from './verification-tokens.ts'

/** The reference adapter with one bug each: what the cases must catch. */
export const knownBad: readonly KnownBad[] = [
  ...shape,
  ...createUsers,
  ...updateUsers,
  ...deleteUsers,
  ...accounts,
  ...sessions,
  ...updateSessions,
  ...deleteSessions,
  ...verificationTokens,
  ...authenticators,
  ...misses,
  ...values,
  ...fields,
  ...ownership,
  ...keyComparison,
  ...keyForms,
  ...accountExtras,
  ...unlinking,
  ...sessionExtras,
  ...sweeping,
]
