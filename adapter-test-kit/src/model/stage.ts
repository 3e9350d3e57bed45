import type { CustomFields } from '@strongroom/core-types'
import type { AuthjsAdapter } from '../contracts/authjs/adapter.ts'
import type { Capabilities, Unique } from '../runner/types.ts'
import type { Stage } from './replay.ts'

// Without these the store may be as good as it says and still not be like the reference.
const withoutWhich = /unique|taken-pair|duplicate-code|-exact$|wide-numbers|tokens-|without-email/

/** What sequences are played on, or why they tell nothing about this store. */
export function stageOf(
  adapter: AuthjsAdapter,
  peer: AuthjsAdapter,
  unique: Unique,
  { ids, fields, notGuaranteed = {} }: Capabilities,
  exact: boolean,
): Stage | string {
  const references = !('createSession.error-codes' in notGuaranteed)
  const loose = Object.keys(notGuaranteed).filter(
    (rule) => withoutWhich.test(rule) && rule !== 'linkAccount.duplicate-code',
  )
  if (loose.length > 0) return `the target does not guarantee ${loose.join(', ')}, which the reference keeps`
  const strictUsers = references && ids !== 'database'
  return { adapter, peer, unique, exact, strictUsers, fields: fields as CustomFields | undefined }
}
