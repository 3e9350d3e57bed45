import { expect, test } from 'vitest'
import { capabilitiesOf } from './capabilities.ts'
import type { Schema } from './schema.ts'

type Sets = Required<NonNullable<NonNullable<Schema['constraints']>['unique']>>['account']

const lost = (schema: Schema): Readonly<Record<string, string>> => capabilitiesOf({ schema }).notGuaranteed
const without = (entity: string, set: string): string => `${entity} has no unique constraint on (${set})`

test('nothing is lost when nothing is said', () => {
  expect(capabilitiesOf()).toEqual({ sessions: 'database', ids: 'caller', fields: {}, notGuaranteed: {} })
  expect(capabilitiesOf({ schema: { ids: { type: 'integer', from: 'database' } } }).ids).toBe('database')
  const fields = { user: { nick: { type: 'text', optional: true } } } as const
  expect(capabilitiesOf({ fields }).fields).toBe(fields)
})

test('each unique set that is missing is told, with the rules that stand on it', () => {
  const unique = { user: [['email']], account: [], session: [], verificationToken: [], authenticator: [] } as const
  const pair = without('account', 'provider, providerAccountId')
  expect(lost({ constraints: { unique } })).toEqual({
    'createUser.id-unique': without('user', 'id'),
    'linkAccount.taken-pair': pair,
    'linkAccount.taken-pair-race': pair,
    'linkAccount.duplicate-code': pair,
    'createSession.token-unique': without('session', 'sessionToken'),
    'createSession.error-codes': without('session', 'sessionToken'),
    'createVerificationToken.pair-unique': without('verificationToken', 'identifier, token'),
    'createAuthenticator.credential-unique': without('authenticator', 'credentialID'),
  })
  expect(Object.keys(lost({ constraints: { unique: { user: [['id']] } } })).toSorted()).toEqual([
    'createUser.duplicate-code',
    'createUser.email-unique',
    'createUser.email-unique-race',
    'updateUser.email-unique',
  ])
})

test.each<[what: string, sets: Sets, kept: boolean]>([
  ['the other way round', [['providerAccountId', 'provider']], true],
  ['beside another', [['userId'], ['provider', 'providerAccountId']], true],
  ['of a part, which says more', [['providerAccountId']], true],
  ['of more, which says less', [['provider', 'providerAccountId', 'userId']], false],
  ['of one that is in it and one that is not', [['provider', 'userId']], false],
  ['of nothing', [[]], false],
])('a unique set %s', (_, account, kept) => {
  expect('linkAccount.taken-pair' in lost({ constraints: { unique: { account } } })).toBe(!kept)
})

test('foreign keys that are off are told, after a reason that was there before', () => {
  const reason = 'there are no foreign keys to users'
  expect(lost({ constraints: { foreignKeys: true } })).toEqual({})
  expect(lost({ constraints: { foreignKeys: false } })).toEqual({
    'linkAccount.duplicate-code': reason,
    'createSession.error-codes': reason,
  })
  expect(lost({ constraints: { foreignKeys: false, unique: { session: [] } } })).toMatchObject({
    'linkAccount.duplicate-code': reason,
    'createSession.error-codes': without('session', 'sessionToken'),
  })
})

test('columns that hold less are told by what they cannot hold', () => {
  const tables = { account: { int32: ['expires_at'], characters: { access_token: 8_192, scope: 1 } } } as const
  expect(lost({ tables })).toEqual({
    'any.wide-numbers': 'account.expires_at has 32 bits',
    'any.tokens-64k': 'account.access_token holds 8192 characters',
  })
  expect(lost({ encodings: { timestamp: 'timestamp' } })).toEqual({
    'any.dates-exact': 'dates are stored as TIMESTAMP',
  })
  expect(lost({ encodings: { timestamp: 'native' } })).toEqual({})
})

test('lax keys are told, for those that the model has', () => {
  const reason = 'keys are compared by a lax collation'
  expect(lost({ constraints: { exactKeys: true } })).toEqual({})
  expect(lost({ constraints: { exactKeys: false } })).toEqual({
    'any.identity-exact': reason,
    'any.email-case-exact': reason,
    'createAuthenticator.credential-unique': reason,
  })
})

test('a user who can have one account gets no second one', () => {
  const reason = { 'linkAccount.links': 'account keeps (userId) unique' }
  const pair = ['provider', 'providerAccountId'] as const
  expect(lost({ constraints: { unique: { account: [pair, ['userId']] } } })).toEqual(reason)
  for (const other of [['userId', 'type'], ['scope']] as const)
    expect(lost({ constraints: { unique: { account: [pair, other] } } })).toEqual({})
})
