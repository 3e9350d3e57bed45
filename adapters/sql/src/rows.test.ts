import type { AdapterWarning } from '@strongroom/core-types'
import { describe, expect, test } from 'vitest'
import { adapterOn } from '../test/node-sqlite.ts'
import { sqlite } from './dialects/sqlite.ts'
import { layoutOf } from './layout.ts'
import { Undecodable, changedRow, decodeRow, keyParams, linkedRow, newRow, without } from './rows.ts'

const fields = {
  account: { seats: { type: 'integer', default: 1 }, beta: { type: 'boolean', optional: true } },
} as const
const { account, user } = layoutOf(sqlite, { fields }).tables
const given = { userId: 'u', type: 'oauth', provider: 'p', providerAccountId: '1' }
const ignore = (): void => {}

/** What a row holds, by field. */
function fieldsOf(
  table: typeof account,
  { mask, params }: { mask: number; params: unknown[] },
): Record<string, unknown> {
  const names = table.columns
    .filter((_, position) => Math.floor(mask / 2 ** position) % 2 === 1)
    .map(({ name }) => name)
  expect(names).toHaveLength(params.length)
  return Object.fromEntries(names.map((name, at) => [name, params[at]]))
}

describe('linkedRow()', () => {
  test.each<[field: string, value: unknown, stored: unknown, told: boolean]>([
    ['scope', 'a', 'a', false],
    ['scope', undefined, undefined, false],
    ['scope', null, null, false],
    ['scope', ['a', 'b'], 'a b', true],
    ['scope', 'a\0', 'a\ufffd', true],
    ['scope', () => 1, undefined, true],
    ['expires_at', 7, 7, false],
    ['expires_at', '7', 7, true],
    ['expires_at', 7.5, 7, true],
    ['expires_at', 'soon', undefined, true],
    ['expires_at', Symbol('a'), undefined, true],
    ['seats', 3, 3, false],
    ['seats', '3', 3, true],
    ['seats', null, undefined, false],
    ['seats', 'many', undefined, true],
    ['beta', true, 1, false],
    ['beta', 'yes', undefined, true],
  ])('%s: %o', (field, value, stored, told) => {
    const warnings: AdapterWarning[] = []
    const row = linkedRow(account, { ...given, [field]: value }, 'op', (warning) => warnings.push(warning))
    expect(fieldsOf(account, row)).toEqual({ ...given, ...(stored === undefined ? {} : { [field]: stored }) })
    expect(warnings).toMatchObject(told ? [{ code: 'adjusted-value', entity: 'account', field, operation: 'op' }] : [])
  })

  test.each([null, undefined, () => 1, Symbol('a')])('does not make up what is required: type %o', (type) => {
    expect(() => linkedRow(account, { ...given, type }, 'op', ignore)).toThrow('op: account.type takes')
  })
})

describe('arguments', () => {
  test('are read once, also where a getter would answer otherwise the second time', async () => {
    const { adapter } = await adapterOn()
    await adapter.createUser({ id: 'a' })
    await adapter.createUser({ id: 'b' })
    const reads: string[] = []
    const counting = (values: object): never =>
      Object.defineProperties(
        {},
        Object.fromEntries(
          Object.entries(values).map(([name, value]: [string, unknown]) => [
            name,
            {
              enumerable: true,
              get() {
                reads.push(name)
                return value
              },
            },
          ]),
        ),
      ) as never
    const calls: [call: (input: never) => Promise<unknown>, input: object][] = [
      [adapter.createUser, { id: 'c', name: 'n' }],
      [adapter.updateUser, { id: 'a', name: 'n' }],
      [adapter.linkAccount, given],
      [adapter.updateAccount, { ...given, scope: 's' }],
      [adapter.getUserByAccount, { provider: 'p', providerAccountId: '1' }],
      [adapter.unlinkAccount, { provider: 'p', providerAccountId: '1' }],
      [adapter.createSession, { sessionToken: 't', userId: 'a', expires: new Date(4e12) }],
      [adapter.updateSession, { sessionToken: 't', expires: new Date(4e12) }],
      [adapter.createVerificationToken, { identifier: 'i', token: 't', expires: new Date(4e12) }],
      [adapter.useVerificationToken, { identifier: 'i', token: 't' }],
    ]
    for (const [call, input] of calls) {
      reads.length = 0
      const userId = 'userId' in input ? { userId: 'a' } : {}
      await call(counting({ ...input, ...userId }))
      expect(reads.toSorted((a, b) => a.localeCompare(b))).toEqual(
        Object.keys({ ...input }).toSorted((a, b) => a.localeCompare(b)),
      )
    }
  })

  test('may be frozen, and without a prototype; what they inherit does not count', async () => {
    const { adapter } = await adapterOn()
    const frozen = Object.freeze({ id: 'u', name: 'n' })
    expect(await adapter.createUser(frozen)).toMatchObject(frozen)
    expect(await adapter.updateUser(Object.assign(Object.create(null) as never, { id: 'u', name: 'm' }))).toMatchObject(
      { name: 'm' },
    )
    const heir = Object.assign(Object.create({ name: 'inherited' }) as object, { id: 'u' }) as never
    expect(await adapter.updateUser(heir)).toMatchObject({ name: 'm' })
    await adapter.linkAccount(given as never)
    expect(await adapter.getUserByAccount(given)).not.toBeNull()
    expect(await adapter.getUserByAccount(Object.create(given) as never)).toBeNull()
  })

  test.each([null, undefined, 'u', 7, [], [{ id: 'u' }], () => ({})])('%o is no object with fields', (input) => {
    expect(() => newRow(user, input, 'createUser', ignore)).toThrow(
      'createUser: takes an object with the fields of user.',
    )
    expect(() => changedRow(user, input, 'updateUser', ['id'])).toThrow('updateUser: takes an object')
    expect(keyParams(account, input, 'provider')).toBeUndefined()
  })
})

describe('rows', () => {
  test('without() leaves out fields with their values', () => {
    const row = linkedRow(account, { ...given, scope: 's', expires_at: 7 }, 'op', ignore)
    expect(fieldsOf(account, without(account, row, 'provider', 'scope'))).toEqual({
      userId: 'u',
      type: 'oauth',
      providerAccountId: '1',
      expires_at: 7,
    })
    expect(without(account, row, ...account.columns.map(({ name }) => name))).toEqual({ mask: 0, params: [] })
  })

  test('decodeRow() answers absent fields as null, and leaves them out of accounts', () => {
    expect(decodeRow(user, ['', 'u', null, undefined, 5, 'i'], 1)).toEqual({
      id: 'u',
      name: null,
      email: null,
      emailVerified: new Date(5),
      image: 'i',
    })
    const values = account.columns.map(({ name }) => (name in given ? 'x' : name === 'beta' ? 0 : null))
    expect(decodeRow(account, values)).toEqual({
      userId: 'x',
      type: 'x',
      provider: 'x',
      providerAccountId: 'x',
      beta: false,
    })
  })

  test('decodeRow() names the field that holds something else', () => {
    const { user } = layoutOf(sqlite, { fields: { user: { data: { type: 'json', optional: true } } } }).tables
    expect(() => decodeRow(user, ['u', null, null, null, null, '{'])).toThrow(Undecodable)
  })
})
