import type { EntityName } from './model.ts'
import type { RuleId } from './rules.ts'

/** The rules that stand on a unique set, by entity and the set's fields. */
const onUnique: Readonly<Record<string, readonly RuleId[]>> = {
  'user id': ['createUser.id-unique'],
  'user email': [
    'createUser.email-unique',
    'createUser.email-unique-race',
    'createUser.duplicate-code',
    'updateUser.email-unique',
  ],
  'account provider, providerAccountId': [
    'linkAccount.taken-pair',
    'linkAccount.taken-pair-race',
    'linkAccount.duplicate-code',
  ],
  'session sessionToken': ['createSession.token-unique', 'createSession.error-codes'],
  'verificationToken identifier, token': ['createVerificationToken.pair-unique'],
  'authenticator credentialID': ['createAuthenticator.credential-unique'],
}

/** The rules that are lost where a database does not keep these fields of the model unique. */
export function lostWithoutUnique(entity: EntityName, fields: readonly string[]): readonly RuleId[] {
  return onUnique[`${entity} ${fields.join(', ')}`] ?? []
}

/** Whether one of the sets keeps these fields unique: what is unique by itself is unique together with more. */
export function isImplied(sets: readonly (readonly string[])[], fields: readonly string[]): boolean {
  return sets.some((set) => set.length > 0 && set.every((field) => fields.includes(field)))
}

/** The rules that are lost where a field of the model that may be absent has to be there. */
export function lostWhereRequired(entity: EntityName, field: string): readonly RuleId[] {
  return entity === 'user' && field === 'email' ? ['createUser.without-email'] : []
}

/** The rules that are lost without foreign keys to users. */
export const lostWithoutReferences: readonly RuleId[] = ['linkAccount.duplicate-code', 'createSession.error-codes']

/** The rules that are lost where a key column is compared by a collation under which keys that differ can meet. */
export function lostWithLaxKeys(entity: EntityName, field: string): readonly RuleId[] {
  if (entity === 'user' && field === 'email') return ['any.identity-exact', 'any.email-case-exact']
  const credential = entity === 'authenticator' && field === 'credentialID'
  return credential ? ['any.identity-exact', 'createAuthenticator.credential-unique'] : ['any.identity-exact']
}

// Tokens of so many bytes; the public key of an RSA credential in base64.
const lengths: Readonly<Record<string, readonly (readonly [RuleId, characters: number])[]>> = {
  token: [
    ['any.tokens-8k', 8_192],
    ['any.tokens-64k', 65_536],
  ],
  'authenticator credentialPublicKey': [['createAuthenticator.answers', 400]],
}

/** The rules that are lost where a field holds no more than so many characters. */
export function lostWithin(entity: EntityName, field: string, characters: number): readonly RuleId[] {
  const kind = entity === 'account' && field.endsWith('_token') ? 'token' : `${entity} ${field}`
  return (lengths[kind] ?? []).flatMap(([rule, needed]) => (characters < needed ? [rule] : []))
}
