import { expect } from 'vitest'
import { groups } from '../stage.ts'
import { type Flow, userOf } from './flow.ts'

const notLinked = 'Somebody here has this e-mail address already'

/** Signing in at identity providers. */
export const oidc: readonly Flow[] = [
  {
    name: 'OpenID Connect: signs up',
    async run(stage) {
      const email = 'ada.lovelace@oidc.example'
      const ada = await stage.visitor()
      await ada.signInBy('Harbour ID', email)
      expect(await ada.text()).toContain('Hello, Ada Lovelace')
      const user = await userOf(stage, email)
      expect(user.emailVerified).toBeNull()
      const [account, ...others] = await stage.adapter.listAccounts(user.id)
      expect(others).toEqual([])
      expect(account).toMatchObject({ provider: 'harbour', type: 'oidc', token_type: 'bearer' })
      expect(account?.expires_at).toBeGreaterThan(Date.now() / 1000)
    },
    notices: ['forgets accounts', () => ({ linkAccount: async (account) => account as never })],
  },
  {
    name: 'OpenID Connect: again, it is the same person',
    async run(stage) {
      const email = 'again@oidc.example'
      const first = await stage.visitor()
      await first.signInBy('Harbour ID', email)
      const { id } = await userOf(stage, email)
      const second = await stage.visitor()
      await second.signInBy('Harbour ID', email)
      expect(await stage.adapter.listSessions(id)).toHaveLength(2)
    },
    notices: ['does not find users by account', () => ({ getUserByAccount: async () => null })],
  },
  {
    name: 'OpenID Connect: another provider with the same e-mail is refused',
    async run(stage) {
      const email = 'same@oidc.example'
      const first = await stage.visitor()
      await first.signInBy('Harbour ID', email)
      const { id } = await userOf(stage, email)
      const second = await stage.visitor()
      await second.goBy('Meadow ID', email)
      expect(second.at).toBe('/sign-in?error=OAuthAccountNotLinked')
      expect(await second.text()).toContain(notLinked)
      expect(await second.cookie()).toBeUndefined()
      expect(await stage.adapter.listAccounts(id)).toHaveLength(1)
    },
    notices: [
      'takes an e-mail twice',
      (adapter) => ({
        getUserByEmail: async () => null,
        createUser: (user) => adapter.createUser(user).catch(() => adapter.createUser({ ...user, email: undefined })),
      }),
    ],
  },
  {
    name: 'OpenID Connect: links another account while signed in',
    async run(stage) {
      const email = 'link@oidc.example'
      const first = await stage.visitor()
      await first.signInBy('Harbour ID', email)
      await first.goBy('Meadow ID', 'link.elsewhere@oidc.example', '/accounts')
      expect(first.at).toBe('/accounts')
      const { id } = await userOf(stage, email)
      const accounts = await stage.adapter.listAccounts(id)
      expect(accounts.map(({ provider }) => provider)).toEqual(['harbour', 'meadow'])
      expect(await stage.adapter.getUserByEmail('link.elsewhere@oidc.example')).toBeNull()
      const second = await stage.visitor()
      await second.signInBy('Meadow ID', 'link.elsewhere@oidc.example')
      expect(await second.text()).toContain(email)
    },
    notices: [
      'links nobody a second time',
      (adapter) => ({
        async linkAccount(account) {
          const linked = await adapter.listAccounts(account.userId)
          return linked[0] ?? adapter.linkAccount(account)
        },
      }),
    ],
  },
  {
    name: 'OpenID Connect: an account of somebody else cannot be linked',
    async run(stage) {
      const [owner, other] = ['owner@oidc.example', 'other@oidc.example']
      const first = await stage.visitor()
      await first.signInBy('Meadow ID', owner)
      const second = await stage.visitor()
      await second.signInBy('Harbour ID', other)
      await second.goBy('Meadow ID', owner, '/accounts')
      expect(second.at).toContain('error=OAuthAccountNotLinked')
      const { id } = await userOf(stage, owner)
      expect(await stage.adapter.listAccounts(id)).toHaveLength(1)
    },
    notices: [
      'gives accounts to whoever comes last',
      (adapter) => ({
        getUserByAccount: async () => null,
        async linkAccount(account) {
          await adapter.unlinkAccount(account)
          return adapter.linkAccount(account)
        },
      }),
    ],
  },
  {
    name: 'OpenID Connect: a provider whose ids are numbers',
    async run(stage) {
      const email = 'number.one@oidc.example'
      const first = await stage.visitor()
      await first.signInBy('Meadow ID', email)
      const { id } = await userOf(stage, email)
      expect(await stage.adapter.listAccounts(id)).toMatchObject([{ providerAccountId: '12345' }])
      const second = await stage.visitor()
      await second.signInBy('Meadow ID', email)
      expect(await stage.adapter.listSessions(id)).toHaveLength(2)
    },
    notices: [
      'does not find numbers',
      (adapter) => ({
        getUserByAccount: async (key) =>
          typeof key.providerAccountId === 'string' ? adapter.getUserByAccount(key) : null,
      }),
    ],
  },
  {
    name: 'OpenID Connect: an id token of 10 KB is kept whole',
    async run(stage) {
      const email = 'groups.many@oidc.example'
      const visitor = await stage.visitor()
      await visitor.signInBy('Meadow ID', email)
      const { id } = await userOf(stage, email)
      const [account] = await stage.adapter.listAccounts(id)
      const token = account?.id_token ?? ''
      expect(token.length).toBeGreaterThan(10_240)
      const [, payload = '', signature] = token.split('.')
      expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ email, groups })
      expect(signature).toHaveLength(342)
    },
    notices: [
      'cuts what is long',
      (adapter) => ({
        linkAccount: (account) => adapter.linkAccount({ ...account, id_token: account.id_token?.slice(0, 8192) }),
      }),
    ],
  },
]
