import { expect, test } from 'vitest'
import { startStateless } from '../examples/express/start.ts'
import { openBrowser } from './browser.ts'
import { Visitor } from './visitor.ts'

test('without a database: name and password, a session in the cookie', async () => {
  const log: string[] = []
  const site = await startStateless({ port: 0, log: (line) => log.push(line) }, { name: 'ada', password: 'difference' })
  const { browser, close } = await openBrowser()
  try {
    const ada = await Visitor.come({ browser, origin: site.origin, mailbox: { mails: [] }, patience: 15_000 })
    const signIn = async (password: string): Promise<void> => {
      await ada.open('/sign-in')
      await ada.page.getByLabel('Name').fill('ada')
      await ada.page.getByLabel('Password').fill(password)
      await ada.press('Sign in')
    }
    await signIn('analytical')
    expect(ada.at).toBe('/sign-in?error=CredentialsSignin&code=credentials')
    expect(await ada.text()).toContain('Name and password do not fit together.')
    await signIn('difference')
    expect(ada.at).toBe('/')
    expect(await ada.text()).toContain('Hello, ada')
    expect(await ada.open('/sessions')).toBe(404)

    const cookies = await ada.context.cookies()
    const forged = cookies
      .filter(({ name }) => name === 'authjs.session-token')
      .map((cookie) => ({ ...cookie, value: cookie.value.replace(/.{10}$/, 'A'.repeat(10)) }))
    expect(forged).toHaveLength(1)
    const forger = await Visitor.come({ browser, origin: site.origin, mailbox: { mails: [] }, patience: 15_000 })
    await forger.context.addCookies(forged)
    await forger.open('/')
    expect(forger.at).toBe('/sign-in')

    await ada.open('/')
    await ada.press('Sign out')
    await ada.open('/')
    expect(ada.at).toBe('/sign-in')
  } finally {
    await close()
    await site.close()
  }
}, 60_000)
