import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import express, { type Request, type Response } from 'express'
import { Provider, type JWK } from 'oidc-provider'
import { secured } from '../headers.ts'
import { listen } from '../server.ts'
import { inMemory } from './memory.ts'
import { askConsent, askWho } from './consent.ts'

/** What a provider says of the person with an e-mail address, besides `sub` and `email`. */
export type Claims = (email: string) => Readonly<Record<string, unknown>>

/** An OpenID Connect provider that runs. */
export interface IdentityProvider {
  readonly id: string
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  close(): Promise<void>
}

/** Opens an OpenID Connect provider for a site, with a page that asks who you are and one that asks whether you agree. */
export async function openIdentityProvider(
  { id, name, claims = () => ({}) }: { readonly id: string; readonly name: string; readonly claims?: Claims },
  site: string,
): Promise<IdentityProvider> {
  const { origin: issuer, answer, close } = await listen(0)
  const client = { client_id: 'site', client_secret: randomBytes(24).toString('base64url') }
  const people = new Map<string, string>()
  const cookie = (what: string): string => `${id}_${what}`
  const provider = new Provider(issuer, {
    adapter: inMemory(),
    clients: [{ ...client, redirect_uris: [`${site}/auth/callback/${id}`] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', ...Object.keys(claims(''))] },
    // Without it the id token leaves out what could be asked for with the access token.
    conformIdTokenClaims: false,
    // Ports share their cookies, so names have to tell two providers of one host apart.
    cookies: {
      keys: [randomBytes(24).toString('base64url')],
      names: { interaction: cookie('interaction'), resume: cookie('resume'), session: cookie('session') },
    },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, sub) => {
      const email = people.get(sub) ?? ''
      const all = { sub, email, email_verified: true, name: nameOf(email), ...claims(email) }
      return { accountId: sub, claims: () => all }
    },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    jwks: { keys: [signingKey()] },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  })
  const remember = (email: string): string => {
    const sub = createHash('sha256').update(`${id}:${email}`).digest('hex').slice(0, 16)
    people.set(sub, email)
    return sub
  }
  const app = express()
  app.disable('x-powered-by')
  app.use(secured([site]))
  app.use('/static', express.static(join(import.meta.dirname, '../public')))
  app.get('/interaction/:uid', async (req, res) => {
    const { prompt, session } = await provider.interactionDetails(req, res)
    const page =
      prompt.name === 'login' ? askWho(name) : askConsent(name, site, people.get(session?.accountId ?? '') ?? '')
    res.send(page.text)
  })
  app.post('/interaction/:uid', express.urlencoded({ extended: false }), (req, res) =>
    decide({ provider, remember }, req, res),
  )
  app.use(provider.callback())
  answer(app)
  return { id, name, issuer, clientId: client.client_id, clientSecret: client.client_secret, close }
}

interface House {
  readonly provider: Provider
  /** Answers the id of a person. */
  readonly remember: (email: string) => string
}

/** What a person answered: who they are, or whether they agree. */
async function decide({ provider, remember }: House, req: Request, res: Response): Promise<void> {
  const { params, prompt, session } = await provider.interactionDetails(req, res)
  const { email, agree } = req.body as { readonly email?: string; readonly agree?: string }
  if (prompt.name === 'login' && email) {
    return provider.interactionFinished(req, res, { login: { accountId: remember(email.trim().toLowerCase()) } })
  }
  if (prompt.name !== 'consent' || agree !== 'yes' || session === undefined) {
    return provider.interactionFinished(req, res, { error: 'access_denied' })
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: String(params['client_id']) })
  grant.addOIDCScope(String(params['scope']))
  return provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } })
}

function nameOf(email: string): string {
  const [local = ''] = email.split('@')
  return local
    .split(/[._-]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}

function signingKey(): JWK {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }
}
