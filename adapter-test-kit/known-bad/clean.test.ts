import { describe, expect, it } from 'vitest'
import { authjs } from '../src/contracts/authjs/index.ts'
import { runConformance } from '../src/runner/session.ts'
import type { Report } from '../src/runner/types.ts'
import { honestAdapter } from './honest.ts'
import { targetOf } from './targets.ts'

function notPassed(report: Report): string[] {
  return report.results
    .filter(({ status }) => status !== 'passed')
    .map(({ id, status, message }) => `${status} ${id}: ${message}`)
}

describe('the reference adapter', () => {
  it.each(Array.from({ length: 20 }, (_, index) => index + 1))('passes every case with seed %i', async (seed) => {
    expect(notPassed(await runConformance(targetOf('reference'), { contract: authjs, seed }))).toEqual([])
  })

  it('passes every case in reversed order', async () => {
    const report = await runConformance(targetOf('reference'), { contract: authjs, seed: 1, order: 'reversed' })
    expect(notPassed(report)).toEqual([])
    expect(report.verdicts).toEqual({ authjs: 'kept', secure: 'kept', strongroom: 'kept' })
  })
})

describe('the authjs profile', () => {
  const target = { name: 'honest', store: 'process', open: () => ({ adapter: honestAdapter() }) } as const

  it.each([1, 2, 3])('finds no fault in a simple adapter that signs people in, seed %i', async (seed) => {
    const report = await runConformance(target, { contract: authjs, profiles: ['authjs'], seed })
    expect(notPassed(report)).toEqual([])
    expect(report.verdicts.authjs).toBe('kept')
  })

  it('asks for no session methods where sessions are JWTs', async () => {
    const {
      createSession: _,
      getSessionAndUser: __,
      updateSession: ___,
      deleteSession: ____,
      ...rest
    } = honestAdapter()
    const jwt = { ...target, capabilities: { sessions: 'jwt' as const }, open: () => ({ adapter: rest }) }
    const report = await runConformance(jwt, { contract: authjs, profiles: ['authjs'], seed: 1 })
    expect(report.summary).toMatchObject({ failed: 0, errored: 0, inconclusive: 0 })
    expect(report.verdicts.authjs).toBe('kept')
  })

  it('asks for neither e-mail nor WebAuthn', async () => {
    const {
      createVerificationToken: _,
      useVerificationToken: __,
      createAuthenticator: ___,
      getAuthenticator: ____,
      listAuthenticatorsByUserId: _____,
      updateAuthenticatorCounter: ______,
      getAccount: _______,
      deleteUser: ________,
      unlinkAccount: _________,
      ...rest
    } = honestAdapter()
    const report = await runConformance(
      { ...target, open: () => ({ adapter: rest }) },
      { contract: authjs, profiles: ['authjs'], seed: 1 },
    )
    expect(report.summary).toMatchObject({ failed: 0, errored: 0, inconclusive: 0 })
    expect(report.verdicts.authjs).toBe('kept')
  })
})
