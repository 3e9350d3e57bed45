import { describe, expect, test } from 'vitest'
import { driverOf, open } from '../../test/node-sqlite.ts'
import type { FoundTable, Kind } from '../dialect.ts'
import { columnOf, layoutOf } from '../layout.ts'
import { migrateSql } from '../migrate.ts'
import type { SchemaOptions } from '../schema.ts'
import { settle } from '../steps.ts'
import { sqlite } from './sqlite.ts'

const key = { bytes: 255 }
const kind = (type: Kind['field']['type'], idType: Kind['idType'] = 'text'): Kind => ({ field: { type }, key, idType })

/** A table as the dialect finds it in a database where `text` was run. */
async function found(text: string, table = 't', options: SchemaOptions = {}): Promise<FoundTable | undefined> {
  const database = open()
  database.exec(text)
  return settle(sqlite.inspect(driverOf(database).driver, layoutOf(sqlite, options), table))
}

describe('inspect()', () => {
  test('finds a table whole', async () => {
    const table = await found(`
      CREATE TABLE u (id TEXT PRIMARY KEY);
      CREATE TABLE t (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INT DEFAULT 7, mail TEXT COLLATE NOCASE UNIQUE,
        nick TEXT COLLATE RTRIM, owner TEXT REFERENCES u ON DELETE cascade, other TEXT REFERENCES u (id)
      );
      CREATE UNIQUE INDEX pair ON t (name, age);
      CREATE UNIQUE INDEX part ON t (age) WHERE age > 7;
      CREATE INDEX look ON t (owner, name);
      CREATE INDEX lax ON t (other COLLATE NOCASE);
    `)
    const column = {
      notNull: false,
      hasDefault: false,
      defaultSql: undefined,
      laxCollation: undefined,
      type: 'TEXT',
      alone: false,
      bound: false,
    }
    expect(table?.columns).toEqual([
      { ...column, name: 'id', type: 'INTEGER', hasDefault: true, alone: true, bound: true },
      { ...column, name: 'name', notNull: true },
      { ...column, name: 'age', type: 'INT', hasDefault: true, defaultSql: '7' },
      { ...column, name: 'mail', laxCollation: 'NOCASE', alone: true },
      { ...column, name: 'nick', laxCollation: 'RTRIM' },
      { ...column, name: 'owner', bound: true },
      // An index of another collation is not the column's.
      { ...column, name: 'other', bound: true },
    ])
    expect(table?.indexes.toSorted((a, b) => a.name.localeCompare(b.name))).toMatchObject([
      { name: 'lax', columns: ['other'], unique: false },
      { name: 'look', columns: ['owner', 'name'], unique: false },
      { name: 'pair', columns: ['name', 'age'], unique: true },
      { name: 'primary key', columns: ['id'], unique: true },
      { name: 'sqlite_autoindex_t_1', columns: ['mail'], unique: true },
    ])
    expect(table?.foreignKeys.toSorted((a, b) => a.column.localeCompare(b.column))).toEqual([
      { name: 'other', column: 'other', table: 'u', cascade: false },
      { name: 'owner', column: 'owner', table: 'u', cascade: true },
    ])
  })

  test.each([
    ['id INTEGER PRIMARY KEY', true],
    ['id integer PRIMARY KEY', true],
    ['id INT PRIMARY KEY', false],
    ['id INTEGER UNIQUE', false],
    ['id TEXT PRIMARY KEY', false],
    ["id TEXT PRIMARY KEY DEFAULT 'x'", true],
  ])('knows which keys SQLite makes: %s', async (definition, hasDefault) => {
    expect(
      (await found(`CREATE TABLE t (${definition}, name TEXT)`))?.columns.map((column) => column.hasDefault),
    ).toEqual([hasDefault, false])
  })

  test('of a primary key of several columns takes all, and no other', async () => {
    const table = await found('CREATE TABLE t (a TEXT, b TEXT, c TEXT, PRIMARY KEY (a, c)) WITHOUT ROWID')
    expect(table?.indexes).toContainEqual({ name: 'primary key', columns: ['a', 'c'], unique: true })
    const indexes = async (text: string): Promise<unknown> => (await found(text))?.indexes
    const primary = { name: 'primary key', columns: ['a'], unique: true }
    expect(await indexes('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)')).toEqual([primary])
    expect(await indexes('CREATE TABLE t (a, b)')).toEqual([{ ...primary, columns: [], unique: false }])
  })

  test('finds nothing where there is nothing, and looks into its namespace', async () => {
    expect(await found('CREATE TABLE u (a)')).toBeUndefined()
    const attached = "ATTACH ':memory:' AS other; CREATE TABLE other.t (a TEXT)"
    expect((await found(attached, 't', { schema: { namespace: 'other' } }))?.columns).toMatchObject([{ name: 'a' }])
    expect(await found(attached)).toBeUndefined()
  })

  test('asks by one name, for logs', async () => {
    const database = open()
    database.exec('CREATE TABLE t (a)')
    const { driver, asked } = driverOf(database)
    await settle(sqlite.inspect(driver, layoutOf(sqlite), 't'))
    expect(new Set(asked.map(({ statement }) => statement.name))).toEqual(new Set(['inspect']))
  })
})

