import { describe, expect, test } from 'vitest'
import { type IdType, idOf, keyOf, utf8Bytes } from './keys.ts'

const rule = { bytes: 12 }

describe('keyOf() limits keys in UTF-8 bytes', () => {
  test.each([
    ['one byte', 'a', 12],
    ['two bytes', 'é', 6],
    ['three bytes', '€', 4],
    ['four bytes', '😀', 3],
  ])('characters of %s: as many as fit, and not one more', (_, character, fit) => {
    const longest = character.repeat(fit)
    expect(utf8Bytes(longest)).toBe(12)
    expect(keyOf(longest, rule)).toBe(longest)
    expect(keyOf(`${longest}a`, rule)).toBeUndefined()
    expect(keyOf(longest + character, rule)).toBeUndefined()
  })

  test('utf8Bytes() counts as TextEncoder does', () => {
    const encoder = new TextEncoder()
    for (const text of [
      '',
      'a',
      '\u007f',
      '\u0080',
      '\u07ff',
      '\u0800',
      '\uffff',
      '\ud7ff\ue000',
      '\u{10000}',
      'aé€😀',
    ]) {
      expect(utf8Bytes(text)).toBe(encoder.encode(text).length)
    }
  })
})

describe('keyOf() takes what a row can hold, as it is', () => {
  test.each([
    ['a', 'a'],
    [' a ', ' a '],
    ['Aé', 'Aé'],
    ['null', 'null'],
    ['\u0001', '\u0001'],
    [0, '0'],
    [-0, '0'],
    [-7, '-7'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [10n ** 11n, '100000000000'],
  ])('%o', (value, key) => {
    expect(keyOf(value, { bytes: 16 })).toBe(key)
  })

  test.each([
    ['the empty string', ''],
    ['NUL', 'a\0b'],
    ['a lone high surrogate', 'a\ud83d'],
    ['a lone low surrogate', '\ude00a'],
    ['a fraction', 1.5],
    ['a number that is not exact', 2 ** 53],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['a bigint that is too long', 10n ** 13n],
    ['null', null],
    ['undefined', undefined],
    ['true', true],
    ['an object', {}],
    ['an operator', { $ne: null }],
    ['an array', ['a']],
    ['a boxed string', Object('a') as unknown],
    ['an object that says what it is', { toString: () => 'a' }],
    ['a symbol', Symbol('a')],
    ['a function', () => 'a'],
  ])('not %s', (_, value) => {
    expect(keyOf(value, rule)).toBeUndefined()
  })

  test('only ASCII where it must be', () => {
    const ascii = { bytes: 12, ascii: true } as const
    expect(keyOf('a+/=\u007f', ascii)).toBe('a+/=\u007f')
    expect(keyOf('é', ascii)).toBeUndefined()
    expect(keyOf('\u0080', ascii)).toBeUndefined()
  })
})

describe('idOf() answers the one form of an id', () => {
  const uuid = '0b9e7d1c-58f4-4c1b-9d0e-0a1b2c3d4e5f'
  test.each<[IdType, unknown, string | undefined]>([
    ['text', 'Ab', 'Ab'],
    ['text', 7, '7'],
    ['text', 'x'.repeat(255), 'x'.repeat(255)],
    ['text', 'x'.repeat(256), undefined],
    ['text', '', undefined],
    ['text', {}, undefined],
    ['uuid', uuid, uuid],
    ['uuid', uuid.toUpperCase(), uuid],
    ['uuid', '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'],
    ['uuid', `{${uuid}}`, undefined],
    ['uuid', uuid.replaceAll('-', ''), undefined],
    ['uuid', ` ${uuid}`, undefined],
    ['uuid', `${uuid}\n`, undefined],
    ['uuid', uuid.replace('0', 'g'), undefined],
    ['integer', '0', '0'],
    ['integer', 12, '12'],
    ['integer', 12n, '12'],
    ['integer', '9223372036854775807', '9223372036854775807'],
    ['integer', '9223372036854775808', undefined],
    ['integer', '10000000000000000000', undefined],
    ['integer', '012', undefined],
    ['integer', '+1', undefined],
    ['integer', '-1', undefined],
    ['integer', -1, undefined],
    ['integer', '1.0', undefined],
    ['integer', '1e3', undefined],
    ['integer', ' 1', undefined],
    ['integer', '1\n', undefined],
    ['integer', '١', undefined],
    ['objectId', '507F1F77BCF86CD799439011', '507f1f77bcf86cd799439011'],
    ['objectId', '507f1f77bcf86cd79943901', undefined],
    ['objectId', 'zzzzzzzzzzzzzzzzzzzzzzzz', undefined],
    ['objectId', '507f1f77bcf86cd799439011\n', undefined],
  ])('%s: %o', (type, value, id) => {
    expect(idOf(value, type)).toBe(id)
  })
})
