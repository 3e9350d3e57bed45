import { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ask, createDatabase, migratedDatabase, openPool } from '../test/databases.ts'
import { PostgresAdapter, type PostgresOptions, check, migrate, schema } from './index.ts'

/** Every table, column, constraint and index of a database, as the server writes them. */
const shape = `
  SELECT n.nspname || '.' || c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    pg_get_expr(d.adbin, d.adrelid), l.collname
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum LEFT JOIN pg_collation l ON l.oid = a.attcollation
  WHERE c.relkind IN ('r', 'i') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
  UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), true, NULL, NULL
  FROM pg_constraint WHERE conrelid <> 0 AND connamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  ORDER BY 1, 2, 3`

const expires = new Date(Date.now() + 600_000)

/** One row of each entity, written and read. */
async function expectServing(url: string, options: PostgresOptions = {}): Promise<void> {
  const adapter = PostgresAdapter(openPool(url), options)
  const { id } = await adapter.createUser({ id: crypto.randomUUID(), email: 'u@x.example' })
  await adapter.linkAccount({ userId: id, type: 'oauth', provider: 'p', providerAccountId: '1', scope: 's' })
  await adapter.createSession({ sessionToken: 's', userId: id, expires })
  await adapter.createVerificationToken({ identifier: 'i', token: 't', expires })
  expect((await adapter.getSessionAndUser('s'))?.user.email).toBe('u@x.example')
  expect((await adapter.getUserByAccount({ provider: 'p', providerAccountId: '1' }))?.id).toBe(id)
  expect(await adapter.useVerificationToken({ identifier: 'i', token: 't' })).toMatchObject({ expires })
  expect(await adapter.deleteUser(id)).toMatchObject({ id })
  expect(await adapter.getAccount('1', 'p')).toBeNull()
}

describe('migrate()', () => {
  test('from nothing: what schema() says, and nothing to find for check()', async () => {
    const [byMigrate, bySchema] = [await createDatabase(), await createDatabase()]
    const { statements } = await migrate(openPool(byMigrate))
    expect(statements).toHaveLength(5 + 5)
    await ask(bySchema, schema())
    await ask(byMigrate, 'DROP TABLE strongroom_schema')
    expect(await ask(byMigrate, shape)).toEqual(await ask(bySchema, shape))
    expect(await check(openPool(byMigrate))).toEqual([])
    await expectServing(byMigrate)
  })

  test('twice: the second time does nothing', async () => {
    const url = await migratedDatabase()
    const before = await ask(url, shape)
    expect(await migrate(openPool(url))).toEqual({ statements: [] })
    expect(await ask(url, shape)).toEqual(before)
  })

  test('by eight connections at once: one makes everything, the others find it', async () => {
    const url = await createDatabase()
    const done = await Promise.all(Array.from({ length: 8 }, () => migrate(openPool(url, { max: 1 }))))
    expect(done.map(({ statements }) => statements.length).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 10])
    expect(await check(openPool(url))).toEqual([])
  })

  test('through a pool of one, and through a Client, which are free afterwards', async () => {
    const url = await createDatabase()
    const pool = openPool(url, { max: 1 })
    await migrate(pool)
    expect(pool.idleCount).toBe(1)
    const client = new Client({ connectionString: url })
    onTestFinished(() => client.end())
    await client.connect()
    await migrate(client, { schema: { namespace: 'other' } })
    const { rows } = await client.query<{ open: boolean }>('SELECT now() <> statement_timestamp() AS open')
    expect(rows).toEqual([{ open: false }])
  })

  test('adds a custom field to a table with rows, which get its default', async () => {
    const url = await migratedDatabase()
    await ask(url, `INSERT INTO users (id) VALUES ('u')`)
    const options = { fields: { user: { role: { type: 'text', default: `it's` } } } } as const
    const { statements } = await migrate(openPool(url), options)
    expect(statements).toEqual([expect.stringContaining('ADD COLUMN "role"')])
    expect((await PostgresAdapter(openPool(url), options).getUser('u'))?.role).toBe(`it's`)
  })

  test('waits for another migration no longer than its limit, and says unavailable', async () => {
    const url = await createDatabase()
    const pool = openPool(url, { options: '-c statement_timeout=300' })
    const holder = new Client({ connectionString: url })
    await holder.connect()
    const [[lock] = []] = await lockOf(await createDatabase())
    await holder.query(`SELECT pg_advisory_lock(${String(lock)})`)
    await expect(migrate(pool)).rejects.toMatchObject({ code: 'unavailable', operation: 'migrate' })
    expect(pool.idleCount).toBe(pool.totalCount)
    await holder.end()
    await expect(migrate(pool)).resolves.toMatchObject({ statements: { length: 10 } })
  })
})

/** The number that migrations lock, seen on the server while one waits. */
async function lockOf(url: string): Promise<unknown[][]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('BEGIN')
  await client.query('CREATE TABLE users (id text)')
  const waiting = migrate(openPool(url, { options: '-c statement_timeout=300' })).catch(() => undefined)
  let rows: unknown[][] = []
  while (rows.length === 0) {
    rows = await ask(url, `SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks WHERE locktype = 'advisory'`)
  }
  await client.query('ROLLBACK')
  await waiting
  await client.end()
  return rows
}

const long = 'x'.repeat(60)
const nasty = [
  `"`,
  `";DROP SCHEMA public CASCADE;--`,
  `'; --`,
  'a.b',
  'select',
  'ÄÖ ü',
  '\\',
  '$1',
  '%I',
  `a'b"c`,
  '"""',
  long,
]

describe('names of any kind are quoted', () => {
  test.each(nasty)('%s as namespace, table and column', async (name) => {
    const options: PostgresOptions = {
      schema: {
        namespace: name,
        tables: {
          user: { name, columns: { id: name, email: `${name}2` } },
          account: { name: `${name}2`, columns: { userId: name } },
          session: { name: `${name}3`, columns: { sessionToken: name } },
          verificationToken: { name: `${name}4`, columns: { token: name } },
          authenticator: { name: `${name}5`, columns: { credentialID: name } },
        },
      },
      fields: { user: { [`role`]: { type: 'text', default: name } } },
    }
    const url = await createDatabase()
    await ask(url, 'CREATE TABLE public.bystander (id text)')
    await migrate(openPool(url), options)
    expect(await migrate(openPool(url), options)).toEqual({ statements: [] })
    expect(await check(openPool(url), options)).toEqual([])
    await expectServing(url, options)
    const [columns = []] = await ask(
      url,
      `SELECT relname, relnamespace::regnamespace FROM pg_class WHERE relname = $1`,
      [name],
    )
    expect(columns[0]).toBe(name)
    expect(await ask(url, 'SELECT * FROM public.bystander')).toEqual([])
  })
})