describe('values', () => {
  test('whole numbers come as numbers, also where the application has SQLite answer bigints', () => {
    for (const type of ['bigint', 'integer'] as const) {
      const { encode, decode } = sqlite.codec(kind(type), { timestamp: 'native' })
      expect(encode).toBeUndefined()
      expect(decode?.(5n as never)).toBe(5)
    }
    expect(sqlite.codec(kind('boolean'), { timestamp: 'native' }).decode?.(1n as never)).toBe(true)
    expect(sqlite.codec(kind('timestamp'), { timestamp: 'native' }).decode?.(5n as never)).toEqual(new Date(5))
    for (const type of ['id', 'key', 'text'] as const)
      expect(sqlite.codec(kind(type), { timestamp: 'native' })).toEqual({})
  })

  test('the present time is filled in as the codec reads it', () => {
    const database = open()
    for (const timestamp of ['native', 'iso8601'] as const) {
      const [row] = database.prepare(`SELECT ${sqlite.fill('created', { timestamp })} AS at`).all()
      const { decode } = sqlite.codec(kind('timestamp'), { timestamp })
      expect(typeof row?.['at']).toBe(timestamp === 'native' ? 'number' : 'string')
      const at = decode?.(row?.['at'] as never) as Date
      expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(60_000)
    }
  })

  test('only ids that are integers are read as text', () => {
    expect(sqlite.read('r', kind('id', 'integer'))).toBe('cast(r as text)')
    for (const other of [kind('id'), kind('key', 'integer'), kind('bigint', 'integer')])
      expect(sqlite.read('r', other)).toBe('r')
  })
})

describe('the tables that migrate() makes', () => {
  test('have columns of the type that their field is', async () => {
    const optional = true
    const options: SchemaOptions = {
      schema: { ids: { type: 'integer', from: 'database' } },
      fields: {
        user: {
          i: { type: 'integer', optional },
          b: { type: 'boolean', optional },
          j: { type: 'json', optional },
          t: { type: 'timestamp', optional },
        },
      },
    }
    const database = open()
    await migrateSql(driverOf(database).driver, options)
    const types = (table: string): unknown => {
      const rows = database.prepare(`SELECT name, type FROM pragma_table_info('${table}')`).all()
      return Object.fromEntries(rows.map(({ name, type }) => [name, type]))
    }
    expect(types('accounts')).toMatchObject({
      userId: 'INTEGER',
      provider: 'TEXT',
      expires_at: 'INTEGER',
      scope: 'TEXT',
    })
    expect(types('users')).toMatchObject({
      id: 'INTEGER',
      name: 'TEXT',
      emailVerified: 'INTEGER',
      i: 'INTEGER',
      b: 'INTEGER',
      j: 'TEXT',
      t: 'INTEGER',
    })
    expect(types('strongroom_schema')).toEqual({ name: 'TEXT', version: 'INTEGER' })
    const iso = open()
    await migrateSql(driverOf(iso).driver, { schema: { encodings: { timestamp: 'iso8601' } } })
    expect(iso.prepare("SELECT type FROM pragma_table_info('sessions') WHERE name = 'expires'").get()).toMatchObject({
      type: 'TEXT',
    })
  })

  test('get indexes of several columns, named after them', () => {
    const database = open()
    database.exec('CREATE TABLE accounts (provider TEXT, providerAccountId TEXT)')
    const layout = layoutOf(sqlite)
    for (const unique of [true, false])
      database.exec(sqlite.createIndex(layout, layout.tables.account, ['provider', 'providerAccountId'], unique))
    const indexes = database.prepare('SELECT name, "unique" FROM pragma_index_list(\'accounts\') ORDER BY name').all()
    expect(indexes).toMatchObject([
      { name: 'accounts_provider_providerAccountId_idx', unique: 0 },
      { name: 'accounts_provider_providerAccountId_key', unique: 1 },
    ])
  })

  test('are made wholly or not at all, which a refusal says', async () => {
    const database = open()
    const { driver } = driverOf(database)
    await migrateSql(driver)
    database.exec('DROP INDEX sessions_userId_idx; DROP TABLE accounts; CREATE VIEW accounts_userId_idx AS SELECT 1')
    const before = database.prepare('SELECT sql FROM sqlite_schema').all()
    await expect(migrateSql(driver)).rejects.toThrow(/Nothing was changed\.$/)
    expect(database.prepare('SELECT sql FROM sqlite_schema').all()).toEqual(before)
  })
})

