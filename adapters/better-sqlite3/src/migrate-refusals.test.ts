import { describe, expect, test } from 'vitest'
import { errorOf, open, schemaOf, temporaryFile } from '../test/databases.ts'
import { check, migrate, schema } from './index.ts'

describe('migrate() refuses what it cannot adopt, names it and changes nothing', () => {
  test.each<[what: string, replace: string | RegExp, by: string, at: { table: string; column: string; field: string }]>(
    [
      [
        'a missing required column',
        '  "expires" INTEGER NOT NULL,\n',
        '',
        { table: 'sessions', column: 'expires', field: 'expires' },
      ],
      [
        'a column of another type',
        '"emailVerified" INTEGER',
        '"emailVerified" TEXT',
        { table: 'users', column: 'emailVerified', field: 'emailVerified' },
      ],
      [
        'a text column that is a number',
        '"access_token" TEXT',
        '"access_token" INTEGER',
        { table: 'accounts', column: 'access_token', field: 'access_token' },
      ],
      [
        'a key that ignores case',
        '"email" TEXT',
        '"email" TEXT COLLATE NOCASE',
        { table: 'users', column: 'email', field: 'email' },
      ],
      [
        'a key that ignores trailing spaces',
        '"sessionToken" TEXT',
        '"sessionToken" TEXT COLLATE RTRIM',
        { table: 'sessions', column: 'sessionToken', field: 'sessionToken' },
      ],
      [
        'a user id without an index of its own that ignores case',
        '"userId" TEXT',
        '"userId" TEXT COLLATE NOCASE',
        { table: 'accounts', column: 'userId', field: 'userId' },
      ],
      [
        'a user id without an index of its own that ignores trailing spaces',
        '"userId" TEXT',
        '"userId" TEXT COLLATE RTRIM',
        { table: 'accounts', column: 'userId', field: 'userId' },
      ],
      [
        'an optional column that is NOT NULL',
        '"name" TEXT',
        '"name" TEXT NOT NULL',
        { table: 'users', column: 'name', field: 'name' },
      ],
      [
        'an optional column that is NOT NULL with a default',
        '"name" TEXT',
        `"name" TEXT NOT NULL DEFAULT ''`,
        { table: 'users', column: 'name', field: 'name' },
      ],
      [
        'an undeclared column that must be given',
        '  "name" TEXT',
        '  "tenant" TEXT NOT NULL,\n  "name" TEXT',
        { table: 'users', column: 'tenant', field: 'tenant' },
      ],
      [
        'a missing foreign key',
        /,\n {2}FOREIGN KEY [^\n]*\n/,
        '\n',
        { table: 'accounts', column: 'userId', field: 'userId' },
      ],
      [
        'a foreign key that does not cascade',
        ' ON DELETE CASCADE',
        '',
        { table: 'accounts', column: 'userId', field: 'userId' },
      ],
      [
        'a foreign key to something else',
        'REFERENCES "users"',
        'REFERENCES "sessions"',
        { table: 'accounts', column: 'userId', field: 'userId' },
      ],
    ],
  )('%s', async (_, replace, by, { table, column, field }) => {
    const text = schema().replace(/CREATE INDEX[^;]*;/g, '')
    expect(text).toMatch(replace)
    const database = open()
    database.exec(text.replace(replace, by))
    const before = schemaOf(database)
    const error = await errorOf(migrate(database))
    expect(error).toMatchObject({ code: 'schema', operation: 'migrate', field })
    expect(error.message).toContain(`${table}.${column}`)
    expect(error.message).toContain('Nothing was changed.')
    expect(schemaOf(database)).toEqual(before)
    // The same offender in check().
    const findings = (await check(database)).filter(
      ({ severity, fix }) => severity === 'error' && fix?.startsWith('CREATE') !== true,
    )
    expect(findings).toMatchObject([{ table, column }])
    expect(database.inTransaction).toBe(false)
  })

  test('a declared default that the column lacks', async () => {
    const database = open()
    await migrate(database)
    database.exec('ALTER TABLE users ADD COLUMN role TEXT')
    const fields = { user: { role: { type: 'text', default: 'member' } } } as const
    expect(await errorOf(migrate(database, { fields }))).toMatchObject({ code: 'schema', field: 'role' })
    expect(await check(database, { fields })).toMatchObject([{ table: 'users', column: 'role', severity: 'error' }])
  })

  test('rows in the way of a unique index', async () => {
    const text = schema()
    const constraint = ',\n  CONSTRAINT "users_email_key" UNIQUE ("email")'
    expect(text).toContain(constraint)
    const database = open()
    database.exec(text.replace(constraint, ''))
    database.exec(
      "DROP INDEX accounts_userId_idx; INSERT INTO users (id, email) VALUES ('a', 's3cret@x'), ('b', 's3cret@x')",
    )
    const before = schemaOf(database)
    const error = await errorOf(migrate(database))
    expect(error).toMatchObject({ code: 'schema', entity: 'user', field: 'email' })
    expect(error.message).toMatch(/users.*\(email\).*stand in the way/)
    expect(`${error.stack}${JSON.stringify(error.cause)}`).not.toContain('s3cret')
    expect(schemaOf(database)).toEqual(before)
  })

  test('a database of a later release', async () => {
    const database = open()
    await migrate(database)
    database.exec("UPDATE strongroom_schema SET version = 2 WHERE name = 'sessions'; DROP INDEX sessions_expires_idx")
    const before = schemaOf(database)
    const error = await errorOf(migrate(database))
    expect(error).toMatchObject({ code: 'schema', entity: 'session' })
    expect(error.message).toMatch(/sessions.*version 2; this one knows 1.*Update the package/)
    expect(schemaOf(database)).toEqual(before)
  })

  test('a database of a later release that looks otherwise: the release is the reason', async () => {
    const database = open()
    await migrate(database)
    database.exec('UPDATE strongroom_schema SET version = 2; ALTER TABLE users DROP COLUMN name')
    database.exec('ALTER TABLE users ADD COLUMN name INTEGER')
    expect((await errorOf(migrate(database))).message).toContain('Update the package')
  })

  test('a name that is taken by something else', async () => {
    const database = open()
    await migrate(database)
    database.exec('DROP INDEX sessions_expires_idx; CREATE INDEX sessions_expires_idx ON users (image)')
    const before = schemaOf(database)
    const error = await errorOf(migrate(database))
    expect(error).toMatchObject({ code: 'schema', entity: 'session' })
    expect(error.message).toMatch(/sessions has no index on \(expires\)\. The database refused: CREATE INDEX/)
    expect(schemaOf(database)).toEqual(before)
  })

  test('a full disk is unavailable, and the next time all is well', async () => {
    const database = open(temporaryFile())
    database.pragma('max_page_count = 3')
    expect(await errorOf(migrate(database))).toMatchObject({ code: 'unavailable', operation: 'migrate' })
    expect(schemaOf(database)).toEqual([])
    database.pragma('max_page_count = 1000')
    await migrate(database)
    expect(await check(database)).toEqual([])
  })

  test('a transaction that ended by itself hides nothing of why', async () => {
    const database = open()
    database.exec('CREATE TABLE strongroom_schema (name TEXT PRIMARY KEY, version INTEGER)')
    database.exec("CREATE TRIGGER t BEFORE INSERT ON strongroom_schema BEGIN SELECT raise(ROLLBACK, 'no'); END")
    expect(await errorOf(migrate(database))).toMatchObject({ code: 'invalid-input', operation: 'migrate' })
    expect(await check(database)).toHaveLength(5)
  })

  test('a database that others hold is unavailable', async () => {
    const database = open(temporaryFile())
    database.exec('BEGIN IMMEDIATE')
    expect(await errorOf(migrate(open(database.name, { timeout: 20 })))).toMatchObject({ code: 'unavailable' })
  })
})
