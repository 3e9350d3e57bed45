import * as fc from 'fast-check'

/** What sets two keys apart, by what confuses lax comparisons, careless quoting and normalisation. */
export const marks = [
  ...Array.from(' aAáａßİ%_\'"\\;$.'),
  '',
  'a\u0301',
  'ss',
  '--',
  '\u{1f511}',
  '\u00ad',
  'a ',
] as readonly string[]

const years = (from: number, to: number) => ({ min: new Date(Date.UTC(from, 0)), max: new Date(Date.UTC(to, 11, 31)) })

/** Dates to the millisecond; the far ones are a promise of higher profiles. */
export function dates(exact: boolean): fc.Arbitrary<Date> {
  return fc.date({ ...(exact ? years(1900, 9999) : years(2000, 2036)), noInvalidDate: true })
}

/** When something ends: well in the future or well in the past, so that no run depends on its moment. */
export function expiries(exact: boolean): fc.Arbitrary<Date> {
  const now = Math.floor(Date.now() / 86_400_000) * 86_400_000
  const hours = fc.integer({ min: 48, max: exact ? 24 * 36_500 : 24 * 300 })
  return fc
    .tuple(hours, fc.nat(999), fc.nat(9))
    .map(([ahead, ms, past]) => new Date(now + (past === 0 ? -ahead : ahead) * 3_600_000 + ms))
}

const wellFormed = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\0', '').toWellFormed())

/** Names and the like: anything that text can be; what no row can hold is refused, and only exact stores say so. */
export function texts(exact: boolean): fc.Arbitrary<string> {
  const likely = fc.constantFrom('Ann', '2024-01-01T00:00:00.000Z', '__proto__', 'null', '', ' ', ...marks)
  return exact
    ? fc.oneof(likely, wellFormed, { arbitrary: fc.constantFrom('NUL \0', 'half \ud83d'), weight: 1 })
    : fc.oneof(likely, wellFormed)
}

/** A provider's tokens: short for the most part, and as long as the profile says that they may be. */
export function tokens(exact: boolean): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: fc.constantFrom('t1', 't2'), weight: 8 },
    { arbitrary: fc.constant('é'.repeat(exact ? 32_768 : 4_096)), weight: 1 },
  )
}

/** Values that are no keys. */
export const oddKeys: readonly unknown[] = [
  null,
  undefined,
  {},
  [],
  true,
  Number.NaN,
  '',
  { $ne: null },
  { not: '' },
  { toString: 'x' },
  '__proto__',
  'constructor',
]
