import { expect } from 'vitest'
import { type Flow, pause, userOf } from './flow.ts'

const usedUp = 'This link is used up'

/** Signing in by a link in a mail. */
export const magicLink: readonly Flow[] = [
  {
    name: 'magic link: signs up by one click; a scanner that follows the link spends nothing',
    async run(stage) {
      const email = 'ada@mail.example'
      const ada = await stage.visitor()
      const link = await ada.linkFor(email)
      const scanner = await stage.visitor()
      expect((await scanner.context.request.head(link)).status()).toBe(200)
      expect(await scanner.open(link)).toBe(200)
      expect(await scanner.cookie()).toBeUndefined()
      await ada.follow(link)
      expect(ada.at).toBe('/')
      expect(await ada.text()).toContain(email)
      expect((await userOf(stage, email)).emailVerified).toBeInstanceOf(Date)
    },
    notices: ['does not find tokens', () => ({ useVerificationToken: async () => null })],
  },
  {
    name: 'magic link: the second time it is the same person',
    async run(stage) {
      const email = 'again@mail.example'
      const first = await stage.visitor()
      await first.signInByMail(email)
      const { id } = await userOf(stage, email)
      const second = await stage.visitor()
      await second.signInByMail('Again@Mail.Example')
      expect((await userOf(stage, email)).id).toBe(id)
      expect(await stage.adapter.listSessions(id)).toHaveLength(2)
    },
    notices: ['does not find users by e-mail', () => ({ getUserByEmail: async () => null })],
  },
  {
    name: 'magic link: opened twice, it is refused the second time',
    async run(stage) {
      const email = 'twice@mail.example'
      const first = await stage.visitor()
      const link = await first.linkFor(email)
      await first.follow(link)
      expect(first.at).toBe('/')
      const second = await stage.visitor()
      await second.follow(link)
      expect(await second.text()).toContain(usedUp)
      expect(await second.cookie()).toBeUndefined()
    },
    notices: [
      'leaves used tokens valid',
      () => ({ useVerificationToken: async (key) => ({ ...key, expires: new Date(Date.now() + 1000) }) }),
    ],
  },
  {
    name: 'magic link: of three who click at once, one gets in',
    async run(stage) {
      const email = 'race@mail.example'
      const visitors = [await stage.visitor(), await stage.visitor(), await stage.visitor()]
      const link = await visitors[0]!.linkFor(email)
      for (const visitor of visitors) await visitor.open(link)
      await Promise.all(visitors.map((visitor) => visitor.press('Sign in')))
      const texts = await Promise.all(visitors.map((visitor) => visitor.text()))
      expect(texts.filter((text) => text.includes(usedUp))).toHaveLength(2)
      expect(texts.filter((text) => text.includes('Hello'))).toHaveLength(1)
      const { id } = await userOf(stage, email)
      expect(await stage.adapter.listSessions(id)).toHaveLength(1)
    },
    notices: [
      'looks first and deletes later',
      (adapter) => {
        const spent = new Set<string>()
        return {
          async useVerificationToken(key) {
            if (spent.has(key.token)) return null
            await pause(300)
            spent.add(key.token)
            return (await adapter.useVerificationToken(key)) ?? { ...key, expires: new Date(Date.now() + 1000) }
          },
        }
      },
    ],
  },
  {
    name: 'magic link: expired, it is refused',
    async run(stage) {
      const email = 'late@mail.example'
      const late = await stage.visitor()
      const { createVerificationToken } = stage.adapter
      stage.use({
        createVerificationToken: (token) => createVerificationToken({ ...token, expires: new Date(Date.now() - 1000) }),
      })
      await late.follow(await late.linkFor(email))
      expect(await late.text()).toContain(usedUp)
      expect(await stage.adapter.getUserByEmail(email)).toBeNull()
    },
    notices: [
      'answers dates as text',
      (adapter) => ({
        async useVerificationToken(key) {
          const row = await adapter.useVerificationToken(key)
          return row && { ...row, expires: row.expires.toISOString() as unknown as Date }
        },
      }),
    ],
  },
]
