import { Auth, type AuthConfig } from '@auth/core'
import Nodemailer from '@auth/core/providers/nodemailer'
import type { Provider } from '@auth/core/providers'
import { type Adapter, SQLiteAdapter, type SQLiteOptions, check, drizzleSqlite } from '@strongroom/better-sqlite3'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { Browser } from '../examples/demo/browser.ts'
import { type Mailbox, openMailbox } from '../examples/demo/mailbox.ts'
import { documented } from '../scripts/presets/documented.ts'

// What docs/guides/README.md says of a column of one's own, step by step: the type error before stands in its snippet.
test('a person with a role switches by the guide, stays signed in, and keeps it', async () => {
  const database = new Database(':memory:')
  for (const statement of documented('drizzle-sqlite')) database.exec(statement)
  database.exec("ALTER TABLE user ADD COLUMN role text NOT NULL DEFAULT 'member'")
  database.exec("INSERT INTO user (id, name, email, role) VALUES ('ada', 'Ada', 'ada@x.example', 'owner')")
  database.exec(`INSERT INTO session VALUES ('her cookie', 'ada', ${Date.parse('2039-01-01')})`)
  const schema = drizzleSqlite

  const [found, ...others] = (await check(database, { schema })).filter(({ rule }) => rule !== 'index')
  expect(others).toEqual([])
  expect(found).toMatchObject({ rule: 'undeclared', table: 'user', column: 'role' })
  // The line is taken as it is printed: JSON but for the quotes.
  const line = (found?.fix ?? '').replaceAll(/(\w+):/g, '"$1":').replaceAll("'", '"')
  const { fields } = JSON.parse(`{${line}}`) as Required<Pick<SQLiteOptions, 'fields'>>
  expect(fields).toEqual({ user: { role: { type: 'text', default: 'member' } } })
  expect((await check(database, { schema, fields })).filter(({ rule }) => rule !== 'index')).toEqual([])

  const mailbox = await openMailbox()
  try {
    const roleOf = async (adapter: Adapter, browser: Browser | string): Promise<unknown> => {
      const site = siteOf(adapter, mailbox.server)
      if (typeof browser !== 'string') return ((await (await browser.get('/auth/session')).json()) as Told | null)?.role
      const headers = { cookie: `authjs.session-token=${encodeURIComponent(browser)}` }
      const answer = await site(new Request('http://localhost:3000/auth/session', { headers }))
      return ((await answer.json()) as Told | null)?.role
    }
    const undeclared = SQLiteAdapter(database, { schema, onWarning: () => {} })
    const adapter = SQLiteAdapter(database, { schema, fields })
    expect(await roleOf(undeclared, 'her cookie')).toBe('none')
    expect(await roleOf(adapter, 'her cookie')).toBe('owner')

    const newcomer = new Browser(siteOf(adapter, mailbox.server), 'http://localhost:3000')
    await newcomer.submit('/auth/signin', '/auth/signin/nodemailer', { email: 'bob@x.example', callbackUrl: '/' })
    const link = new URL(mailbox.collect()[0]?.link ?? '')
    await newcomer.get(link.pathname + link.search)
    expect(await roleOf(adapter, newcomer)).toBe('member')
    expect(database.prepare("SELECT role FROM user WHERE email = 'bob@x.example'").pluck().get()).toBe('member')
  } finally {
    await mailbox.close()
  }
})

interface Told {
  readonly role?: string
}

function siteOf(adapter: Adapter, server: Mailbox['server']): (request: Request) => Promise<Response> {
  const config: AuthConfig = {
    adapter,
    basePath: '/auth',
    providers: [Nodemailer({ server, from: 'site@x.example' }) as Provider],
    secret: 'of this test alone',
    session: { strategy: 'database' },
    trustHost: true,
    callbacks: {
      session: ({ session, user }) => Object.assign(session, { role: (user as Told).role ?? 'none' }),
    },
  }
  return (request) => Auth(request, config)
}
