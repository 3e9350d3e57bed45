import Database from 'better-sqlite3'
import * as kysely from 'kysely'
import * as kysely028 from 'kysely-0.28'
import { describe, expect, test } from 'vitest'
import { errorOf, open } from '../test/databases.ts'
import type { Tables } from '../test/instances.ts'
import { dialectOf, driverOf } from './driver.ts'
import { KyselyAdapter, check, migrate } from './index.ts'

const expires = new Date(4e12)

describe('the dialect', () => {
  const dialects = (of: typeof kysely) =>
    [
      ['sqlite', new of.SqliteDialect({ database: new Database(':memory:') })],
      ['postgres', new of.PostgresDialect({ pool: {} as never })],
      ['mysql', new of.MysqlDialect({ pool: {} as never })],
    ] as const
  const releases = [
    ['0.29', kysely],
    ['0.28', kysely028 as unknown as typeof kysely],
  ] as const

  test.each(releases)('is told from the instance on kysely %s', (_release, of) => {
    for (const [name, dialect] of dialects(of)) {
      const db = new of.Kysely<Tables>({ dialect })
      expect(dialectOf(db).name).toBe(name)
      expect(dialectOf(db.withSchema('x').withPlugin(new of.CamelCasePlugin())).name).toBe(name)
      expect(driverOf(db).dialect.name).toBe(name)
    }
  })

  test.each(releases)(
    'that is none of ours is refused on kysely %s, unless the option says what it is like',
    (_release, of) => {
      const dialect: kysely.Dialect = {
        createAdapter: () => new of.MssqlAdapter(),
        createDriver: () => new of.DummyDriver(),
        createQueryCompiler: () => new of.MssqlQueryCompiler(),
        createIntrospector: (on) => new of.MssqlIntrospector(on),
      }
      const db = new of.Kysely<Tables>({ dialect })
      expect(() => KyselyAdapter(db)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
      expect(() => KyselyAdapter(db)).toThrow('none of sqlite, postgres, mysql, mariadb')
      expect(dialectOf(db, 'postgres').name).toBe('postgres')
    },
  )

  test('PGlite is PostgreSQL', () => {
    expect(
      dialectOf(new kysely.Kysely<Tables>({ dialect: new kysely.PGliteDialect({ pglite: {} as never }) })).name,
    ).toBe('postgres')
  })

  test('is told from a transaction, and the option stands before it', async () => {
    const { db } = await open()
    await db.transaction().execute((transaction) => {
      expect(dialectOf(transaction).name).toBe('sqlite')
      return Promise.resolve()
    })
    expect(dialectOf(db, 'mariadb').name).toBe('mariadb')
  })
})

test('nothing is asked until a method is called', async () => {
  const { db, log } = await open()
  KyselyAdapter(db)
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(log).toEqual([])
})

test('loggers see every query with its values, and errors', async () => {
  const { db, log } = await open()
  await migrate(db)
  const adapter = KyselyAdapter(db)
  log.length = 0
  await adapter.createUser({ id: 'a', email: 'a@example.com' })
  await errorOf(adapter.createUser({ id: 'a', email: 'a@example.com' }))
  const seen = log.map(({ level, query }) => [level, query.sql.split(' ', 3).join(' '), query.parameters.includes('a')])
  expect(seen).toEqual([
    ['query', 'PRAGMA foreign_keys', false],
    ['query', 'INSERT INTO "users"', true],
    ['error', 'INSERT INTO "users"', true],
  ])
})

test('a text is made once: every call of an operation sends the same, and kysely compiles none', async () => {
  const { db, log } = await open({ plugins: true })
  await migrate(db)
  const compiler = db.getExecutor() as unknown as { compileQuery: (...args: unknown[]) => unknown }
  const prototype = Object.getPrototypeOf(compiler) as typeof compiler
  const { compileQuery } = prototype
  let compiled = 0
  prototype.compileQuery = function (...args) {
    compiled++
    return compileQuery.apply(this, args)
  }
  try {
    const adapter = KyselyAdapter(db)
    log.length = 0
    for (const id of ['a', 'b', 'c']) {
      await adapter.createUser({ id, email: `${id}@example.com` })
      await adapter.createSession({ sessionToken: id, userId: id, expires })
      await adapter.getSessionAndUser(id)
    }
    expect(compiled).toBe(0)
    await db.selectFrom('users').selectAll().execute()
    expect(compiled).toBe(1)
  } finally {
    prototype.compileQuery = compileQuery
  }
  const queries = log
    .filter(({ query }) => query.sql.includes('"users"') && query.parameters.length > 0)
    .map(({ query }) => query)
  const trees = new Set(queries.map(({ query }) => query))
  // An insert and a read, thrice each: two texts, and two trees that hold them.
  expect(queries.map(({ sql }) => sql.split(' ')[0]).join()).toBe('INSERT,SELECT,INSERT,SELECT,INSERT,SELECT')
  expect(new Set(queries.map(({ sql }) => sql)).size).toBe(2)
  expect(trees.size).toBe(2)
})

test('text that looks like JSON stays text under ParseJSONResultsPlugin, though the instance would parse it', async () => {
  const { db } = await open({ plugins: true })
  await migrate(db)
  const adapter = KyselyAdapter(db)
  const name = '{"admin":true}'
  const { id } = await adapter.createUser({ name, email: '[1]@example.com' })
  expect(await adapter.getUser(id)).toMatchObject({ name })
  expect(await db.selectFrom('users').select('name').execute()).toEqual([{ name: { admin: true } }])
})

test('rows are right where the database answers integers as bigints', async () => {
  const { db } = await open({ safeIntegers: true })
  const fields = {
    user: { logins: { type: 'bigint', default: 0 }, banned: { type: 'boolean', optional: true } },
  } as const
  await migrate(db, { fields })
  expect(await check(db, { fields })).toEqual([])
  const adapter = KyselyAdapter(db, { fields })
  const given = { id: 'a', email: 'a@example.com', emailVerified: expires, logins: 2 ** 53 - 1, banned: true }
  expect(await adapter.createUser(given)).toEqual({ ...given, name: null, image: null })
  await adapter.createSession({ sessionToken: 's', userId: 'a', expires })
  expect(await adapter.deleteExpired({ now: new Date(5e12) })).toMatchObject({ session: 1 })
})
