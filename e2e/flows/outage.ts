import { expect } from 'vitest'
import { type Flow, userOf } from './flow.ts'

/** What a failing database must not look like: an answer. */
const orNull = <T>(answer: Promise<T | null>): Promise<T | null> => answer.catch(() => null)

/** The database stops and starts between requests; the site stays. */
export const outage: readonly Flow[] = [
  {
    name: 'outage: an error page, never signed out; goes on without a restart',
    async run(stage) {
      const email = 'ada@outage.example'
      const visitor = await stage.visitor()
      await visitor.signInByMail(email)
      const cookie = await visitor.cookie()
      await stage.stop()
      for (const path of ['/', '/sessions', '/accounts']) {
        expect(await visitor.open(path)).toBeGreaterThanOrEqual(500)
        expect(visitor.at).toBe(path)
      }
      expect((await visitor.cookie())?.value).toBe(cookie?.value)
      await stage.start()
      expect(await visitor.open('/')).toBe(200)
      expect(await visitor.text()).toContain(email)
      const { id } = await userOf(stage, email)
      expect(await stage.adapter.listSessions(id)).toHaveLength(1)
    },
    notices: [
      'answers null when it fails',
      (adapter) => ({ getSessionAndUser: (token) => orNull(adapter.getSessionAndUser(token)) }),
    ],
  },
  {
    name: 'outage: a link that could not be used is good afterwards',
    async run(stage) {
      const email = 'link@outage.example'
      const visitor = await stage.visitor()
      const link = await visitor.linkFor(email)
      await visitor.open(link)
      await stage.stop()
      await visitor.press('Sign in')
      expect(visitor.at).toBe('/error?error=Configuration')
      await stage.start()
      await visitor.follow(link)
      expect(visitor.at).toBe('/')
    },
    notices: [
      'answers null when it fails',
      (adapter) => ({ useVerificationToken: (key) => orNull(adapter.useVerificationToken(key)) }),
    ],
  },
]
