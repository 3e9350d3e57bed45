import { describe, expect, test } from 'vitest'
import { authMongodb, capabilities, schema } from './index.ts'

const lost = (options: Parameters<typeof capabilities>[0]): string[] =>
  Object.keys(capabilities(options).notGuaranteed).toSorted()

describe('capabilities', () => {
  test('of the default, and of authMongodb once it is migrated: all but references', () => {
    const references = ['createSession.error-codes', 'linkAccount.duplicate-code']
    expect(lost({})).toEqual(references)
    expect(lost({ schema: authMongodb.migrated })).toEqual(references)
  })

  test('of authMongodb: what stands on an index is lost too', () => {
    expect(lost({ schema: authMongodb })).toEqual([
      'createAuthenticator.credential-unique',
      'createSession.error-codes',
      'createSession.token-unique',
      'createUser.duplicate-code',
      'createUser.email-unique',
      'createUser.email-unique-race',
      'createVerificationToken.pair-unique',
      'linkAccount.duplicate-code',
      'linkAccount.taken-pair-race',
      'updateUser.email-unique',
    ])
  })

  test('a smaller unique set implies a larger one, and _id is unique whatever is said', () => {
    const unique = { verificationToken: [['token']], user: [['email']] } as const
    expect(lost({ schema: { constraints: { unique } } })).toEqual(lost({}))
    expect(lost({ schema: { constraints: { unique: { session: [] } } } })).toContain('createSession.token-unique')
  })
})

test('schema() has the indexes that migrate makes, of the sets that the schema has', () => {
  expect(schema({ schema: authMongodb })).toBe(schema())
  const own = schema({ schema: { constraints: { unique: { verificationToken: [['token']], account: [] } } } })
  expect(own).toContain('db.getCollection("verification_tokens").createIndex({"token":1}, {"unique":true})')
  expect(own).not.toContain('"provider":1')
})
