import { type Claims, type IdentityProvider, openIdentityProvider } from './identity-provider.ts'
import { type Mailbox, openMailbox } from './mailbox.ts'

/** The world around the site while it is developed. */
export interface World {
  readonly mailbox: Mailbox
  readonly providers: readonly IdentityProvider[]
  close(): Promise<void>
}

/**
 * Opens a mail server and two identity providers.
 * @param claims what the second provider says of a person besides name and address
 */
export async function openWorld(origin: string, claims?: Claims): Promise<World> {
  const [mailbox, ...providers] = await Promise.all([
    openMailbox(),
    openIdentityProvider({ id: 'harbour', name: 'Harbour ID' }, origin),
    openIdentityProvider({ id: 'meadow', name: 'Meadow ID', ...(claims && { claims }) }, origin),
  ])
  return {
    mailbox,
    providers,
    async close() {
      await Promise.all([mailbox, ...providers].map((one) => one.close()))
    },
  }
}
