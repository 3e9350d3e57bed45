import { expect, test } from 'vitest'
import { capabilitiesOf } from './capabilities.ts'
import { schemaSql } from './ddl.ts'
import { postgres } from './dialects/postgres.ts'
import { sqlite } from './dialects/sqlite.ts'
import { compareTable } from './findings.ts'
import { columnOf, layoutOf } from './layout.ts'
import { newRow } from './rows.ts'
import type { Schema } from './schema.ts'

const schema = { constraints: { required: { user: ['email'] } } } as const satisfies Schema

test('a required field has a column that is NOT NULL, and stays what it is otherwise', () => {
  expect(schemaSql(postgres, { schema })).toContain('"email" text COLLATE "C" NOT NULL')
  expect(schemaSql(postgres)).toContain('"email" text COLLATE "C",')
  const { user } = layoutOf(postgres, { schema }).tables
  expect(columnOf(user, 'email')).toMatchObject({ field: { type: 'key' }, key: { bytes: 254 } })
  expect(columnOf(user, 'name').field.optional).toBe(true)
})

test('a row without it is refused before the database is asked', () => {
  const { user } = layoutOf(postgres, { schema }).tables
  const make = (input: object) => () => newRow(user, { id: 'a', ...input }, 'createUser', () => {})
  const refused = expect.objectContaining({ code: 'invalid-input', field: 'email' }) as Error
  expect(make({})).toThrow(refused)
  expect(make({ email: null })).toThrow(refused)
  expect(make({ email: 'a@example.com' })().params).toEqual(['a', 'a@example.com'])
})

test('a column that is NOT NULL is an error, or what the schema says of it: a rule that is lost', () => {
  const columns = ['id', 'name', 'email', 'emailVerified', 'image'].map((name) => ({
    name,
    type: name === 'emailVerified' ? 'timestamp with time zone' : 'text',
    notNull: name === 'id' || name === 'email',
    hasDefault: false,
  }))
  const indexes = ['id', 'email'].map((name) => ({ name, columns: [name], unique: true }))
  const found = { columns, indexes, foreignKeys: [] }
  const rules = (options: { schema?: Schema }) => {
    const layout = layoutOf(postgres, options)
    const steps = compareTable(layout, layout.tables.user, found)
    return steps.map(({ column, rule, severity, lost }) => [column, rule, severity, lost])
  }
  expect(rules({ schema })).toEqual([['email', 'nullable', 'warning', ['createUser.without-email']]])
  expect(rules({})).toEqual([['email', 'nullable', 'error', undefined]])
})

test('the rule that it breaks is told', () => {
  expect(capabilitiesOf({ schema }).notGuaranteed).toEqual({ 'createUser.without-email': 'user.email must be there' })
  expect(capabilitiesOf({ schema: { constraints: { required: { user: ['name'] } } } }).notGuaranteed).toEqual({})
})

test('a set that is unique by itself keeps a larger one unique, and no smaller one', () => {
  const lost = (verificationToken: readonly ('identifier' | 'token')[][]): string[] =>
    Object.keys(capabilitiesOf({ schema: { constraints: { unique: { verificationToken } } } }).notGuaranteed)
  expect(lost([['token']])).toEqual([])
  expect(lost([['token', 'identifier']])).toEqual([])
  expect(lost([])).toEqual(['createVerificationToken.pair-unique'])
  expect(lost([[]])).toEqual(['createVerificationToken.pair-unique'])
  const account = { unique: { account: [['provider', 'providerAccountId', 'userId']] } } as const
  expect(capabilitiesOf({ schema: { constraints: account } }).notGuaranteed).toHaveProperty('linkAccount.taken-pair')
})

test("SQLite takes columns of other databases' types for texts that cannot turn into numbers", () => {
  const accepts = (of: Schema, entity: 'user' | 'session', field: string, type: string): boolean => {
    const layout = layoutOf(sqlite, { schema: of })
    return sqlite.accepts(columnOf(layout.tables[entity], field), type, layout)
  }
  const uuid = { ids: { type: 'uuid', from: 'caller' } } as const
  const iso = { encodings: { timestamp: 'iso8601' } } as const
  expect(accepts(uuid, 'user', 'id', 'uuid')).toBe(true)
  expect(accepts(uuid, 'session', 'userId', 'uuid')).toBe(true)
  expect(accepts(iso, 'session', 'expires', 'timestamptz')).toBe(true)
  expect(accepts(iso, 'session', 'expires', 'datetime')).toBe(true)
  // Whole numbers stay what they are; so some have them there.
  expect(accepts({}, 'session', 'expires', 'datetime')).toBe(true)
  // Text ids can be digits, and would come back as numbers; milliseconds are no text.
  expect(accepts({}, 'user', 'id', 'uuid')).toBe(false)
  expect(accepts({}, 'session', 'expires', 'timestamptz')).toBe(false)
  expect(accepts(uuid, 'user', 'email', 'uuid')).toBe(false)
})
