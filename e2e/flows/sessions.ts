import { expect } from 'vitest'
import { type Flow, pause, userOf } from './flow.ts'

const day = 86_400_000

/** Sessions: they live on, end by themselves, and are ended. */
export const sessions: readonly Flow[] = [
  {
    name: 'session: lives on while it is used',
    async run(stage) {
      const email = 'rolling@session.example'
      const visitor = await stage.visitor()
      await visitor.signInByMail(email)
      const { id } = await userOf(stage, email)
      const before = await visitor.cookie()
      await stage.adapter.updateSession({ sessionToken: before?.value ?? '', expires: new Date(Date.now() + day) })
      await visitor.open('/')
      const [session] = await stage.adapter.listSessions(id)
      expect(session?.expires.getTime()).toBeGreaterThan(Date.now() + 29 * day)
      const after = await visitor.cookie()
      expect(after?.value).toBe(before?.value)
      expect(after?.expires).toBeGreaterThan((Date.now() + 29 * day) / 1000)
    },
    notices: ['does not store the new date', () => ({ updateSession: async () => null })],
  },
  {
    name: 'session: expires',
    async run(stage) {
      const email = 'expiry@session.example'
      const visitor = await stage.visitor()
      await visitor.signInByMail(email)
      const { value: sessionToken = '' } = (await visitor.cookie()) ?? {}
      await visitor.open('/')
      await stage.adapter.updateSession({ sessionToken, expires: new Date(Date.now() + 300) })
      await pause(400)
      await visitor.open('/')
      expect(visitor.at).toBe('/sign-in')
      expect(await visitor.cookie()).toBeUndefined()
      const { id } = await userOf(stage, email)
      expect(await stage.adapter.listSessions(id)).toEqual([])
    },
    notices: [
      'answers out of a cache, and dates as text',
      (adapter) => {
        const cache = new Map<string, Awaited<ReturnType<typeof adapter.getSessionAndUser>>>()
        return {
          async getSessionAndUser(token) {
            const found = (await adapter.getSessionAndUser(token)) ?? cache.get(token) ?? null
            cache.set(token, found)
            return (
              found && {
                user: found.user,
                session: { ...found.session, expires: found.session.expires.toISOString() as unknown as Date },
              }
            )
          },
        }
      },
    ],
  },
  {
    name: 'session: signing out ends it, for copies of the cookie too',
    async run(stage) {
      const visitor = await stage.visitor()
      await visitor.signInByMail('out@session.example')
      const cookies = await visitor.context.cookies()
      const thief = await stage.visitor()
      await thief.context.addCookies(cookies)
      await thief.open('/')
      expect(thief.at).toBe('/')
      await visitor.press('Sign out')
      await visitor.open('/')
      expect(visitor.at).toBe('/sign-in')
      await thief.open('/')
      expect(thief.at).toBe('/sign-in')
    },
    notices: ['keeps sessions', () => ({ deleteSession: async () => null })],
  },
  {
    name: 'sessions: ends one, shows no token',
    async run(stage) {
      const email = 'one@session.example'
      const [here, there] = [await stage.visitor(), await stage.visitor()]
      await here.signInByMail(email)
      await there.haveSession(stage.adapter, (await userOf(stage, email)).id)
      await here.open('/sessions')
      const tokens = await Promise.all([here, there].map(async (visitor) => (await visitor.cookie())?.value ?? 'none'))
      const page = await here.page.content()
      for (const token of tokens) expect(page).not.toContain(token)
      await here.press(/^End session/)
      expect(await here.text()).toContain('The session has ended.')
      await there.open('/')
      expect(there.at).toBe('/sign-in')
      await here.open('/')
      expect(here.at).toBe('/')
    },
    notices: ['ends nothing', () => ({ revokeSession: async () => true })],
  },
  {
    name: 'sessions: ends all others, and nobody else’s',
    async run(stage) {
      const email = 'all@session.example'
      const visitors = [await stage.visitor(), await stage.visitor(), await stage.visitor()]
      const [here, ...others] = visitors
      await here?.signInByMail(email)
      const { id } = await userOf(stage, email)
      for (const other of others) await other.haveSession(stage.adapter, id)
      const stranger = await stage.visitor()
      const { id: strangerId } = await stage.adapter.createUser({ email: 'stranger@session.example' })
      await stranger.haveSession(stage.adapter, strangerId)
      await here?.open('/sessions')
      await here?.press('Sign out everywhere else')
      for (const other of others) {
        await other.open('/')
        expect(other.at).toBe('/sign-in')
      }
      for (const still of [here, stranger]) {
        await still?.open('/')
        expect(still?.at).toBe('/')
      }
    },
    notices: [
      'ends the one that is to stay',
      (adapter) => ({ revokeSessions: (userId) => adapter.revokeSessions(userId) }),
    ],
  },
]
