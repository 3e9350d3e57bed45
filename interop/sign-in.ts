// Somebody whose site changes the adapter under them, by way of the core.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { Auth, type AuthConfig, customFetch } from '@auth/core'
import type { Adapter } from '@auth/core/adapters'

const origin = 'http://localhost:3000'
const identityProvider = 'https://id.example'
const secret = randomUUID()
const day = 86_400_000
const links: string[] = []
const cookieName = 'authjs.session-token'

interface Person {
  readonly id: string
  readonly email: string
}

interface Site {
  readonly adapter: Required<Adapter>
  readonly faults: string[]
  handle(request: Request): Promise<Response>
}

/** The core with an adapter, a mailbox, and a provider that believes whatever code it is given. */
function siteOf(adapter: Adapter): Site {
  const faults: string[] = []
  const config: AuthConfig = {
    adapter,
    basePath: '/auth',
    secret,
    trustHost: true,
    session: { strategy: 'database', maxAge: (30 * day) / 1000, updateAge: 0 },
    callbacks: {
      session: ({ session, user }) => ({ ...session, user: { ...session.user, id: String(user.id) } }),
    },
    logger: {
      error: (error) =>
        void faults.push(`${error.name}: ${String((error.cause as { err?: Error })?.err ?? error.message)}`),
      warn: () => {},
    },
    providers: [
      {
        id: 'mail',
        type: 'email',
        name: 'Mail',
        from: 'site@example.com',
        maxAge: 3600,
        options: {},
        sendVerificationRequest: ({ url }) => void links.push(url),
      },
      {
        id: 'fake',
        type: 'oauth',
        name: 'Fake',
        clientId: 'site',
        clientSecret: 'secret',
        checks: ['state'],
        authorization: `${identityProvider}/authorize`,
        token: `${identityProvider}/token`,
        userinfo: `${identityProvider}/me`,
        profile: ({ sub }: { sub: string }) => ({
          id: sub,
          name: `Person ${sub}`,
          email: `${sub}@id.example`,
          image: null,
        }),
        [customFetch]: async (input: RequestInfo | URL, init?: RequestInit) => {
          if (new URL(input instanceof Request ? input.url : input).pathname === '/me') {
            return Response.json({ sub: new Headers(init?.headers).get('authorization')?.replace(/^bearer /i, '') })
          }
          const code = new URLSearchParams(String(init?.body)).get('code')
          const tokens = { access_token: code, refresh_token: randomUUID(), token_type: 'bearer', expires_in: 3600 }
          return Response.json({ ...tokens, scope: 'openid email' })
        },
      },
    ] as AuthConfig['providers'],
  }
  return { adapter: adapter as Required<Adapter>, faults, handle: (request) => Auth(request, config) }
}

/** A browser as far as a sign-in needs one; it does not notice which adapter answers. */
class Browser {
  readonly cookies: Map<string, string>

  constructor(cookies: Iterable<readonly [string, string]> = []) {
    this.cookies = new Map(cookies)
  }

  async open(site: Site, path: string, fields?: Record<string, string>): Promise<Response> {
    const form = fields && { ...fields, csrfToken: await this.token(site) }
    const headers = { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
    const init = form === undefined ? { headers } : { headers, method: 'POST', body: new URLSearchParams(form) }
    const response = await site.handle(new Request(new URL(path, origin), init))
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    const target = response.headers.get('location') ?? ''
    assert.ok(!/error/.test(target), `${path} led to ${target}; ${site.faults.join('; ')}`)
    assert.ok(response.status < 400, `${path} answered ${response.status}; ${site.faults.join('; ')}`)
    return response
  }

  /** Who is signed in. */
  async who(site: Site): Promise<Person | undefined> {
    const session = (await (await this.open(site, '/auth/session')).json()) as { user: Person } | null
    assert.deepEqual(site.faults, [], 'reading the session')
    return session === null ? undefined : { id: session.user.id, email: session.user.email }
  }

  async linkFor(site: Site, email: string): Promise<string> {
    await this.open(site, '/auth/signin/mail', { email, callbackUrl: origin })
    const link = links.pop()
    assert.ok(link, 'no mail')
    return link
  }

  async signInAs(site: Site, person: string): Promise<void> {
    const response = await this.open(site, '/auth/signin/fake', { callbackUrl: origin })
    const state = new URL(response.headers.get('location') ?? '').searchParams.get('state') ?? ''
    await this.open(site, `/auth/callback/fake?${new URLSearchParams({ code: person, state })}`)
  }

  private async token(site: Site): Promise<string> {
    return ((await (await this.open(site, '/auth/csrf')).json()) as { csrfToken: string }).csrfToken
  }
}

/** Signed in with one adapter, still so with the other and back, and out for both. */
export async function signIn(one: Adapter, other: Adapter): Promise<void> {
  const [here, there] = [siteOf(one), siteOf(other)]
  const email = `${randomUUID()}@example.com`
  const browser = new Browser()
  await browser.open(here, await browser.linkFor(here, email))
  const me = await browser.who(here)
  assert.equal(me?.email, email, 'signed in')
  const cookie = browser.cookies.get(cookieName) ?? ''

  // Long ago enough for the core to extend it.
  await here.adapter.updateSession({ sessionToken: cookie, expires: new Date(Date.now() + day) })
  assert.deepEqual(await browser.who(there), me, 'still signed in after the switch')
  assert.equal(browser.cookies.get(cookieName), cookie, 'the same cookie')
  const extended = (await here.adapter.getSessionAndUser(cookie))?.session.expires.getTime() ?? 0
  assert.ok(extended > Date.now() + 29 * day, 'extended after the switch')
  assert.deepEqual(await browser.who(here), me, 'still signed in after the way back')
  assert.equal(browser.cookies.get(cookieName), cookie, 'the same cookie')

  const second = new Browser()
  const link = await second.linkFor(here, email)
  await second.open(there, link)
  assert.deepEqual(await second.who(there), me, 'a link that was sent before the switch')
  await assert.rejects(new Browser().open(here, link), /error/, 'a link that is used up')
  here.faults.length = 0

  const [before, after, back] = [new Browser(), new Browser(), new Browser()]
  const name = randomUUID()
  await before.signInAs(here, name)
  const person = await before.who(here)
  assert.equal(person?.email, `${name}@id.example`, 'signed in by OAuth')
  assert.deepEqual(await before.who(there), person, 'still signed in after the switch')
  await after.signInAs(there, name)
  assert.deepEqual(await after.who(there), person, 'the same person by OAuth after the switch')
  await back.signInAs(here, name)
  assert.deepEqual(await back.who(here), person, 'the same person by OAuth after the way back')

  const copy = new Browser(browser.cookies)
  await browser.open(here, '/auth/signout', {})
  assert.equal(await copy.who(there), undefined, 'signed out for both')
  assert.deepEqual(await second.who(here), me, 'the other browser')
}
