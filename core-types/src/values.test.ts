import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { AdapterError } from './errors.ts'
import type { Field } from './model.ts'
import { type FieldRule, checkValue, mendValue } from './values.ts'

const rule = (field: Field, idType: FieldRule['idType'] = 'text'): FieldRule => ({
  entity: 'user',
  name: 'field',
  field,
  key: { bytes: 8 },
  idType,
})
const date = new Date('2001-02-03T04:05:06.789Z')
const circular: unknown[] = []
circular.push(circular)

const takes: Record<string, [field: Field, values: unknown[]]> = {
  id: [{ type: 'id' }, ['a', '1']],
  key: [{ type: 'key' }, ['a', 'é€']],
  text: [{ type: 'text' }, ['', 'a', '2001-01-01', 'x'.repeat(70_000), '\u0001\ufffd']],
  choice: [{ type: 'text', oneOf: ['a', ''] }, ['a', '']],
  timestamp: [
    { type: 'timestamp' },
    [date, new Date(0), new Date(-1), new Date('1000-01-01T00:00:00Z'), new Date('9999-12-31T23:59:59.999Z')],
  ],
  bigint: [{ type: 'bigint' }, [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]],
  integer: [{ type: 'integer' }, [0, -1, 2147483647, -2147483648]],
  boolean: [{ type: 'boolean' }, [true, false]],
}
const refuses: Record<string, [field: Field, values: unknown[]]> = {
  id: [{ type: 'id' }, ['', 'a\0', '\ud800', {}, null, undefined, 1.5]],
  key: [{ type: 'key' }, ['', 'a\0', '\ud800', '123456789', ['a'], null, undefined, true]],
  text: [{ type: 'text' }, ['a\0', '\ud800', 1, true, {}, ['a'], null, undefined, date]],
  choice: [{ type: 'text', oneOf: ['a', ''] }, ['b', 'A', 'a ', null]],
  timestamp: [
    { type: 'timestamp' },
    [
      new Date(NaN),
      new Date('0999-12-31T23:59:59.999Z'),
      new Date('+010000-01-01T00:00:00Z'),
      '2001-01-01',
      0,
      null,
      undefined,
      {},
    ],
  ],
  bigint: [{ type: 'bigint' }, [1.5, 2 ** 53, -(2 ** 53), NaN, Infinity, '1', 2n ** 53n, true, null, undefined]],
  integer: [{ type: 'integer' }, [1.5, 2147483648, -2147483649, NaN, '1', 1n, true, null, undefined]],
  boolean: [{ type: 'boolean' }, [0, 1, 'true', '', null, undefined]],
  json: [
    { type: 'json' },
    [undefined, () => 1, Symbol('a'), 1n, circular, 'a\0', { a: 'b\0' }, { 'a\0': 1 }, '\ud800', ['\udc00']],
  ],
}

function thrownBy(call: () => unknown): AdapterError | undefined {
  try {
    call()
  } catch (error) {
    return error as AdapterError
  }
  return undefined
}

describe('checkValue()', () => {
  test.each(Object.entries(takes))('takes of %s what it holds, as it is', (_, [field, values]) => {
    for (const value of values) {
      expect(checkValue(rule(field), value, 'op')).toEqual(value)
      expect(checkValue(rule({ ...field, optional: true }), value, 'op')).toEqual(value)
    }
  })

  test.each(Object.entries(refuses))('refuses of %s everything else, without the value', (_, [field, values]) => {
    for (const value of values) {
      const error = thrownBy(() => checkValue(rule(field), value, 'op'))
      expect(error).toMatchObject({ code: 'invalid-input', operation: 'op', entity: 'user', field: 'field' })
      expect(error?.message).toMatch(/^op: user\.field takes (an? |one of |well-formed |true )[\w ,():-]+\.$/i)
    }
  })

  test('null is absent where a field may be absent, in every type', () => {
    for (const type of ['id', 'key', 'text', 'timestamp', 'bigint', 'integer', 'boolean', 'json'] as const) {
      expect(checkValue(rule({ type, optional: true }), null, 'op')).toBeNull()
    }
  })

  test.each([null, 1, 'a', '\\u0000', '\\ud800', 'é😀', [1, { a: [null] }], { a: date, b: undefined }, date])(
    'json is text: %j',
    (value) => {
      expect(checkValue(rule({ type: 'json' }), value, 'op')).toBe(JSON.stringify(value))
    },
  )

  test('a Date is copied, and one of another realm is a Date', () => {
    const given = new Date(date)
    const stored = checkValue(rule({ type: 'timestamp' }), given, 'op')
    given.setTime(0)
    expect(stored).toEqual(date)
    expect(checkValue(rule({ type: 'timestamp' }), runInNewContext('new Date(5)'), 'op')).toEqual(new Date(5))
  })

  test('ids and numbers as keys come in their one form; bigints become numbers', () => {
    expect(checkValue(rule({ type: 'id' }, 'integer'), 12, 'op')).toBe('12')
    expect(checkValue(rule({ type: 'key' }), 12n, 'op')).toBe('12')
    expect(checkValue(rule({ type: 'bigint' }), 12n, 'op')).toBe(12)
  })
})

describe('mendValue() puts a provider’s values right', () => {
  const text: Field = { type: 'text', optional: true }
  const bigint: Field = { type: 'bigint', optional: true }
  const boolean: Field = { type: 'boolean', optional: true }
  test.each<[Field, unknown, unknown]>([
    [text, 'as it is', 'as it is'],
    [text, 'a\0b\ud800', 'a\ufffdb\ufffd'],
    [text, 12, '12'],
    [text, 12n, '12'],
    [text, true, 'true'],
    [text, ['a', 'b c'], 'a b c'],
    [text, [], ''],
    [text, [1, 'a'], '[1,"a"]'],
    [text, { a: 1 }, '{"a":1}'],
    [text, circular, null],
    [text, () => 1, null],
    [text, Symbol('a'), null],
    [{ ...text, oneOf: ['a', 'b'] }, 'b', 'b'],
    [{ ...text, oneOf: ['a', 'b'] }, 'c', null],
    [{ type: 'text', oneOf: ['a', 'b'], default: 'a' }, 'c', null],
    [{ type: 'text', oneOf: ['a', 'b'] }, 'c', 'c'],
    [bigint, 7, 7],
    [bigint, 7.9, 7],
    [bigint, -7.1, -8],
    [bigint, '1700000000', 1_700_000_000],
    [bigint, ' 17.5 ', 17],
    [bigint, 17n, 17],
    [bigint, '', null],
    [bigint, ' ', null],
    [bigint, 'soon', null],
    [bigint, NaN, null],
    [bigint, Infinity, null],
    [bigint, '9007199254740993', null],
    [bigint, true, null],
    [bigint, [], null],
    [bigint, [5], null],
    [bigint, {}, null],
    [bigint, { valueOf: () => 5 }, null],
    [bigint, Symbol('a'), null],
    [bigint, date, null],
    [{ type: 'integer', optional: true }, 2 ** 31, null],
    [{ type: 'integer', optional: true }, '7', 7],
    [boolean, true, true],
    [boolean, 'true', null],
  ])('%o: %o', (field, value, mended) => {
    expect(mendValue(rule(field), value)).toBe(mended)
  })
})
