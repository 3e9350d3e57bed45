import { expect } from 'vitest'
import type { Stage } from '../stage.ts'
import type { Visitor } from '../visitor.ts'
import { type Flow, pause, userOf } from './flow.ts'

const last = 'That is the last way in.'

/** Somebody with an account at both providers, and no proven e-mail address. */
async function withTwoAccounts(stage: Stage, email: string): Promise<Visitor> {
  const visitor = await stage.visitor()
  await visitor.signInBy('Harbour ID', email)
  await visitor.goBy('Meadow ID', email, '/accounts')
  expect(visitor.at).toBe('/accounts')
  return visitor
}

const accountsOf = async (stage: Stage, email: string): Promise<string[]> =>
  (await stage.adapter.listAccounts((await userOf(stage, email)).id)).map(({ provider }) => provider)

/** Taking ways in away. */
export const unlinking: readonly Flow[] = [
  {
    name: 'unlinking: one of two goes, the last one stays',
    async run(stage) {
      const email = 'last@unlink.example'
      const visitor = await withTwoAccounts(stage, email)
      await visitor.press(/^Unlink Harbour/)
      expect(await visitor.text()).toContain('Unlinked.')
      await visitor.press(/^Unlink Meadow/)
      expect(await visitor.text()).toContain(last)
      expect(await accountsOf(stage, email)).toEqual(['meadow'])
    },
    notices: ['does not look what is left', (adapter) => ({ unlinkAccount: (key) => adapter.unlinkAccount(key) })],
  },
  {
    name: 'unlinking: where the address is proven, the last account may go',
    async run(stage) {
      const email = 'proven@unlink.example'
      const visitor = await stage.visitor()
      await visitor.signInByMail(email)
      await visitor.goBy('Meadow ID', email, '/accounts')
      await visitor.press(/^Unlink Meadow/)
      expect(await visitor.text()).toContain('Unlinked.')
      expect(await accountsOf(stage, email)).toEqual([])
      const again = await stage.visitor()
      await again.signInByMail(email)
    },
    notices: [
      'counts no address',
      (adapter) => ({ unlinkAccount: (key, options) => adapter.unlinkAccount(key, { ...options, countEmail: false }) }),
    ],
  },
  {
    name: 'unlinking: two at once, one way in stays',
    async run(stage) {
      const email = 'both@unlink.example'
      const visitor = await withTwoAccounts(stage, email)
      const other = await visitor.context.newPage()
      await other.goto('/accounts')
      await Promise.all([visitor.press(/^Unlink Harbour/), visitor.press(/^Unlink Meadow/, other)])
      expect((await accountsOf(stage, email)).length).toBeGreaterThanOrEqual(1)
      const texts = await Promise.all([visitor.page, other].map((page) => page.locator('main').innerText()))
      expect(texts.some((text) => text.includes(last))).toBe(true)
    },
    notices: [
      'looks first and unlinks later',
      (adapter) => ({
        async unlinkAccount(key, options) {
          const others = await adapter.listAccounts(options?.userId ?? '')
          await pause(500)
          return adapter.unlinkAccount(key, { ...options, keepLast: others.length < 2 })
        },
      }),
    ],
  },
  {
    name: 'unlinking: a passkey that was taken away is no way in that is left',
    async run(stage) {
      const email = 'passkey@unlink.example'
      const visitor = await stage.visitor({ scripts: true })
      await visitor.addAuthenticator()
      await visitor.signInBy('Harbour ID', email)
      await visitor.open('/accounts')
      await visitor.press('Add a passkey')
      await visitor.press(/^Unlink Passkey/)
      expect(await visitor.text()).toContain('Unlinked.')
      await visitor.press(/^Unlink Harbour/)
      expect(await visitor.text()).toContain(last)
      expect(await accountsOf(stage, email)).toEqual(['harbour'])
    },
    notices: ['does not look what is left', (adapter) => ({ unlinkAccount: (key) => adapter.unlinkAccount(key) })],
  },
]
