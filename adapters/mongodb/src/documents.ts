import { type GivenValue, defaultOf, keyValues } from '@strongroom/core-types'
import { type Document, type Place, type StoredField, pathOf } from './layout.ts'

/** A row of the model, as a caller gets it. */
export type Stored = Record<string, unknown>

/** A document as the model has it. Absent fields of accounts are left out. */
export function decode(place: Place, document: Document): Stored {
  const stored: Stored = {}
  for (const { name, path, decode } of place.columns) {
    const value = document[path]
    if (value !== null && value !== undefined) stored[name] = decode(value)
    else if (place.entity !== 'account') stored[name] = null
  }
  return stored
}

/** Given values as fields of a document. */
export function encode(place: Place, values: readonly GivenValue[]): Document {
  return Object.fromEntries(
    values.map(([position, value]) => {
      const { path, encode } = place.columns[position] as StoredField
      return [path, value === null ? null : encode(value)]
    }),
  )
}

/** A new document: what was given, and the defaults of what was not. */
export function newDocument(place: Place, values: readonly GivenValue[]): Document {
  const given = encode(place, values)
  for (const { field, path, encode } of place.columns) {
    if (field.default !== undefined && !Object.hasOwn(given, path)) given[path] = encode(defaultOf(field))
  }
  return given
}

/** A filter by keys, or `undefined` when no document can hold one of them. Its values are text or ids, never operators. */
export function filterOf(place: Place, keys: unknown, ...fields: readonly string[]): Document | undefined {
  const values = keyValues(place, keys, ...fields)
  if (values === undefined) return undefined
  return Object.fromEntries(
    fields.map((field, index) => [pathOf(place, field), comparable(place, field, String(values[index]))]),
  )
}

function comparable(place: Place, field: string, value: string): unknown {
  const { encode } = place.columns[place.positions.get(field) ?? -1] as StoredField
  // Other adapters have stored numbers where a provider gave numbers: the same account, told by its canonical form.
  const number = place.entity === 'account' && field === 'providerAccountId' ? Number(value) : NaN
  return Number.isSafeInteger(number) && String(number) === value ? { $in: [value, number] } : encode(value)
}
