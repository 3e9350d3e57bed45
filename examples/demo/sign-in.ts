import { styleText } from 'node:util'
import { Browser } from './browser.ts'
import type { Store } from './databases/database.ts'
import { Deviation, expect } from './deviation.ts'
import { openMailbox } from './mailbox.ts'
import { siteOf } from './site.ts'
import { type Rows, describeRows, shorten } from './tables.ts'

const origin = 'http://localhost:3000'
const email = 'ada@example.com'

/**
 * Signs a person in by a link in a mail, and out again, and shows after each step what the database holds.
 *
 * @throws Deviation saying which step went otherwise, and what the core logged
 */
export async function signIn(store: Store, show: (text: string) => void): Promise<void> {
  const mailbox = await openMailbox()
  const logged: string[] = []
  const site = siteOf(store.adapter, mailbox, (line) => logged.push(line))
  const ada = new Browser(site, origin)

  let held: Rows = {}
  const step = async (title: string, wanted: Readonly<Record<string, number>>): Promise<void> => {
    const rows = await store.rows()
    show(`\n${styleText('bold', title)}\n${describeRows(rows, held)}\n`)
    for (const [table, count] of Object.entries(wanted)) {
      const has = rows[table]?.length ?? 0
      expect(has === count, `After "${title}" ${table} should hold ${count}, not ${has}.`)
    }
    held = rows
  }
  const nobody = { users: 0, sessions: 0, verification_token: 0 }

  try {
    await step('Before anybody came', nobody)

    const asked = await ada.submit('/auth/signin', '/auth/signin/nodemailer', { email, callbackUrl: '/account' })
    expectRedirect(asked, '/auth/verify-request', 'Asking for a link')
    await step(`${email} asks for a link`, { ...nobody, verification_token: 1 })

    const [mail, ...others] = mailbox.collect()
    expect(mail !== undefined && others.length === 0, `One mail should have come, not ${mail ? others.length + 1 : 0}.`)
    expect(mail.to === email, `The mail should have gone to ${email}, not ${mail.to}.`)
    expect(mail.link !== undefined, 'The mail should hold a link.')
    const url = new URL(mail.link)
    const link = url.pathname + url.search
    show(`\nA mail comes: ${mail.subject}\n  ${url.pathname}?token=${shorten(url.searchParams.get('token') ?? '')}\n`)

    const followed = await ada.get(link)
    expectRedirect(followed, '/account', 'Following the link')
    const signedIn = { users: 1, sessions: 1, verification_token: 0 }
    await step('She follows the link', signedIn)

    const again = await new Browser(site, origin).get(link)
    expectRedirect(again, '/auth/error?error=Verification', 'Following the link once more')
    await step('Somebody else follows the same link, and is refused', signedIn)
    logged.length = 0

    const session = await sessionOf(ada)
    expect(session?.user?.email === email, `The session should be of ${email}.`)
    await step(`She asks who she is: ${session.user.email}, until ${session.expires}`, signedIn)

    const left = await ada.submit('/auth/signout', '/auth/signout', { callbackUrl: '/bye' })
    expectRedirect(left, '/bye', 'Signing out')
    await step('She signs out', { ...signedIn, sessions: 0 })
    expect((await sessionOf(ada)) === null, 'After signing out there should be no session.')
  } catch (error) {
    if (!(error instanceof Deviation) || logged.length === 0) throw error
    throw new Deviation([error.message, 'The core logged:', ...logged.map((line) => `  ${line}`)].join('\n'))
  } finally {
    await mailbox.close()
  }
}

interface Session {
  readonly user?: { readonly email?: string }
  readonly expires: string
}

async function sessionOf(browser: Browser): Promise<Session | null> {
  const response = await browser.get('/auth/session')
  expect(response.status === 200, `GET /auth/session answered ${response.status}.`)
  return (await response.json()) as Session | null
}

function expectRedirect(response: Response, target: string, what: string): void {
  const { pathname, searchParams } = new URL(response.headers.get('location') ?? '/', origin)
  const error = searchParams.get('error')
  const led = error === null ? pathname : `${pathname}?error=${error}`
  expect(
    response.status === 302 && led === target,
    `${what} should lead to ${target}, not to ${led} (${response.status}).`,
  )
}
