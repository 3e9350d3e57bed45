import {
  type CustomFields,
  type RuleId,
  entityNames,
  isImplied,
  lostWhereRequired,
  lostWithLaxKeys,
  lostWithoutReferences,
  lostWithin,
  lostWithoutUnique,
  model,
} from '@strongroom/core-types'
import type { SchemaOptions } from './schema.ts'

/** What an adapter can promise under a schema, as the conformance kit's target takes it. */
export interface SqlCapabilities {
  readonly sessions: 'database'
  readonly ids: 'caller' | 'database'
  readonly fields: CustomFields
  /** The contract's rules that this schema cannot keep, with the reason. */
  readonly notGuaranteed: Readonly<Partial<Record<RuleId, string>>>
}

/** What the adapter promises under these options. No input or output. */
export function capabilitiesOf({ schema = {}, fields = {} }: SchemaOptions<CustomFields> = {}): SqlCapabilities {
  const notGuaranteed: Partial<Record<RuleId, string>> = {}
  const lose = (rules: readonly RuleId[], reason: string): void => {
    for (const rule of rules) notGuaranteed[rule] ??= reason
  }
  const { constraints = {}, encodings = {} } = schema
  for (const entity of entityNames) {
    const have = constraints.unique?.[entity] ?? model[entity].unique
    for (const set of model[entity].unique) {
      if (isImplied(have, set)) continue
      lose(lostWithoutUnique(entity, set), `${entity} has no unique constraint on (${set.join(', ')})`)
    }
    for (const field of constraints.required?.[entity] ?? []) {
      lose(lostWhereRequired(entity, field), `${entity}.${field} must be there`)
    }
    const { int32 = [], characters = {} } = schema.tables?.[entity] ?? {}
    for (const field of int32) lose(['any.wide-numbers'], `${entity}.${field} has 32 bits`)
    for (const [field, most] of Object.entries(characters)) {
      lose(lostWithin(entity, field, most), `${entity}.${field} holds ${most} characters`)
    }
  }
  if (constraints.foreignKeys === false) lose(lostWithoutReferences, 'there are no foreign keys to users')
  if (constraints.exactKeys === false) {
    const fields = entityNames.flatMap((entity) =>
      Object.keys(model[entity].fields).map((field) => [entity, field] as const),
    )
    for (const [entity, field] of fields) lose(lostWithLaxKeys(entity, field), 'keys are compared by a lax collation')
  }
  // Whoever has one account gets no second one.
  if (constraints.unique?.account?.some((set) => set.length === 1 && set[0] === 'userId')) {
    lose(['linkAccount.links'], 'account keeps (userId) unique')
  }
  if (encodings.timestamp === 'timestamp') lose(['any.dates-exact'], 'dates are stored as TIMESTAMP')
  return { sessions: 'database', ids: schema.ids?.from ?? 'caller', fields, notGuaranteed }
}
