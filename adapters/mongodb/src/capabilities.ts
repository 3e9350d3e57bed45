import {
  type CustomFields,
  type EntityName,
  type RuleId,
  entityNames,
  isImplied,
  lostWithoutReferences,
  lostWithoutUnique,
  model,
} from '@strongroom/core-types'
import { uniqueOf } from './layout.ts'
import type { SchemaOptions } from './schema.ts'

/** What the adapter promises, as the conformance kit's target takes it. */
export interface MongoDBCapabilities {
  readonly sessions: 'database'
  readonly ids: 'caller' | 'database'
  readonly fields: CustomFields
  /** The contract's rules that a store without foreign keys, under this schema, cannot keep, with the reason. */
  readonly notGuaranteed: Readonly<Partial<Record<RuleId, string>>>
}

/** What the adapter promises under these options. No input or output. */
export function capabilitiesOf({ schema = {}, fields = {} }: SchemaOptions = {}): MongoDBCapabilities {
  const notGuaranteed: Partial<Record<RuleId, string>> = {}
  const lose = (rules: readonly RuleId[], reason: string): void => {
    for (const rule of rules) notGuaranteed[rule] ??= reason
  }
  lose(lostWithoutReferences, 'there are no foreign keys: what is stored for an unknown user never answers')
  for (const entity of entityNames) {
    for (const set of model[entity].unique) {
      if (isImplied(uniqueOf(entity, schema), set)) continue
      lose(lostWithoutIndex(entity, set), `${entity} has no unique index on (${set.join(', ')})`)
    }
  }
  return { sessions: 'database', ids: schema.ids?.from ?? 'database', fields, notGuaranteed }
}

/** The rules that are lost where no index keeps these fields unique. */
export function lostWithoutIndex(entity: EntityName, fields: readonly string[]): readonly RuleId[] {
  // linkAccount looks for the pair in the command that inserts it: what others link at the same moment is all it misses.
  return lostWithoutUnique(entity, fields).filter((rule) => rule !== 'linkAccount.taken-pair')
}
