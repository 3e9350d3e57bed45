import { AdapterError } from './errors.ts'
import { type IdType, type KeyRule, idOf, keyOf } from './keys.ts'
import type { EntityName, Field } from './model.ts'

/** A field as a value rule sees it: the model's or a custom one, with its schema's limits. */
export interface FieldRule {
  readonly entity: EntityName
  readonly name: string
  readonly field: Field
  readonly key: KeyRule
  readonly idType: IdType
}

const minTime = Date.UTC(1000, 0, 1)
const maxTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/**
 * The value as the model means it, ready for a codec; `null` stays `null`.
 *
 * @throws AdapterError `invalid-input`, naming the field and what it takes
 */
export function checkValue(rule: FieldRule, value: unknown, operation: string): unknown {
  if (value === null && rule.field.optional) return null
  const stored = storable(rule, value)
  if (stored !== undefined) return stored
  throw invalid(rule, operation)
}

/** What a value is that cannot be stored, said without the value. */
export function invalid(rule: FieldRule, operation: string): AdapterError {
  const { entity, name, field } = rule
  const nullable = field.optional ? ', or null' : ''
  return new AdapterError('invalid-input', `${operation}: ${entity}.${name} takes ${takes(rule)}${nullable}.`, {
    operation,
    entity,
    field: name,
  })
}

function takes({ field, key, idType }: FieldRule): string {
  switch (field.type) {
    case 'id':
      return idType === 'text' ? `well-formed text of 1 to ${key.bytes} bytes without NUL` : `an id of type ${idType}`
    case 'key':
      return `well-formed ${key.ascii ? 'ASCII ' : ''}text of 1 to ${key.bytes} bytes (UTF-8) without NUL`
    case 'text':
      if (field.oneOf) return `one of ${field.oneOf.join(', ')}`
      return `well-formed text without NUL${field.characters === undefined ? '' : ` of at most ${field.characters} characters`}`
    case 'timestamp':
      return 'a valid Date of the years 1000 to 9999'
    case 'bigint':
      return 'a safe integer'
    case 'integer':
      return 'an integer of 32 bits'
    case 'boolean':
      return 'true or false'
    case 'json':
      return 'a value that JSON can hold, without NUL'
  }
}

function storable({ field, key, idType }: FieldRule, value: unknown): unknown {
  switch (field.type) {
    case 'id':
      return idOf(value, idType, key)
    case 'key':
      return keyOf(value, key)
    case 'text':
      if (typeof value !== 'string' || !isText(value) || !fits(value, field.characters)) return undefined
      return !field.oneOf || field.oneOf.includes(value) ? value : undefined
    case 'timestamp': {
      const time = timeOf(value)
      return time >= minTime && time <= maxTime ? new Date(time) : undefined
    }
    case 'bigint': {
      const number = typeof value === 'bigint' ? Number(value) : value
      return Number.isSafeInteger(number) ? number : undefined
    }
    case 'integer':
      return typeof value === 'number' && (value | 0) === value ? value : undefined
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'json':
      return jsonText(value)
  }
}

// A Date of another realm is a Date, so instanceof will not do.
function timeOf(value: unknown): number {
  return Object.prototype.toString.call(value) === '[object Date]' ? Number(value) : NaN
}

function isText(value: string): boolean {
  return !value.includes('\0') && value.isWellFormed()
}

// Databases count code points, of which a string has at most as many as UTF-16 units.
function fits(value: string, characters: number | undefined): boolean {
  return characters === undefined || value.length <= characters || Array.from(value).length <= characters
}

function jsonText(value: unknown): string | undefined {
  try {
    const text: string | undefined = JSON.stringify(value)
    // JSON.stringify escapes NUL and lone surrogates; PostgreSQL's jsonb refuses both escapes.
    return text === undefined || /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

/**
 * A provider's value put right, since a refusal would leave a user without an account, locked out for good:
 * numbers to text, lists to space-separated text (RFC 6749, section 3.3), digits and fractions to whole numbers,
 * NUL and lone surrogates replaced; `null` where nothing sensible is left, or where the column cannot hold it. Keys are
 * not touched.
 */
export function mendValue(rule: FieldRule, value: unknown): unknown {
  const { field } = rule
  if (field.type === 'text') {
    const text = mendText(value)
    if (text === null || !fits(text, field.characters)) return null
    // Of what must be there a new kind is better than nobody's account.
    const missable = field.optional === true || field.default !== undefined
    return missable && field.oneOf?.includes(text) === false ? null : text
  }
  if (field.type === 'bigint' || field.type === 'integer') {
    return storable(rule, Math.floor(numberOf(value))) ?? null
  }
  return storable(rule, value) ?? null
}

function numberOf(value: unknown): number {
  if (typeof value === 'string') return value.trim() === '' ? NaN : Number(value)
  // Of anything else a number would be a guess: [] is 0, a Date is milliseconds.
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : NaN
}

function mendText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD').toWellFormed()
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return mendText(value.join(' '))
  if (typeof value === 'object') return mendText(jsonText(value) ?? null)
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : null
}