describe('what is taken from somebody else', () => {
  const { user, account } = layoutOf(sqlite, {
    fields: { user: { admin: { type: 'boolean', optional: true } } },
  }).tables

  test('BOOLEAN holds what is true or false, and no other number', () => {
    const layout = layoutOf(sqlite)
    expect(sqlite.accepts(columnOf(user, 'admin'), 'boolean', layout)).toBe(true)
    expect(sqlite.accepts(columnOf(account, 'expires_at'), 'BOOLEAN', layout)).toBe(false)
    expect(sqlite.accepts(columnOf(account, 'expires_at'), 'bigint', layout)).toBe(true)
  })

  test('types of other engines that keep text as it is, of the forms that are stored in them', () => {
    const layout = layoutOf(sqlite, {
      schema: { ids: { type: 'uuid', from: 'caller' }, encodings: { timestamp: 'iso8601' } },
    })
    const id = columnOf(layout.tables.user, 'id')
    const name = columnOf(layout.tables.user, 'name')
    const expires = columnOf(layout.tables.session, 'expires')
    const taken = (column: typeof id, ...types: string[]): string[] =>
      types.filter((type) => sqlite.accepts(column, type, layout))
    const every = ['uuid', 'DateTime', 'TIMESTAMP', 'timestamptz', 'varchar(9)', 'CLOB', 'text', 'NUMERIC', 'REAL', '']
    expect(taken(id, ...every)).toEqual(['uuid', 'varchar(9)', 'CLOB', 'text'])
    expect(taken(name, ...every)).toEqual(['varchar(9)', 'CLOB', 'text'])
    expect(taken(expires, ...every)).toEqual(['DateTime', 'TIMESTAMP', 'timestamptz', 'varchar(9)', 'CLOB', 'text'])
    expect(taken(expires, 'MY TIMESTAMP', 'DATETIME2', 'POINT TEXT', 'CHARINT')).toEqual([])
    expect(sqlite.accepts(columnOf(layoutOf(sqlite).tables.user, 'id'), 'uuid', layoutOf(sqlite))).toBe(false)
  })

  test('names that differ in more than the case of ASCII are two columns', () => {
    const columns = { name: 'ß', image: 'SS' }
    expect(layoutOf(sqlite, { schema: { tables: { user: { columns } } } }).tables.user.columns).toHaveLength(5)
  })
})

test('an upsert with nothing to change leaves the row of its owner as it is, and finds it', () => {
  const database = open()
  database.exec('CREATE TABLE accounts ("userId", "provider", "scope", PRIMARY KEY ("provider"))')
  const conflict = sqlite.onConflict(layoutOf(sqlite).tables.account, ['"provider"'], '"userId"', [])
  const link = database.prepare(`INSERT INTO accounts VALUES (?, 'p', 's') ${conflict} RETURNING "userId"`)
  expect([link.all('u'), link.all('u'), link.all('v')]).toEqual([[{ userId: 'u' }], [{ userId: 'u' }], []])
})
