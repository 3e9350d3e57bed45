import { ID_BYTES } from './model.ts'

/** What a key may be: its limit in UTF-8 bytes, and whether it must be ASCII. */
export interface KeyRule {
  readonly bytes: number
  readonly ascii?: true | undefined
}

/** How a database stores user ids. */
export type IdType = 'text' | 'uuid' | 'integer' | 'objectId'

/**
 * The form in which a key is stored and looked up, or `undefined` when no row can hold it.
 *
 * Strings count as they are, byte for byte. Safe integers and bigints count as their decimal text, since some
 * providers give numbers as account ids. Anything else would be compared by the database's own rules and meet
 * strangers: objects, fractions, `null`, the empty string, NUL (PostgreSQL cannot store it), lone surrogates
 * (they become U+FFFD on the wire and meet each other), and what is longer than the column.
 */
export function keyOf(value: unknown, rule: KeyRule): string | undefined {
  const text = typeof value === 'string' ? value : decimal(value)
  if (text === undefined || text === '' || text.includes('\0') || !text.isWellFormed()) return undefined
  // A UTF-16 unit takes at most three bytes in UTF-8, so most keys need no count.
  if (text.length * 3 > rule.bytes && utf8Bytes(text) > rule.bytes) return undefined
  // oxlint-disable-next-line no-control-regex
  if (rule.ascii && !/^[\u0001-\u007f]+$/.test(text)) return undefined
  return text
}

function decimal(value: unknown): string | undefined {
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : undefined
}

/** The length of a well-formed string in UTF-8 bytes. */
export function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    // A surrogate pair is two units and four bytes: two a unit.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}

const idForms = {
  text: undefined,
  // Any version (RFC 9562, section 4), as PostgreSQL's uuid type takes it.
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  // One spelling a number: no sign, no leading zero.
  integer: /^(0|[1-9][0-9]{0,18})$/,
  objectId: /^[0-9a-f]{24}$/,
} as const satisfies Record<IdType, RegExp | undefined>

const textId: KeyRule = { bytes: ID_BYTES }
const maxBigint = 2n ** 63n - 1n

/** The canonical form of a user id, or `undefined` when no row of a database with such ids can hold it. */
export function idOf(value: unknown, type: IdType, rule: KeyRule = textId): string | undefined {
  const key = keyOf(value, rule)
  const form = idForms[type]
  if (key === undefined || form === undefined) return key
  const id = key.toLowerCase()
  if (!form.test(id) || (type === 'integer' && id.length === 19 && BigInt(id) > maxBigint)) return undefined
  return id
}
