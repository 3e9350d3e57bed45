import type { AdapterError, CustomFields } from '@strongroom/core-types'
import { describe, expect, test } from 'vitest'
import { sqlite } from './dialects/sqlite.ts'
import { columnOf, isSameSet, isUnique, layoutOf } from './layout.ts'

/** The error that options are refused with; those that are taken fail the test. */
function refusalOf(options: object): AdapterError {
  try {
    layoutOf(sqlite, options)
  } catch (error) {
    return error as AdapterError
  }
  throw new Error('The options were taken.')
}

describe('layoutOf() refuses custom fields that cannot be served, and names them', () => {
  test.each<[what: string, fields: object, field: string]>([
    ['neither optional nor with a default', { user: { tenant: { type: 'text' } } }, 'tenant'],
    ["of the model's own", { user: { email: { type: 'text', optional: true } } }, 'email'],
    [
      'called __proto__',
      { user: JSON.parse('{ "__proto__": { "type": "text", "optional": true } }') as object },
      '__proto__',
    ],
    ['called "a b"', { session: { 'a b': { type: 'text', optional: true } } }, 'a b'],
    ['called ""', { session: { '': { type: 'text', optional: true } } }, ''],
    ['called "1a"', { session: { '1a': { type: 'text', optional: true } } }, '1a'],
    ['with a default of another type', { user: { age: { type: 'integer', default: '7' } } }, 'age'],
    ['with a default that is no choice', { user: { role: { type: 'text', oneOf: ['a'], default: 'b' } } }, 'role'],
    ['with a default that is no date', { user: { at: { type: 'timestamp', default: 'soon' } } }, 'at'],
    ['with a default beyond its type', { user: { age: { type: 'integer', default: 2 ** 40 } } }, 'age'],
  ])('%s', (_, fields, field) => {
    const error = refusalOf({ fields })
    expect(error).toMatchObject({ code: 'invalid-input', operation: 'fields', field })
    expect(error.message).toMatch(/^fields: (user|session)\./)
  })

  test('more than masks can tell apart', () => {
    const fields = (count: number): CustomFields => ({
      session: Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`f${at}`, { type: 'text', optional: true }]),
      ),
    })
    expect(layoutOf(sqlite, { fields: fields(50) }).tables.session.columns).toHaveLength(53)
    expect(refusalOf({ fields: fields(51) })).toMatchObject({ code: 'invalid-input', entity: 'session' })
  })

  test('stored in the column of another', () => {
    const fields = { user: { mail: { type: 'text', optional: true }, Name: { type: 'text', optional: true } } } as const
    expect(
      refusalOf({
        fields: { user: { mail: fields.user.mail } },
        schema: { tables: { user: { columns: { mail: 'EMAIL' } } } },
      }),
    ).toMatchObject({
      code: 'invalid-input',
      entity: 'user',
      field: 'mail',
    })
    expect(refusalOf({ fields: { user: { Name: fields.user.Name } } })).toMatchObject({ field: 'Name' })
  })
})

describe('layoutOf() refuses names for what is not there', () => {
  test.each([
    [{ columns: { emial: 'mail' } }, 'emial'],
    [{ bytes: { mail: 100 } }, 'mail'],
  ])('%o', (user, field) => {
    expect(refusalOf({ schema: { tables: { user } } })).toMatchObject({ code: 'invalid-input', entity: 'user', field })
  })
})

describe('layoutOf()', () => {
  test('takes fields that are called like what every object has', () => {
    const fields = {
      user: { constructor: { type: 'text', optional: true }, toString: { type: 'text', optional: true } },
    } as const
    const { user } = layoutOf(sqlite, {
      fields,
      schema: { tables: { user: { columns: { name: 'n' }, bytes: { email: 9 } } } },
    }).tables
    expect(user.columns.map(({ column }) => column)).toEqual([
      'id',
      'n',
      'email',
      'emailVerified',
      'image',
      'constructor',
      'toString',
    ])
    expect(columnOf(user, 'email').key.bytes).toBe(9)
  })

  test('puts tables into their namespace and quotes every name', () => {
    const { tables } = layoutOf(sqlite, {
      schema: { namespace: 'a"b', tables: { user: { name: 'u"', columns: { id: 'i"' } } } },
    })
    expect(tables.user.sql).toBe('"a""b"."u"""')
    expect(columnOf(tables.user, 'id').sql).toBe('"i"""')
    expect(tables.session.sql).toBe('"a""b"."sessions"')
  })

  test('columnOf() refuses what is not declared', () => {
    expect(() => columnOf(layoutOf(sqlite).tables.user, 'nick')).toThrow('user.nick is not declared')
  })

  test('unique sets are sets', () => {
    const { account, user } = layoutOf(sqlite).tables
    expect(isUnique(account, 'providerAccountId', 'provider')).toBe(true)
    expect(isUnique(account, 'provider')).toBe(false)
    expect(isUnique(user, 'email')).toBe(true)
    expect(isSameSet(['a', 'b'], ['b', 'a'])).toBe(true)
    expect(isSameSet(['a', 'b'], ['a'])).toBe(false)
  })
})
