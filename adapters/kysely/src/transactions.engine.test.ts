import { type ControlledTransaction, type Kysely, sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { engine, errorOf, open } from '../test/databases.ts'
import type { Made, Tables } from '../test/instances.ts'
import { KyselyAdapter, migrate } from './index.ts'

const { family } = engine()
const ddlCommits = family === 'mysql' || family === 'mariadb'
const email = 'ada@example.com'
const expires = new Date(4e12)

/** A sign-up as the core does it, and what the application keeps of its own. */
async function signUp(db: Kysely<Tables>): Promise<string> {
  const adapter = KyselyAdapter(db)
  const { id } = await adapter.createUser({ email })
  await db.insertInto('profiles').values({ user_id: id, plan: 'free' }).execute()
  await adapter.linkAccount({ userId: id, type: 'oauth', provider: 'p', providerAccountId: '1', scope: 'x' })
  await adapter.createSession({ sessionToken: 's', userId: id, expires })
  return id
}

async function rowsOf(db: Kysely<Tables>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of ['users', 'profiles', 'accounts', 'sessions']) {
    counts[table] = (await db.selectFrom(table).selectAll().execute()).length
  }
  return counts
}

const nothing = { users: 0, profiles: 0, accounts: 0, sessions: 0 }
const everything = { users: 1, profiles: 1, accounts: 1, sessions: 1 }

describe('a sign-up in a transaction of the caller', () => {
  let made: Made
  let db: Kysely<Tables>
  beforeEach(async () => {
    made = await open({ max: 1 })
    db = made.db
    await migrate(db)
    await sql`CREATE TABLE profiles (user_id varchar(255) NOT NULL PRIMARY KEY, plan varchar(10) NOT NULL)`.execute(db)
  })

  test('committed it leaves everything, and the adapter over the instance finds it', async () => {
    const id = await db.transaction().execute((transaction) => signUp(transaction))
    expect(await rowsOf(db)).toEqual(everything)
    const adapter = KyselyAdapter(db)
    expect(await adapter.getSessionAndUser('s')).toMatchObject({ session: { expires }, user: { id, email } })
    expect(await adapter.getUserByAccount({ provider: 'p', providerAccountId: '1' })).toMatchObject({ id })
  })

  test('rolled back by what the caller throws it leaves nothing, and may be tried again', async () => {
    const failing = db.transaction().execute(async (transaction) => {
      await signUp(transaction)
      expect(await rowsOf(transaction)).toEqual(everything)
      throw new Error('no seat left')
    })
    await expect(failing).rejects.toThrow('no seat left')
    expect(await rowsOf(db)).toEqual(nothing)
    await db.transaction().execute((transaction) => signUp(transaction))
    expect(await rowsOf(db)).toEqual(everything)
  })

  test("rolled back by an error of the adapter's it leaves nothing", async () => {
    await KyselyAdapter(db).createUser({ email: 'taken@example.com' })
    const error = await errorOf(
      db.transaction().execute(async (transaction) => {
        await signUp(transaction)
        await KyselyAdapter(transaction).createUser({ email: 'taken@example.com' })
      }),
    )
    expect(error).toMatchObject({ code: 'duplicate', field: 'email' })
    expect(await rowsOf(db)).toEqual({ ...nothing, users: 1 })
  })

  test('a controlled transaction and its savepoints do as well', async () => {
    const transaction: ControlledTransaction<Tables> = await db.startTransaction().execute()
    const adapter = KyselyAdapter(transaction)
    await adapter.createUser({ email: 'first@example.com' })
    const saved = await transaction.savepoint('half').execute()
    await adapter.createUser({ email })
    await saved.rollbackToSavepoint('half').execute()
    await transaction.commit().execute()
    expect(await KyselyAdapter(db).getUserByEmail(email)).toBeNull()
    expect(await KyselyAdapter(db).getUserByEmail('first@example.com')).not.toBeNull()
  })

  test('an adapter over a transaction that has ended throws, and says so', async () => {
    const adapter = await db.transaction().execute(async (transaction) => {
      await signUp(transaction)
      return KyselyAdapter(transaction)
    })
    const error = await errorOf(adapter.getUserByEmail(email))
    expect(error.message).toContain('transaction that has ended')
  })

  test('a connection held by the caller serves both', async () => {
    await db.connection().execute(async (connection) => {
      await signUp(connection)
      expect(await rowsOf(connection)).toEqual(everything)
    })
    expect(await rowsOf(db)).toEqual(everything)
  })
})

describe('migrate in a transaction of the caller', () => {
  const tablesOf = async (db: Kysely<Tables>) =>
    (await db.introspection.getTables()).map(({ name }) => name).filter((name) => !/^pg_|^sql_/.test(name))

  test.skipIf(ddlCommits)('becomes part of it: rolled back nothing is there, committed everything', async () => {
    const { db } = await open({ max: 1 })
    const failing = db.transaction().execute(async (transaction) => {
      const { statements } = await migrate(transaction)
      expect(statements.length).toBeGreaterThan(5)
      await KyselyAdapter(transaction).createUser({ email })
      throw new Error('another time')
    })
    await expect(failing).rejects.toThrow('another time')
    expect(await tablesOf(db)).toEqual([])
    await db.transaction().execute(async (transaction) => {
      await migrate(transaction)
      await KyselyAdapter(transaction).createUser({ email })
    })
    expect(await KyselyAdapter(db).getUserByEmail(email)).toMatchObject({ email })
  })

  test.skipIf(ddlCommits)('that fails half-way leaves nothing of its own, though the caller goes on', async () => {
    const { db } = await open({ max: 1 })
    await sql`CREATE TABLE notes (id integer)`.execute(db)
    // The last table's index has a name that is taken on SQLite; on PostgreSQL the type's name is.
    await sql
      .raw(
        family === 'sqlite'
          ? 'CREATE INDEX "authenticators_userId_idx" ON notes (id)'
          : 'CREATE TYPE authenticators AS (id integer)',
      )
      .execute(db)
    await db.transaction().execute(async (transaction) => {
      await sql`INSERT INTO notes VALUES (1)`.execute(transaction)
      expect((await errorOf(migrate(transaction))).code).toBe('schema')
      await sql`INSERT INTO notes VALUES (2)`.execute(transaction)
    })
    expect(await tablesOf(db)).toEqual(['notes'])
    expect(await db.selectFrom('notes').selectAll().execute()).toEqual([{ id: 1 }, { id: 2 }])
  })

  test.skipIf(!ddlCommits)('is refused where DDL would commit what the caller has written', async () => {
    const { db } = await open({ max: 1 })
    await sql`CREATE TABLE notes (id integer)`.execute(db)
    const failing = db.transaction().execute(async (transaction) => {
      await sql`INSERT INTO notes VALUES (1)`.execute(transaction)
      await migrate(transaction)
    })
    const error = await errorOf(failing)
    expect(error.code).toBe('invalid-input')
    expect(error.message).toContain('transaction')
    expect(await db.selectFrom('notes').selectAll().execute()).toEqual([])
    expect(await tablesOf(db)).toEqual(['notes'])
  })
})
