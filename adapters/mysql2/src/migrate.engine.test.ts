import { describe, expect, test } from 'vitest'
import { asApplication, ask, createDatabase, errorOf, onMariaDB, openConnection, openPool } from '../test/databases.ts'
import { type Client, MySQLAdapter, check, migrate, schema } from './index.ts'

const dialect = onMariaDB() ? 'mariadb' : 'mysql'
const collationsOf = (url: string): Promise<unknown[][]> =>
  ask(
    url,
    `SELECT DISTINCT collation_name FROM information_schema.columns
     WHERE table_schema = database() AND data_type = 'varchar' AND table_name <> 'strongroom_schema'`,
  )
const lock = "concat('migrate_', sha2(database(), 224))"
const locked = async (url: string): Promise<boolean> =>
  (await ask(url, `SELECT is_used_lock(${lock})`))[0]?.[0] !== null

describe('migrate()', () => {
  test('asks the server which collation is binary and does not pad; a second time it does nothing', async () => {
    const url = await createDatabase()
    const pool = openPool(url)
    const { statements } = await migrate(pool)
    expect(statements).toHaveLength(10)
    expect(await collationsOf(url)).toEqual([[onMariaDB() ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin']])
    expect(await check(pool)).toEqual([])
    expect(await migrate(pool)).toEqual({ statements: [] })
    expect(await locked(url)).toBe(false)
  })

  test('works over a pool of one, a connection, and their callbacks', async () => {
    const opened: ((url: string) => Promise<Client>)[] = [
      async (url) => openPool(url, { connectionLimit: 1 }),
      async (url) => openPool(url, { connectionLimit: 1 }).pool,
      openConnection,
      // What it wraps, which mysql2's types do not show.
      async (url) => Reflect.get(await openConnection(url), 'connection') as Client,
    ]
    for (const open of opened) {
      const url = await createDatabase()
      const client = await open(url)
      expect((await migrate(client)).statements).toHaveLength(10)
      expect(await check(client)).toEqual([])
      expect(await locked(url)).toBe(false)
      expect(await MySQLAdapter(client).createUser({ id: 'u' })).toMatchObject({ id: 'u' })
    }
  })

  test('eight at once: one creates, the others find it done', async () => {
    const url = await createDatabase()
    const pools = Array.from({ length: 8 }, () => openPool(url, { connectionLimit: 2 }))
    const done = await Promise.all(pools.map((pool) => migrate(pool)))
    expect(done.map(({ statements }) => statements.length).toSorted((a, b) => b - a)).toEqual([10, 0, 0, 0, 0, 0, 0, 0])
    expect(await check(openPool(url))).toEqual([])
    expect(await locked(url)).toBe(false)
  })

  test(
    'waits for another migration for half a minute at most, then says unavailable',
    { timeout: 90_000 },
    async () => {
      const url = await createDatabase()
      const other = await openConnection(url)
      await other.query(`SELECT get_lock(${lock}, 0)`)
      // Names of locks belong to the server; a migration of another database does not wait.
      expect((await migrate(openPool(await createDatabase()))).statements).toHaveLength(10)
      const pool = openPool(url, { connectionLimit: 1 })
      expect(await errorOf(migrate(pool))).toMatchObject({ code: 'unavailable', operation: 'migrate' })
      expect(await ask(url, 'SHOW TABLES')).toEqual([])
      await other.end()
      expect((await migrate(pool)).statements).toHaveLength(10)
    },
  )

  test('adds what custom fields need to tables that have rows', async () => {
    const url = await createDatabase()
    const pool = openPool(url)
    await migrate(pool)
    await MySQLAdapter(pool).createUser({ id: 'u' })
    const fields = {
      user: {
        role: { type: 'text', default: `it's a "\\"` },
        tenant: { type: 'text', optional: true },
        since: { type: 'timestamp', default: '2024-02-29T00:00:00.000Z' },
        settings: { type: 'json', default: `it's \\ "é"` },
      },
    } as const
    expect((await migrate(pool, { fields })).statements).toHaveLength(4)
    expect(await check(pool, { fields })).toEqual([])
    expect(await MySQLAdapter(pool, { fields }).getUser('u')).toMatchObject({
      role: `it's a "\\"`,
      tenant: null,
      since: new Date('2024-02-29T00:00:00.000Z'),
      settings: `it's \\ "é"`,
    })
  })

  test('after a failure half-way a second start ends right: a privilege that was missing', async () => {
    const url = await createDatabase()
    const application = await asApplication(url)
    const account = `'${new URL(application).username}'@'%'`
    const database = new URL(url).pathname.slice(1)
    await ask(url, `REVOKE INDEX ON \`${database}\`.* FROM ${account}`)
    const error = await errorOf(migrate(openPool(application)))
    expect(error.code).toBe('schema')
    expect(error.message).toContain('What came before it stays.')
    const tables = async (): Promise<unknown[]> => (await ask(url, 'SHOW TABLES')).flat()
    expect(await tables()).toEqual(['accounts', 'users'])
    await ask(url, `GRANT INDEX ON \`${database}\`.* TO ${account}`)
    expect((await migrate(openPool(application))).statements.length).toBeGreaterThan(6)
    expect(await check(openPool(application))).toEqual([])
  })

  test('after a failure half-way a second start ends right: rows that stood in the way', async () => {
    const url = await createDatabase()
    const pool = openPool(url)
    const id = `varchar(255) CHARACTER SET utf8mb4 COLLATE ${onMariaDB() ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin'}`
    await ask(
      url,
      `CREATE TABLE sessions (sessionToken varchar(512) CHARACTER SET utf8mb4 COLLATE ${id.split(' ').at(-1)} NOT NULL,
        userId ${id} NOT NULL, expires datetime(3) NOT NULL)`,
      "INSERT INTO sessions VALUES ('t', 'nobody', '2999-01-01'), ('t', 'nobody', '2999-01-01')",
    )
    const twice = await errorOf(migrate(pool))
    expect(twice).toMatchObject({ code: 'schema', entity: 'session', field: 'sessionToken' })
    expect(twice.message).toContain('in the way of a unique index')
    await ask(url, 'DELETE FROM sessions LIMIT 1')
    expect(await errorOf(migrate(pool))).toMatchObject({ code: 'schema', entity: 'session', field: 'userId' })
    expect(await locked(url)).toBe(false)
    await ask(url, 'DELETE FROM sessions')
    await migrate(pool)
    expect(await check(pool)).toEqual([])
    expect(await migrate(pool)).toEqual({ statements: [] })
  })
})

describe('schema()', () => {
  test.each([
    ['the default', {}],
    [
      'custom fields, other names',
      {
        schema: { tables: { user: { name: 'Person', columns: { email: 'e `mail`' } } } },
        fields: {
          user: { role: { type: 'text', default: `it's \\ "x"` } },
          session: { ip: { type: 'text', optional: true } },
        },
      },
    ],
    ['integer ids of the database', { schema: { ids: { type: 'integer', from: 'database' } } }],
  ] as const)('its text runs as it is on an empty database: %s', async (_title, options) => {
    const url = await createDatabase(undefined, 'CHARACTER SET latin1')
    const connection = await openConnection(url, { multipleStatements: true })
    await connection.query(schema({ ...options, dialect }))
    const pool = openPool(url)
    expect(await check(pool, options)).toEqual([])
    expect(await migrate(pool, options)).toEqual({ statements: [] })
  })
})
