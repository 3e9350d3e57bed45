import type { ExpressAuthConfig } from '@auth/express'
import { AuthError } from '@auth/core/errors'
import type { Provider } from '@auth/core/providers'
import Credentials from '@auth/core/providers/credentials'
import Nodemailer from '@auth/core/providers/nodemailer'
import Passkey from '@auth/core/providers/passkey'
import type { Adapter } from '@strongroom/core-types'
import { type Registration, oidc } from './oidc.ts'
import type { Person } from './people.ts'

/** What both kinds of session have in common. */
interface Common {
  readonly secret: string
  /** Where errors go, without tokens. */
  readonly log: (line: string) => void
}

/** Sign-in against a database. */
export interface DatabaseAuth extends Common {
  readonly adapter: Adapter
  /** An SMTP server, as nodemailer takes it. */
  readonly smtp: string | { readonly host: string; readonly port: number }
  readonly providers: readonly Registration[]
}

/** Sign-in where nothing is stored: the session is in the cookie, people are in the program's hands. */
export interface StatelessAuth extends Common {
  readonly authorize: (name: string, password: string) => Promise<Person | undefined>
}

type SessionCallback = NonNullable<NonNullable<ExpressAuthConfig['callbacks']>['session']>

const pages = { signIn: '/sign-in', signOut: '/', error: '/error', verifyRequest: '/check-mail' }

/** Sessions in the database: magic link, OpenID Connect, passkeys. */
export function databaseAuth({ adapter, smtp, providers, secret, log }: DatabaseAuth): ExpressAuthConfig {
  return {
    ...common({ secret, log }),
    adapter,
    providers: [
      Nodemailer({ server: smtp, from: 'Strongroom example <example@localhost.example>' }) as Provider,
      // Nobody signs up by passkey alone: the address would be unproven, and wait there for its owner to come along.
      Passkey({ getUserInfo: () => Promise.resolve(null) }) as Provider,
      ...providers.map(oidc),
    ],
    experimental: { enableWebAuthn: true },
    session: { strategy: 'database' },
    callbacks: {
      signIn: ({ account, profile }) => account?.type !== 'oidc' || profile?.email_verified === true,
      session: (async ({ session, user }) => {
        const { id, name, email, emailVerified } = user
        // Pages and scripts get the handle: the token stays in its cookie.
        const handle = await adapter.sessionHandle(session.sessionToken)
        return { user: { id, name, email, emailVerified }, expires: session.expires, handle }
      }) as SessionCallback,
    },
    events: {
      async signIn({ account, user }) {
        if (account?.type !== 'email' || !user.email) return
        // Older links end with the first that is used. The person is in already: nothing may go wrong for that.
        await adapter.deleteVerificationTokens(user.email).catch((error: unknown) => log(String(error)))
      },
    },
  }
}

/** Sessions in the cookie, and no database: name and password. */
export function statelessAuth({ authorize, secret, log }: StatelessAuth): ExpressAuthConfig {
  return {
    ...common({ secret, log }),
    providers: [
      Credentials({
        credentials: { name: {}, password: {} },
        authorize: async ({ name, password }) => (await authorize(String(name), String(password))) ?? null,
      }) as Provider,
    ],
    session: { strategy: 'jwt' },
  }
}

function common({ secret, log }: Common) {
  return {
    basePath: '/auth',
    secret,
    pages,
    // The site answers to its own host name alone, see `app.ts`.
    trustHost: true,
    logger: {
      error(error) {
        const cause = error instanceof AuthError ? error.cause?.err : undefined
        log([error, cause].flatMap((one) => (one ? `${one.name}: ${one.message}` : [])).join('\n  '))
      },
      warn: () => {},
    },
  } satisfies Partial<ExpressAuthConfig>
}
