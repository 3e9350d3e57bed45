import { expect, test } from 'vitest'
import { failure } from './errors.ts'
import { fieldsOf } from './fields.ts'
import { changedValues, linkedValues, newValues } from './input.ts'
import { keyOf, utf8Bytes } from './keys.ts'
import type { CustomFields, Field } from './model.ts'
import { type FieldRule, checkValue, mendValue } from './values.ts'

// People read these, so they are what they say: whose fault it was, and what to do.

function said(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing was thrown'
}

const refuse = (field: Field, idType: FieldRule['idType'] = 'text', ascii?: true): string =>
  said(() =>
    checkValue(
      { entity: 'user', name: 'x', field, key: { bytes: 8, ascii }, idType },
      Symbol('no value'),
      'updateUser',
    ),
  )

test.each<[expected: string, Field, FieldRule['idType']?, true?]>([
  ['well-formed text of 1 to 8 bytes without NUL', { type: 'id' }],
  ['an id of type uuid', { type: 'id' }, 'uuid'],
  ['well-formed text of 1 to 8 bytes (UTF-8) without NUL', { type: 'key' }],
  ['well-formed ASCII text of 1 to 8 bytes (UTF-8) without NUL', { type: 'key' }, 'text', true],
  ['well-formed text without NUL', { type: 'text' }],
  ['well-formed text without NUL of at most 3 characters', { type: 'text', characters: 3 }],
  ['one of a, b', { type: 'text', oneOf: ['a', 'b'] }],
  ['a valid Date of the years 1000 to 9999', { type: 'timestamp' }],
  ['a safe integer', { type: 'bigint' }],
  ['an integer of 32 bits', { type: 'integer' }],
  ['true or false', { type: 'boolean' }],
  ['true or false, or null', { type: 'boolean', optional: true }],
  ['a value that JSON can hold, without NUL', { type: 'json' }],
])('a refused value is told: takes %s', (takes, field, idType, ascii) => {
  expect(refuse(field, idType, ascii)).toBe(`updateUser: user.x takes ${takes}.`)
})

test.each([
  ['duplicate', 'email', 'another user has this email already.'],
  ['duplicate', undefined, 'another user has this value already.'],
  ['reference', undefined, 'there is no user with this userId.'],
  ['not-found', 'id', 'there is no such user.'],
  ['invalid-input', undefined, 'the database refused a value of user.'],
  ['conflict', 'name', 'the name has changed meanwhile. Read it again.'],
  ['conflict', undefined, 'the user has changed meanwhile. Read it again.'],
  ['unavailable', undefined, 'the database cannot answer now. Trying again may work.'],
  ['schema', undefined, 'what stores user is not what the schema says. Run migrate, or check to see what differs.'],
  ['internal', undefined, 'the database failed.'],
] as const)('a failure %s (%s) is told', (code, field, message) => {
  expect(failure(code, 'createUser', { entity: 'user' }, field).message).toBe(`createUser: ${message}`)
})

test.each<[what: string, custom: CustomFields['user']]>([
  ['user.email is a field of the model already', { email: { type: 'text', optional: true } }],
  ['user.no-name is not a usable name', { 'no-name': { type: 'text', optional: true } }],
  [
    'user.role must be optional or have a default, since the core does not give it',
    { role: { type: 'text' } as never },
  ],
  [
    'user has more than 53 fields',
    Object.fromEntries(Array.from({ length: 49 }, (_, at) => [`f${at}`, { type: 'text', optional: true }])),
  ],
])('custom fields that cannot be served are told: %s', (what, custom = {}) => {
  expect(said(() => fieldsOf('user', { custom, ids: { type: 'text', from: 'caller' } }))).toBe(`fields: ${what}.`)
})

test('a key that must be ASCII is so from end to end', () => {
  const rule = { bytes: 100, ascii: true } as const
  expect(['abc', 'éabc', 'abcé', 'aéc'].map((key) => keyOf(key, rule))).toEqual([
    'abc',
    undefined,
    undefined,
    undefined,
  ])
})

test('the last characters of each length in UTF-8 are counted right', () => {
  expect(['\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff', '\u{10ffff}'].map(utf8Bytes)).toEqual([
    1, 2, 2, 3, 3, 3, 3, 4,
  ])
})

const ids = { type: 'text', from: 'caller' } as const
const custom = { at: { type: 'timestamp', optional: true }, extra: { type: 'json', optional: true } } as const
const columns = fieldsOf('account', { custom, ids })
const table = { entity: 'account', columns, positions: new Map(columns.map(({ name }, at) => [name, at])) } as const
const account = { userId: 'u', type: 'oauth', provider: 'p', providerAccountId: '1' }

