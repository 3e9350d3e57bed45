import type { OIDCConfig, Provider } from '@auth/core/providers'
import type { Profile as Claims } from '@auth/core/types'

/** Makes a user of what a provider says. */
export type Profile = NonNullable<OIDCConfig<Claims>['profile']>

/** An OpenID Connect provider, as it is registered with. */
export interface Registration {
  readonly id: string
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Where its claims have other names. */
  readonly profile?: Profile
}

/** A provider in the core's terms. */
export function oidc({ id, name, issuer, clientId, clientSecret, profile }: Registration): Provider {
  return {
    type: 'oidc',
    id,
    name,
    issuer,
    clientId,
    clientSecret,
    checks: ['pkce', 'state', 'nonce'],
    authorization: { params: { scope: 'openid email profile' } },
    ...(profile && { profile }),
  } satisfies OIDCConfig<Claims> as Provider
}
