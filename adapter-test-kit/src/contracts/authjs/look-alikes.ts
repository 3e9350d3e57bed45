import type { Unique } from '../../runner/types.ts'

/** A key with letters that many comparisons confuse: e and s for accents and folding, k and i for Unicode case. */
export function confusable(unique: Unique): string {
  return `kisSeB${unique.word()}`
}

/**
 * Keys that are not `key` but that a lax comparison takes for it. `key` holds ASCII letters.
 * @param asciiCase also such that differ in ASCII case alone
 */
export function lookAlikesOf(key: string, asciiCase = true): string[] {
  const fullWidth = String.fromCodePoint(key.charCodeAt(0) + 0xfee0)
  const alikes = [
    key.replace('e', 'é'),
    key.replace('e', 'e\u0301'),
    `${fullWidth}${key.slice(1)}`,
    key.replace('k', '\u212a'),
    key.replace('s', 'ſ'),
    key.replace('i', 'ı'),
    `${key} `,
    ` ${key}`,
    `${key}\t`,
    `${key}\u00ad`,
    `${key}\u200d`,
    key.slice(0, -1),
    `${key}x`,
    `${key}%`,
    `${key.slice(0, -1)}_`,
    `${key.slice(0, 6)}%`,
    ...(asciiCase ? [key.toUpperCase(), key.toLowerCase()] : []),
  ]
  return alikes.filter((alike) => alike !== key)
}

/** Two keys of each length that differ in their last character, around the lengths that columns have. */
export function longTwins(unique: Unique): [string, string][] {
  return [64, 128, 191, 192, 255, 256, 300, 512, 768, 1364, 3072, 5000].map((length) => {
    const start = unique.word().padEnd(length, 'long')
    return [`${start}a`, `${start}b`]
  })
}

/** One word with each character that some syntax gives a meaning to. */
export function specials(word: string): string[] {
  const marks = [
    '%',
    '_',
    "'",
    '"',
    '\\',
    ';',
    '--',
    '$1',
    '$',
    '.',
    '?',
    '/',
    ':',
    '#',
    '*',
    '%3A',
    '{}',
    '[0]',
    '~',
    '+',
    '&',
    '=',
  ]
  return marks.map((mark) => `${word}${mark}${word}`)
}

/** Names that every JavaScript object answers to. */
export const propertyNames = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then'] as const

/** Keys that no row can hold: NUL, ill-formed UTF-16, too long. */
export function unusableKeys(word: string): string[] {
  return ['', '\0', `${word}\0`, `${word}\0x`, `${word}\ud800`, `\udc00${word}`, `${word}${'é'.repeat(1_000)}`]
}

/**
 * Values that are no keys. As arguments of a method that takes text they are `never`: the types forbid them, and
 * requests bring them all the same.
 * @param key of a row that exists, for values that turn into it when made text
 */
export function notKeys(key: string): never[] {
  const values: unknown[] = [
    null,
    undefined,
    {},
    [],
    true,
    Number.NaN,
    { $ne: null },
    { $gt: '' },
    { $regex: '.*' },
    { not: '' },
    { contains: '' },
    [key],
    { toString: () => key },
    { [key]: key },
  ]
  return values as never[]
}
