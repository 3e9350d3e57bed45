import type { Browser, BrowserContext, Page } from 'playwright-core'
import { assert, expect } from 'vitest'
import type { Adapter } from '@strongroom/core-types'
import { randomUUID } from 'node:crypto'
import type { Mailbox } from '../examples/express/dev/mailbox.ts'

const sessionCookie = 'authjs.session-token'

/** Where a visitor goes. */
export interface Surroundings {
  readonly browser: Browser
  readonly origin: string
  readonly mailbox: Pick<Mailbox, 'mails'>
  /** How long anything may take, in milliseconds. */
  readonly patience: number
}

/** How a visitor's browser is. */
export interface Manner {
  /** Pages work without; a passkey does not. */
  readonly scripts?: boolean
}

/** A person with a browser of their own. */
export class Visitor {
  readonly context: BrowserContext
  readonly page: Page
  readonly #around: Surroundings

  private constructor(context: BrowserContext, page: Page, around: Surroundings) {
    this.context = context
    this.page = page
    this.#around = around
  }

  /** Opens a browser that knows nothing yet. */
  static async come(around: Surroundings, { scripts = false }: Manner = {}): Promise<Visitor> {
    const { browser, origin, patience } = around
    const context = await browser.newContext({ baseURL: origin, javaScriptEnabled: scripts })
    context.setDefaultTimeout(patience)
    return new Visitor(context, await context.newPage(), around)
  }

  /** Opens a page; answers its status. */
  async open(path: string): Promise<number> {
    return (await this.page.goto(path))?.status() ?? 0
  }

  /** Presses a button, and waits for the page that it leads to: after all redirects, which are one navigation. */
  async press(name: string | RegExp, page = this.page): Promise<void> {
    const arrived = page.waitForEvent('framenavigated')
    await page.getByRole('button', { name }).first().click()
    await arrived
    await page.waitForLoadState()
  }

  /** Path and query of the page that is open. */
  get at(): string {
    const { pathname, search, origin } = new URL(this.page.url())
    return origin === this.#around.origin ? pathname + search : this.page.url()
  }

  /** What the page says. */
  text(): Promise<string> {
    return this.page.locator('main').innerText()
  }

  /** Asks for a link and takes it out of the mail. */
  async linkFor(email: string): Promise<string> {
    const { mails } = this.#around.mailbox
    const before = mails[0]
    await this.open('/sign-in')
    await this.page.getByLabel('E-mail address').fill(email)
    await this.press('Send me a link')
    expect(this.at).toMatch(/^\/check-mail/)
    const [mail] = mails
    expect(mail).not.toBe(before)
    expect(mail?.to).toBe(email.toLowerCase())
    assert(mail?.link !== undefined, 'The mail should have a link.')
    return mail.link
  }

  /** Follows a link and makes the click that it asks for. */
  async follow(link: string): Promise<void> {
    await this.open(link)
    await this.press('Sign in')
  }

  /** Signs in by mail. */
  async signInByMail(email: string): Promise<void> {
    await this.follow(await this.linkFor(email))
    expect(this.at).toBe('/')
  }

  /** Has a session, made past the site: quicker, where signing in is not what is looked at. */
  async haveSession({ createSession }: Adapter, userId: string): Promise<void> {
    const sessionToken = randomUUID()
    await createSession({ sessionToken, userId, expires: new Date(Date.now() + 2_592_000_000) })
    await this.context.addCookies([{ name: sessionCookie, value: sessionToken, url: this.#around.origin }])
  }

  /** Signs in, or links when signed in already, at an identity provider as somebody. Where it ends is for the caller. */
  async goBy(provider: 'Harbour ID' | 'Meadow ID', email: string, from = '/sign-in'): Promise<void> {
    await this.open(from)
    await this.press(`${from === '/sign-in' ? 'Continue with' : 'Link'} ${provider}`)
    if (await this.page.getByRole('heading', { name: 'Who are you?' }).isVisible()) {
      await this.page.getByLabel('E-mail address').fill(email)
      await this.press('Continue')
    }
    if (await this.page.getByRole('button', { name: 'Allow' }).isVisible()) await this.press('Allow')
  }

  /** Signs in at an identity provider. */
  async signInBy(provider: 'Harbour ID' | 'Meadow ID', email: string): Promise<void> {
    await this.goBy(provider, email)
    expect(this.at).toBe('/')
  }

  /** The session's cookie. */
  async cookie(): Promise<{ value: string; expires: number } | undefined> {
    return (await this.context.cookies()).find(({ name }) => name === sessionCookie)
  }

  /** Gives the browser an authenticator that says yes to everything. */
  async addAuthenticator(): Promise<void> {
    const session = await this.context.newCDPSession(this.page)
    await session.send('WebAuthn.enable')
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
  }
}
