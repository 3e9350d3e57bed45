import { randomBytes } from 'node:crypto'
import { Auth, type AuthConfig } from '@auth/core'
import { AuthError } from '@auth/core/errors'
import type { Provider } from '@auth/core/providers'
import Nodemailer from '@auth/core/providers/nodemailer'
import type { Adapter } from '@strongroom/core-types'
import type { Site } from './browser.ts'
import type { Mailbox } from './mailbox.ts'

/** A site whose sign-in is the core's, with sessions in the database. What the core logs goes to `log`. */
export function siteOf(adapter: Adapter, { server }: Mailbox, log: (line: string) => void): Site {
  const config: AuthConfig = {
    adapter,
    basePath: '/auth',
    // The core's own types disagree under exactOptionalPropertyTypes.
    providers: [Nodemailer({ server, from: 'Strongroom demo <demo@example.com>' }) as Provider],
    secret: randomBytes(32).toString('base64url'),
    session: { strategy: 'database' },
    trustHost: true,
    logger: {
      error: (error) => {
        log(`${error.name}: ${error.message}`)
        const cause = error instanceof AuthError ? error.cause?.err : undefined
        if (cause !== undefined) log(`${cause.name}: ${cause.message}`)
      },
      warn: (code) => log(`warning ${code}`),
    },
  }
  return (request) => Auth(request, config)
}
