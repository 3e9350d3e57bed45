import { type EntityName, entityNames } from '@strongroom/core-types'
import { type Table, createTable } from '../src/reference/table.ts'
import { comparing, text } from './tools.ts'

/** The fields whose text identifies. */
export const keyFields = [
  'email',
  'provider',
  'providerAccountId',
  'sessionToken',
  'identifier',
  'token',
  'credentialID',
]

/** All tables, comparing keys by what `change` makes of them. */
export function allComparing(change: (text: string) => string, fields = keyFields): Record<EntityName, Table> {
  const tables = entityNames.map((entity) => {
    const same = (value: unknown, field: string) => (fields.includes(field) ? text(change)(value) : value)
    return [entity, comparing(createTable(entity), same)] as const
  })
  return Object.fromEntries(tables) as Record<EntityName, Table>
}

/** Ids of the cases that judge these kinds of keys. */
export const keysOf = (prefix: string, names: readonly string[]) => names.map((name) => `any/${prefix}-${name}`)
