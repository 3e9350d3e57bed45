import { expect, test } from 'vitest'
import { lostWithLaxKeys, lostWithin, lostWithoutReferences, lostWithoutUnique } from './lost.ts'
import { entityNames, model } from './model.ts'
import { rules } from './rules.ts'

const known = new Set<string>(rules.map(({ id }) => id))

test('every unique set of the model has rules that stand on it, and no other set has', () => {
  for (const entity of entityNames) {
    for (const set of model[entity].unique) {
      const lost = lostWithoutUnique(entity, set)
      expect(lost.length).toBeGreaterThan(0)
      for (const rule of lost) expect(known).toContain(rule)
    }
  }
  expect(lostWithoutUnique('user', ['name'])).toEqual([])
  expect(lostWithoutUnique('account', ['providerAccountId'])).toEqual([])
  for (const rule of lostWithoutReferences) expect(known).toContain(rule)
})

test('what lax keys lose depends on the key', () => {
  expect(lostWithLaxKeys('user', 'email')).toEqual(['any.identity-exact', 'any.email-case-exact'])
  expect(lostWithLaxKeys('authenticator', 'credentialID')).toEqual([
    'any.identity-exact',
    'createAuthenticator.credential-unique',
  ])
  for (const [entity, field] of [
    ['user', 'id'],
    ['account', 'email'],
    ['authenticator', 'userId'],
    ['account', 'credentialID'],
  ] as const)
    expect(lostWithLaxKeys(entity, field)).toEqual(['any.identity-exact'])
})

test('a column holds what the rules ask for, or loses them', () => {
  for (const field of ['access_token', 'refresh_token', 'id_token']) {
    expect(lostWithin('account', field, 8_191)).toEqual(['any.tokens-8k', 'any.tokens-64k'])
    expect(lostWithin('account', field, 8_192)).toEqual(['any.tokens-64k'])
    expect(lostWithin('account', field, 65_536)).toEqual([])
  }
  expect(lostWithin('authenticator', 'credentialPublicKey', 399)).toEqual(['createAuthenticator.answers'])
  expect(lostWithin('authenticator', 'credentialPublicKey', 400)).toEqual([])
  for (const [entity, field] of [
    ['account', 'scope'],
    ['user', 'a_token'],
    ['user', 'name'],
  ] as const)
    expect(lostWithin(entity, field, 1)).toEqual([])
})
