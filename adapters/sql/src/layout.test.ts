import type { AdapterError, CustomFields } from '@strongroom/core-types'
import { describe, expect, test } from 'vitest'
import type { Dialect } from './dialect.ts'
import { mysql } from './dialects/mysql.ts'
import { sqlite } from './dialects/sqlite.ts'
import { isImplied } from '@strongroom/core-types'
import { columnOf, isSameSet, isUnique, layoutOf, targetOf } from './layout.ts'

/** The error that options are refused with; those that are taken fail the test. */
function refusalOf(options: object, dialect: Dialect = sqlite): AdapterError {
  try {
    layoutOf(dialect, options)
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
    expect(refusalOf({ fields: { user: { Name: fields.user.Name } } })).toMatchObject({
      operation: 'schema',
      field: 'Name',
      message: 'schema: user.Name is stored in the column of user.name.',
    })
  })
})

describe('layoutOf() refuses names for what is not there', () => {
  test.each([
    [{ columns: { emial: 'mail' } }, 'emial'],
    [{ bytes: { mail: 100 } }, 'mail'],
    [{ characters: { mail: 100 } }, 'mail'],
    [{ int32: ['age'] }, 'age'],
  ])('%o', (user, field) => {
    expect(refusalOf({ schema: { tables: { user } } })).toMatchObject({
      code: 'invalid-input',
      operation: 'schema',
      entity: 'user',
      field,
      message: `schema: user.${field} is not declared.`,
    })
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
    expect(isSameSet(['a'], ['a', 'b'])).toBe(false)
    expect(isSameSet(['a', 'b'], ['a', 'c'])).toBe(false)
  })
})

describe('ids', () => {
  test("are text and the caller's when nothing is said", () => {
    expect(layoutOf(sqlite).ids).toEqual({ type: 'text', from: 'caller' })
    expect(columnOf(layoutOf(sqlite).tables.user, 'id')).toMatchObject({ idType: 'text', generated: false })
  })

  test('come from the database where it can tell which one it made', () => {
    for (const type of ['text', 'uuid', 'integer'] as const)
      expect(layoutOf(sqlite, { schema: { ids: { type, from: 'database' } } }).ids).toEqual({ type, from: 'database' })
    expect(layoutOf(mysql, { schema: { ids: { type: 'integer', from: 'database' } } }).ids.from).toBe('database')
    expect(layoutOf(mysql, { schema: { ids: { type: 'uuid', from: 'caller' } } }).ids.type).toBe('uuid')
    expect(refusalOf({ schema: { ids: { type: 'uuid', from: 'database' } } }, mysql)).toMatchObject({
      code: 'invalid-input',
      operation: 'schema',
      entity: 'user',
      field: 'id',
      message: 'schema: mysql cannot tell an id of type uuid that it made. Let ids come from the caller.',
    })
  })
})

describe('a schema that becomes another', () => {
  const now = { tables: { user: { name: 'a' } }, constraints: { unique: { user: [['email']] } } } as const
  const then = { tables: { user: { name: 'a' } }, constraints: { exactKeys: false } } as const

  test('is worked towards by migrate, which knows the unique sets from before', () => {
    const target = targetOf(sqlite, { schema: { ...now, migrated: then } })
    expect(target.exactKeys).toBe(false)
    expect(target.tables.user).toMatchObject({ name: 'a', unique: [['id'], ['email']], former: [['email']] })
    expect(target.tables.account.former).toEqual(layoutOf(sqlite).tables.account.unique)
  })

  test('stays in its namespace', () => {
    expect(targetOf(sqlite, { schema: { namespace: 'n', migrated: then } }).namespace).toBe('n')
    expect(targetOf(sqlite, { schema: { migrated: { ...then, namespace: 'n' } } }).namespace).toBe('n')
    expect(targetOf(sqlite, { schema: { namespace: 'n', migrated: { ...then, namespace: 'm' } } }).namespace).toBe('n')
  })

  test('is its own target where nothing is said, with nothing from before', () => {
    expect(targetOf(sqlite, { schema: now }).tables.user).toMatchObject({ unique: [['email']], former: [] })
    expect(targetOf(sqlite)).toMatchObject({ namespace: undefined, exactKeys: true })
  })
})

test('columns that no field has are kept apart from those that one has', () => {
  const { user } = layoutOf(sqlite, { schema: { tables: { user: { filled: { 'a"b': 'uuid' } } } } }).tables
  expect(user.extras).toEqual([{ column: 'a"b', sql: '"a""b"', filling: 'uuid' }])
  expect(layoutOf(sqlite).tables.user.extras).toEqual([])
  expect(refusalOf({ schema: { tables: { user: { filled: { EMAIL: 'uuid' } } } } })).toMatchObject({
    field: 'EMAIL',
    message: 'schema: user.EMAIL is stored in the column of user.email.',
  })
})

test('foreign keys cascade, keep, or are not there', () => {
  const of = (foreignKeys?: boolean | 'restrict') => {
    const { foreignKeys: there, cascade } = layoutOf(sqlite, {
      schema: foreignKeys === undefined ? {} : { constraints: { foreignKeys } },
    })
    return { there, cascade }
  }
  expect(of()).toEqual({ there: true, cascade: true })
  expect(of(true)).toEqual({ there: true, cascade: true })
  expect(of('restrict')).toEqual({ there: true, cascade: false })
  expect(of(false)).toEqual({ there: false, cascade: false })
})

test('a set is implied by any part of it, but not by nothing', () => {
  expect(isImplied([['x'], ['a']], ['a', 'b'])).toBe(true)
  expect(isImplied([['b', 'a']], ['a', 'b'])).toBe(true)
  expect(isImplied([['a', 'x']], ['a', 'b'])).toBe(false)
  expect(isImplied([[]], ['a', 'b'])).toBe(false)
  expect(isImplied([], ['a'])).toBe(false)
})
