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

/** The rules that are lost without foreign keys to users. */
export const lostWithoutReferences: readonly RuleId[] = ['linkAccount.duplicate-code', 'createSession.error-codes']
