import { type CustomFields, type RuleId, entityNames, model } from '@strongroom/core-types'
import type { SchemaOptions } from './schema.ts'

/** What an adapter can promise under a schema, as the conformance kit's target takes it. */
export interface SqlCapabilities {
  readonly sessions: 'database'
  readonly ids: 'caller' | 'database'
  readonly fields: CustomFields
  /** The contract's rules that this schema cannot keep, with the reason. */
  readonly notGuaranteed: Readonly<Partial<Record<RuleId, string>>>
}

/** The rules that stand on a unique set, by entity and the set's fields. */
const needUnique: Readonly<Record<string, readonly RuleId[]>> = {
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

/** The rules by which a field may be absent, by entity and field. */
const needAbsent: Readonly<Record<string, readonly RuleId[]>> = { 'user email': ['createUser.without-email'] }

const needForeignKeys: readonly RuleId[] = ['linkAccount.duplicate-code', 'createSession.error-codes']

/** What the adapter promises under these options. No input or output. */
export function capabilitiesOf({ schema = {}, fields = {} }: SchemaOptions<CustomFields> = {}): SqlCapabilities {
  const notGuaranteed: Partial<Record<RuleId, string>> = {}
  for (const entity of entityNames) {
    const have: readonly (readonly string[])[] = schema.constraints?.unique?.[entity] ?? model[entity].unique
    for (const set of model[entity].unique) {
      // What is unique by itself is unique together with more.
      if (have.some((fields) => fields.length > 0 && fields.every((field) => set.some((name) => name === field))))
        continue
      const reason = `${entity} has no unique constraint on (${set.join(', ')})`
      for (const rule of needUnique[`${entity} ${set.join(', ')}`] ?? []) notGuaranteed[rule] = reason
    }
  }
  for (const entity of entityNames) {
    for (const field of schema.constraints?.required?.[entity] ?? []) {
      for (const rule of needAbsent[`${entity} ${field}`] ?? [])
        notGuaranteed[rule] = `${entity}.${field} must be there`
    }
  }
  if (schema.constraints?.foreignKeys === false) {
    for (const rule of needForeignKeys) notGuaranteed[rule] ??= 'there are no foreign keys to users'
  }
  return { sessions: 'database', ids: schema.ids?.from ?? 'caller', fields, notGuaranteed }
}
