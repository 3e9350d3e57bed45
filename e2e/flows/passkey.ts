import { expect } from 'vitest'
import type { Visitor } from '../visitor.ts'
import type { Stage } from '../stage.ts'
import { type Flow, userOf } from './flow.ts'

/** Somebody signed in by mail who has added a passkey. */
async function withPasskey(stage: Stage, email: string): Promise<Visitor> {
  const visitor = await stage.visitor({ scripts: true })
  await visitor.addAuthenticator()
  await visitor.signInByMail(email)
  await visitor.open('/accounts')
  await visitor.press('Add a passkey')
  expect(await visitor.text()).toContain('Passkey')
  return visitor
}

async function signInByPasskey(visitor: Visitor): Promise<void> {
  await visitor.open('/sign-in')
  await visitor.press('Use a passkey')
}

/** Passkeys, by an authenticator that Chromium plays. */
export const passkey: readonly Flow[] = [
  {
    name: 'passkey: added while signed in, signs in; its counter goes up',
    async run(stage) {
      const email = 'ada@passkey.example'
      const visitor = await withPasskey(stage, email)
      const { id } = await userOf(stage, email)
      const [before] = await stage.adapter.listAuthenticatorsByUserId(id)
      await visitor.press('Sign out')
      await signInByPasskey(visitor)
      expect(visitor.at).toBe('/')
      expect(await visitor.text()).toContain(email)
      const [after] = await stage.adapter.listAuthenticatorsByUserId(id)
      expect(after?.counter).toBeGreaterThan(before?.counter ?? Infinity)
      expect(after?.credentialPublicKey).toBe(before?.credentialPublicKey)
    },
    notices: [
      'folds the case of credential ids',
      (adapter) => ({
        createAuthenticator: (given) =>
          adapter.createAuthenticator({ ...given, credentialID: given.credentialID.toLowerCase() }),
      }),
    ],
  },
  {
    name: 'passkey: one that was taken away signs nobody in',
    async run(stage) {
      const email = 'away@passkey.example'
      const visitor = await withPasskey(stage, email)
      await visitor.press(/^Unlink Passkey/)
      expect(await visitor.text()).toContain('Unlinked.')
      await visitor.press('Sign out')
      await signInByPasskey(visitor)
      expect(visitor.at).toContain('/error')
      expect(await visitor.cookie()).toBeUndefined()
    },
    notices: ['unlinks nothing', () => ({ unlinkAccount: async () => undefined })],
  },
]
