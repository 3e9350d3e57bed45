import type { Adapter } from '@strongroom/core-types'
import { expect, test } from 'vitest'
import { broken, leavesSessions } from './broken.fixture.ts'
import type { DemoDatabase } from './databases/database.ts'
import { signIn } from './sign-in.ts'

/** What a sign-in shows, and how it fails. */
async function signInWith({ open }: DemoDatabase): Promise<{ shown: string; failure: string | undefined }> {
  const database = await open()
  let shown = ''
  try {
    await signIn(database, (text) => {
      shown += text
    })
    return { shown, failure: undefined }
  } catch (error) {
    return { shown, failure: (error as Error).message }
  } finally {
    await database.close()
  }
}

test('shows no token whole', async () => {
  const tokens: string[] = []
  const recording = broken((adapter) => ({
    createSession: (session) => {
      tokens.push(session.sessionToken)
      return adapter.createSession(session)
    },
    createVerificationToken: (token) => {
      tokens.push(token.token)
      return adapter.createVerificationToken(token)
    },
  }))
  const { shown, failure } = await signInWith(recording)
  expect(failure).toBeUndefined()
  expect(tokens).toHaveLength(2)
  for (const token of tokens) {
    expect(shown).toContain(`${token.slice(0, 8)}…`)
    expect(shown).not.toContain(token.slice(0, 12))
  }
})

const bugs: readonly [what: string, bug: (adapter: Adapter) => Partial<Adapter>, failure: string][] = [
  [
    'finds no token',
    () => ({ useVerificationToken: async () => null }),
    'Following the link should lead to /account, not to /auth/error?error=Verification (302).\nThe core logged:\n  Verification:',
  ],
  [
    'leaves the used token',
    () => ({ useVerificationToken: async (key) => ({ ...key, expires: new Date(Date.now() + 1000) }) }),
    'After "She follows the link" verification_token should hold 0, not 1.',
  ],
  ['finds no session', () => ({ getSessionAndUser: async () => null }), 'The session should be of ada@example.com.'],
  ['leaves the session', leavesSessions, 'After "She signs out" sessions should hold 0, not 1.'],
  [
    'throws',
    () => ({ createVerificationToken: () => Promise.reject(new Error('no table')) }),
    'Asking for a link should lead to /auth/verify-request, not to /auth/error?error=Configuration (302).\nThe core logged:\n  AdapterError: ',
  ],
]

test.each(bugs)('an adapter that %s is a failure', async (_, bug, expected) => {
  const { failure } = await signInWith(broken(bug))
  expect(failure).toContain(expected)
})
