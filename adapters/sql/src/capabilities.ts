import {
  type CustomFields,
  type RuleId,
  entityNames,
  lostWithoutReferences,
  lostWithoutUnique,
  model,
} from '@strongroom/core-types'
import { isImplied } from './layout.ts'
import type { SchemaOptions } from './schema.ts'

/** What an adapter can promise under a schema, as the conformance kit's target takes it. */
export interface SqlCapabilities {
  readonly sessions: 'database'
  readonly ids: 'caller' | 'database'
  readonly fields: CustomFields
  /** The contract's rules that this schema cannot keep, with the reason. */
  readonly notGuaranteed: Readonly<Partial<Record<RuleId, string>>>
}

/** The rules by which a field may be absent, by entity and field. */
const needAbsent: Readonly<Record<string, readonly RuleId[]>> = { 'user email': ['createUser.without-email'] }

/** What the adapter promises under these options. No input or output. */
export function capabilitiesOf({ schema = {}, fields = {} }: SchemaOptions<CustomFields> = {}): SqlCapabilities {
  const notGuaranteed: Partial<Record<RuleId, string>> = {}
  for (const entity of entityNames) {
    const have: readonly (readonly string[])[] = schema.constraints?.unique?.[entity] ?? model[entity].unique
    for (const set of model[entity].unique) {
      if (isImplied(have, set)) continue
      const reason = `${entity} has no unique constraint on (${set.join(', ')})`
      for (const rule of lostWithoutUnique(entity, set)) notGuaranteed[rule] = reason
    }
  }
  for (const entity of entityNames) {
    for (const field of schema.constraints?.required?.[entity] ?? []) {
      for (const rule of needAbsent[`${entity} ${field}`] ?? [])
        notGuaranteed[rule] = `${entity}.${field} must be there`
    }
  }
  if (schema.constraints?.foreignKeys === false) {
    for (const rule of lostWithoutReferences) notGuaranteed[rule] ??= 'there are no foreign keys to users'
  }
  return { sessions: 'database', ids: schema.ids?.from ?? 'caller', fields, notGuaranteed }
}
