import { describe, expect, test } from 'vitest'
import { open, rowsOf, schemaOf } from '../test/databases.ts'
import { SQLiteAdapter, type SchemaOptions, check, migrate, schema } from './index.ts'

describe('migrate() on an empty database', () => {
  test('creates everything, records the version, and does nothing the second time', async () => {
    const database = open()
    const { statements } = await migrate(database)
    expect(`${statements.join(';\n\n')};\n`).toBe(schema())
    expect(rowsOf(database, 'strongroom_schema')).toEqual(
      ['users', 'accounts', 'sessions', 'verification_token', 'authenticators'].map((name) => ({ name, version: 1 })),
    )
    const before = schemaOf(database)
    expect(await migrate(database)).toEqual({ statements: [] })
    expect(schemaOf(database)).toEqual(before)
    expect(await check(database)).toEqual([])
  })

  test('makes STRICT tables, so that a column holds nothing but its type', async () => {
    const database = open()
    await migrate(database)
    expect(
      database
        .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict")
        .pluck()
        .all(),
    ).toEqual(['sqlite_schema', 'strongroom_schema'].toSorted())
    expect(() => database.exec("INSERT INTO users (id, emailVerified) VALUES ('u', 'soon')")).toThrow(
      'cannot store TEXT',
    )
  })

  test('two schemas live in one database', async () => {
    const database = open()
    const other: SchemaOptions = {
      schema: {
        tables: {
          user: { name: 'a' },
          account: { name: 'b' },
          session: { name: 'c' },
          verificationToken: { name: 'd' },
          authenticator: { name: 'e' },
        },
      },
    }
    await migrate(database)
    await migrate(database, other)
    expect([await check(database), await check(database, other)]).toEqual([[], []])
    expect(rowsOf(database, 'strongroom_schema')).toHaveLength(10)
  })
})

describe('migrate() adds what can be added', () => {
  test.each<[what: string, replace: string | RegExp, by: string, rule: string]>([
    ['a missing table', /CREATE TABLE "authenticators"[\s\S]*?STRICT;/, '', 'missing'],
    ['a missing optional column', '  "image" TEXT,\n', '', 'missing'],
    ['a missing unique constraint', ',\n  CONSTRAINT "users_email_key" UNIQUE ("email")', '', 'unique'],
    ['a missing primary key', ',\n  PRIMARY KEY ("credentialID")', '', 'unique'],
    ['a missing index', /CREATE INDEX "sessions_expires_idx"[^;]*;/, '', 'index'],
  ])('%s', async (_, replace, by, rule) => {
    const database = open()
    const text = schema()
    expect(text).toMatch(replace)
    const statements = text
      .replace(replace, by)
      .split(';\n')
      .map((statement) => statement.trim())
      .filter(Boolean)
    for (const statement of statements) {
      // The indexes of a table that is not there.
      if (rule === 'missing' && statement.includes('INDEX "authenticators')) continue
      database.exec(statement)
    }
    database.exec("INSERT INTO users (id, name) VALUES ('u', 'kept')")
    const findings = await check(database)
    expect(findings.map((finding) => finding.rule)).toContain(rule)
    expect((await migrate(database)).statements.length).toBeGreaterThan(0)
    expect(await check(database)).toEqual([])
    expect(await SQLiteAdapter(database).getUser('u')).toMatchObject({ name: 'kept', image: null })
  })

  test('custom fields that are optional or have a default, also to rows that exist', async () => {
    const database = open()
    await migrate(database)
    await SQLiteAdapter(database).createUser({ id: 'u' })
    const fields = {
      user: {
        role: { type: 'text', default: 'member' },
        since: { type: 'timestamp', default: '2001-02-03T04:05:06.789Z' },
        nick: { type: 'text', optional: true },
      },
    } as const
    expect((await check(database, { fields })).map(({ column }) => column)).toEqual(['role', 'since', 'nick'])
    await migrate(database, { fields })
    expect(await check(database, { fields })).toEqual([])
    const added = { role: 'member', since: new Date('2001-02-03T04:05:06.789Z'), nick: null }
    expect(await SQLiteAdapter(database, { fields }).getUser('u')).toMatchObject(added)
  })
})
