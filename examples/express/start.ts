import { randomBytes } from 'node:crypto'
import { siteOf } from './app.ts'
import { databaseAuth, statelessAuth } from './auth.ts'
import type { Claims } from './dev/identity-provider.ts'
import { openWorld } from './dev/index.ts'
import type { Mailbox } from './dev/mailbox.ts'
import type { Profile } from './oidc.ts'
import type { Store } from './pages/account-routes.ts'
import { onePerson } from './people.ts'
import { listen } from './server.ts'

/** How a site is started. */
export interface Start {
  /** 0: a free one. */
  readonly port: number
  /** How browsers reach the site, where a proxy stands before it; otherwise this port of localhost. */
  readonly origin?: string | undefined
  /** Signs what the core puts into cookies and mails. A fresh one signs nobody out whose session is stored. */
  readonly secret?: string | undefined
  /** Where errors go. */
  readonly log: (line: string) => void
}

/** What a site on a database needs. */
export interface OnDatabase {
  readonly store: Store
  /** A mail server to use instead of the mailbox. */
  readonly smtp?: string | undefined
  /** What the second identity provider says of a person besides name and address. */
  readonly claims?: Claims
  /** Makes a user of what the second identity provider says. */
  readonly profile?: Profile
}

/** A site that runs. */
export interface Running {
  readonly origin: string
  close(): Promise<void>
}

/** Starts the site on a database, and the world around it: a mail server and two identity providers. */
export async function startSite(
  { port, origin: given, secret = freshSecret(), log }: Start,
  { store, smtp, claims, profile }: OnDatabase,
): Promise<Running & { readonly mailbox: Mailbox }> {
  const { origin: own, answer, close } = await listen(port)
  const origin = given ?? own
  const world = await openWorld(origin, claims)
  const { mailbox, providers } = world
  const auth = databaseAuth({
    adapter: store.adapter,
    smtp: smtp ?? mailbox.server,
    providers: providers.map((provider) => ({ ...provider, ...(provider.id === 'meadow' && profile && { profile }) })),
    secret,
    log,
  })
  const mails = smtp === undefined ? mailbox.mails : undefined
  answer(siteOf({ origin, auth, store, providers, mails, log }))
  return {
    origin,
    mailbox,
    async close() {
      await close()
      await world.close()
    },
  }
}

/** Starts the site without a database: one person, and sessions in cookies. */
export async function startStateless(
  { port, origin: given, secret = freshSecret(), log }: Start,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<Running> {
  const { origin: own, answer, close } = await listen(port)
  const origin = given ?? own
  const auth = statelessAuth({ authorize: await onePerson(name, password), secret, log })
  answer(siteOf({ origin, auth, providers: [], log }))
  return { origin, close }
}

function freshSecret(): string {
  return randomBytes(32).toString('base64url')
}
