import type { Flow } from './flow.ts'
import { magicLink } from './magic-link.ts'
import { oidc } from './oidc.ts'
import { outage } from './outage.ts'
import { passkey } from './passkey.ts'
import { sessions } from './sessions.ts'
import { unlinking } from './unlinking.ts'

/** Everything that people do, in the order in which it is told. */
export const flows: readonly Flow[] = [...magicLink, ...oidc, ...passkey, ...sessions, ...unlinking, ...outage]