test('what was put right or left out in a linked account is told, and what was right is not', () => {
  const told: string[] = []
  const given = { ...account, scope: ['a', 'b'], expires_at: 'soon', at: new Date(0), extra: { a: 1 } }
  linkedValues(table, given, 'linkAccount', ({ code, message }) => told.push(`${code} ${message}`))
  expect(told).toEqual([
    'adjusted-value linkAccount: account.expires_at was given in another form and was left out.',
    'adjusted-value linkAccount: account.scope was given in another form and was put right.',
  ])
})

test('a date or a JSON value that cannot be stored is left out of a linked account, and told', () => {
  const told: string[] = []
  const given = { ...account, at: new Date(Number.NaN), extra: 1n }
  linkedValues(table, given, 'linkAccount', ({ message }) => told.push(message))
  expect(told).toEqual(
    ['at', 'extra'].map((name) => `linkAccount: account.${name} was given in another form and was left out.`),
  )
})

test('a required field that can be put right is so, and refused where nothing can be made of it', () => {
  const told: string[] = []
  const link = (type: unknown): unknown =>
    linkedValues(table, { ...account, type }, 'linkAccount', ({ message }) => told.push(message))
  const position = table.positions.get('type')
  expect(link(['oauth'])).toContainEqual([position, 'oauth'])
  expect(told).toEqual(['linkAccount: account.type was given in another form and was put right.'])
  expect(said(() => link(Symbol('no value')))).toContain('linkAccount: account.type takes one of oauth, ')
})

test('a key that is a number is its digits, of which there is nothing to tell', () => {
  const told: string[] = []
  const values = linkedValues(table, { ...account, userId: 7n, providerAccountId: 12 }, 'linkAccount', ({ message }) =>
    told.push(message),
  )
  expect(values).toContainEqual([table.positions.get('userId'), '7'])
  expect(values).toContainEqual([table.positions.get('providerAccountId'), '12'])
  expect(told).toEqual([])
})

test('an id that is null is an id that is not given', () => {
  const user = fieldsOf('user', { ids })
  const users = { entity: 'user', columns: user, positions: new Map(user.map(({ name }, at) => [name, at])) } as const
  const made = newValues(users, { id: null, name: null }, 'createUser', () => {}, { generateId: () => 'made' })
  expect(made).toEqual([
    [0, 'made'],
    [1, null],
  ])
  expect(said(() => newValues(users, { id: null }, 'createUser', () => {}))).toContain('createUser: user.id takes ')
})

test('keys of a linked account are not put right', () => {
  const told: string[] = []
  for (const key of [{ userId: ['u'] }, { provider: ['p'] }, { providerAccountId: '1\0' }]) {
    expect(
      said(() => linkedValues(table, { ...account, ...key }, 'linkAccount', ({ message }) => told.push(message))),
    ).toContain(' takes ')
  }
  expect(told).toEqual([])
})

test('an undeclared field of an update is refused, with the line to add', () => {
  const call = (): unknown => changedValues(table, { 'a"b': 1 }, 'updateAccount', [])
  const line = String.raw`fields: { account: { "a\"b": { type: 'text', optional: true } } }`
  expect(said(call)).toBe(
    String.raw`updateAccount: account has no field "a\"b". Where the table has such a column, declare it: ${line}.`,
  )
  expect(call).toThrow(
    expect.objectContaining({ code: 'invalid-input', operation: 'updateAccount', entity: 'account', field: 'a"b' }),
  )
})

test('a text that its column cannot hold is refused, and left out of a linked account; characters are code points', () => {
  const field = { type: 'text', characters: 3, optional: true } as const
  const rule: FieldRule = { entity: 'account', name: 'scope', field, key: { bytes: 9 }, idType: 'text' }
  for (const text of ['', 'abc', '\u{10ffff}\u{10ffff}\u{10ffff}']) {
    expect(checkValue(rule, text, 'updateAccount')).toBe(text)
    expect(mendValue(rule, text)).toBe(text)
  }
  for (const text of ['abcd', '\u{10ffff}abc']) {
    expect(() => checkValue(rule, text, 'updateAccount')).toThrow('of at most 3 characters')
    expect(mendValue(rule, text)).toBeNull()
  }
  expect(mendValue(rule, undefined)).toBeNull()
})
