import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { assertNoValue, engine, errorOf, open } from '../test/databases.ts'
import type { Made } from '../test/instances.ts'
import { KyselyAdapter, check, migrate, schema } from './index.ts'

const { family } = engine()
const options = { fields: { user: { role: { type: 'text', default: 'member' } } } } as const

/** That the one connection is free, and outside of any transaction. */
async function expectFree({ db, pool }: Made): Promise<void> {
  expect((await sql<{ one: number }>`SELECT 1 AS one`.execute(db)).rows).toEqual([{ one: 1 }])
  expect(pool instanceof Database && pool.inTransaction).toBe(false)
  await db.transaction().execute((transaction) => sql`SELECT 1`.execute(transaction))
}

test('migrate makes what check wants, under plugins too, and a second time there is nothing to do', async () => {
  const namespace = family === 'sqlite' ? 'main' : family === 'postgres' ? 'siteAuth' : undefined
  const made = await open({ max: 1, plugins: true, schema: namespace })
  const { db } = made
  expect((await check(db, options)).map(({ rule }) => rule)).toEqual(Array.from({ length: 5 }, () => 'missing'))
  const { statements } = await migrate(db, options)
  expect(statements.length).toBeGreaterThanOrEqual(5)
  expect(await check(db, options)).toEqual([])
  expect((await migrate(db, options)).statements).toEqual([])
  const text = schema(db, options)
  expect(text).toContain('email_verified')
  for (const statement of statements.filter((one) => one.startsWith('CREATE TABLE'))) expect(text).toContain(statement)
  await expectFree(made)
})

test('check names what differs: a column, a default, a constraint', async () => {
  const { db } = await open({ max: 1 })
  await migrate(db)
  await sql`ALTER TABLE users ADD COLUMN age integer`.execute(db)
  const findings = await check(db, { fields: { user: { plan: { type: 'text', optional: true } } } })
  expect(findings.map(({ table, column, rule }) => [table, column, rule])).toEqual([
    ['users', 'plan', 'missing'],
    ['users', 'age', 'undeclared'],
  ])
})

test('processes that migrate at once: each ends well, and the schema is right', async () => {
  const { db, url } = await open()
  const script = fileURLToPath(new URL('../test/migrator.ts', import.meta.url))
  // Processes, since two instances of one process would wait for each other where a driver is synchronous.
  const migrated = Array.from({ length: 3 }, () =>
    promisify(execFile)(process.execPath, [script], { env: { ...process.env, MIGRATED_URL: url } }),
  )
  for (const { stderr } of await Promise.all(migrated)) expect(stderr).toBe('')
  expect(await check(db)).toEqual([])
})

describe('what fails gives the connection back as it was', () => {
  test('a table that cannot be adopted', async () => {
    const made = await open({ max: 1 })
    await sql`CREATE TABLE sessions (id integer)`.execute(made.db)
    expect(await errorOf(migrate(made.db))).toMatchObject({ code: 'schema', operation: 'migrate' })
    await expectFree(made)
    await sql`DROP TABLE sessions`.execute(made.db)
    await migrate(made.db)
    expect(await check(made.db)).toEqual([])
  })

  test.runIf(family === 'postgres')('a lock that is not got in time', async () => {
    const holder = await open({ max: 1 })
    const made = await open({ url: `${holder.url}?options=-c%20statement_timeout%3D300`, max: 1 })
    await holder.db.transaction().execute(async (transaction) => {
      await sql`SELECT pg_advisory_xact_lock(7311024503181)`.execute(transaction)
      expect((await errorOf(migrate(made.db))).code).toBe('unavailable')
      await expectFree(made)
    })
    await migrate(made.db)
    expect(await check(made.db)).toEqual([])
  })

  test.runIf(family === 'sqlite')('a write lock that is not got in time', async () => {
    const made = await open()
    const holder = new Database(made.url)
    holder.exec('BEGIN IMMEDIATE')
    ;(made.pool as Database.Database).pragma('busy_timeout = 50')
    expect((await errorOf(migrate(made.db))).code).toBe('unavailable')
    await expectFree(made)
    holder.close()
    await migrate(made.db)
  })

  test.runIf(family === 'sqlite')('a commit that a reader keeps from happening', async () => {
    const made = await open()
    const pool = made.pool as Database.Database
    pool.pragma('journal_mode = DELETE')
    pool.pragma('busy_timeout = 50')
    await sql`CREATE TABLE notes (id integer)`.execute(made.db)
    const reader = new Database(made.url)
    reader.exec('BEGIN; SELECT * FROM notes')
    expect((await errorOf(migrate(made.db))).code).toBe('unavailable')
    await expectFree(made)
    reader.close()
    expect((await migrate(made.db)).statements.length).toBeGreaterThan(5)
  })

  test('statements that are refused', async () => {
    const made = await open({ max: 1 })
    await migrate(made.db)
    const adapter = KyselyAdapter(made.db)
    await adapter.createUser({ email: 'a@example.com' })
    for (let round = 0; round < 20; round++) {
      const error = await errorOf(adapter.createUser({ email: 'a@example.com' }))
      expect(error).toMatchObject({ code: 'duplicate', field: 'email' })
      assertNoValue(error, 'a@example.com')
      const session = { sessionToken: 's', userId: 'nobody', expires: new Date(4e12) }
      expect((await errorOf(adapter.createSession(session))).code).toBe('reference')
    }
    await expectFree(made)
  })
})

test('an instance that was destroyed is unavailable', async () => {
  const { db } = await open()
  await migrate(db)
  await db.destroy()
  const adapter = KyselyAdapter(db)
  const calls: (() => Promise<unknown>)[] = [() => adapter.getUser('a'), () => check(db), () => migrate(db)]
  for (const call of calls) expect((await errorOf(call())).code).toBe('unavailable')
})
