import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../examples/express/databases/index.ts'
import { startSite } from '../examples/express/start.ts'

let site: Awaited<ReturnType<typeof startSite>>
const log: string[] = []
beforeAll(async () => {
  const store = await openDatabase(':memory:')
  site = await startSite({ port: 0, log: (line) => log.push(line) }, { store })
})
afterAll(() => site?.close())

const forms = [
  '/auth/signin/nodemailer',
  '/auth/signin/harbour',
  '/auth/callback/nodemailer?token=t&email=a@b.example',
  '/auth/callback/passkey',
  '/auth/signout',
  '/sessions/end',
  '/sessions/end-others',
  '/accounts/unlink',
]

test.each(forms)('POST %s is refused without the token of a form of the site', async (path) => {
  const page = await fetch(new URL('/sign-in', site.origin))
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const csrfToken = /name="csrfToken" value="(\w+)"/.exec(await page.text())?.[1] ?? ''
  const post = async (headers: Record<string, string>, fields: Record<string, string>): Promise<Response> =>
    fetch(new URL(path, site.origin), {
      method: 'POST',
      headers,
      body: new URLSearchParams(fields),
      redirect: 'manual',
    })
  expect((await post({ cookie }, {})).status).toBe(403)
  expect((await post({ cookie }, { csrfToken: 'a'.repeat(64) })).status).toBe(403)
  expect((await post({}, { csrfToken })).status).toBe(403)
  expect((await post({ cookie }, { csrfToken })).status).not.toBe(403)
})

test('every page keeps to its own files: no inline script or style, nothing from elsewhere, no frames', async () => {
  for (const path of ['/sign-in', '/check-mail', '/mailbox', '/error', '/nowhere', '/auth/providers']) {
    const { headers } = await fetch(new URL(path, site.origin))
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
  }
})

test('answers to its own host name alone, and names it in no link that somebody else chose', async () => {
  const { port } = new URL(site.origin)
  const asked = await fetch(`http://127.0.0.1:${port}/sign-in`, { redirect: 'manual' })
  expect(asked.headers.get('location')).toBe(`${site.origin}/sign-in`)
  const elsewhere = await fetch(`http://127.0.0.1:${port}//elsewhere.example/`, { redirect: 'manual' })
  expect(elsewhere.headers.get('location')).toBe(`${site.origin}/elsewhere.example/`)
  const posted = await fetch(`http://127.0.0.1:${port}/auth/signin/nodemailer`, { method: 'POST' })
  expect(posted.status).toBe(421)
})
