import { describe, expect, test } from 'vitest'
import { adapterOn, errorOf, open, rowsOf, temporaryFile } from '../test/databases.ts'
import { driverOf } from './driver.ts'
import { SQLiteAdapter, check } from './index.ts'

const expires = new Date(Date.now() + 60_000)

describe('a write whose commit fails', () => {
  // SQLite answers the row of RETURNING before it commits.
  test('createUser() throws while a reader holds the rollback journal', async () => {
    const { database } = await adapterOn({}, open(temporaryFile()))
    const writer = open(database.name, { timeout: 20 })
    database.exec("INSERT INTO users (id) VALUES ('a'), ('b')")
    const reading = database.prepare('SELECT id FROM users').iterate()
    reading.next()
    const error = await errorOf(SQLiteAdapter(writer).createUser({ id: 'c' })).finally(() => reading.return?.())
    expect(error.code).toBe('unavailable')
    expect(rowsOf(database, 'users').map(({ id }) => id)).toEqual(['a', 'b'])
  })

  test('createSession() throws on a foreign key that is checked at commit', async () => {
    const { adapter, database } = await adapterOn()
    database.exec('DROP TABLE sessions')
    database.exec(
      'CREATE TABLE sessions (sessionToken TEXT PRIMARY KEY, expires INTEGER, userId TEXT ' +
        'REFERENCES users ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED)',
    )
    const error = await errorOf(adapter.createSession({ sessionToken: 't', userId: 'nobody', expires }))
    expect(error.code).toBe('reference')
    expect(rowsOf(database, 'sessions')).toEqual([])
  })
})

describe("the application's settings of its database", () => {
  test('defaultSafeIntegers() changes nothing', async () => {
    const database = open()
    database.defaultSafeIntegers(true)
    const { adapter } = await adapterOn({ fields: { user: { age: { type: 'integer', default: 7 } } } }, database)
    const user = await adapter.createUser({ id: 'u', emailVerified: new Date(5) })
    expect(user).toEqual({ id: 'u', name: null, email: null, emailVerified: new Date(5), image: null, age: 7 })
    await adapter.linkAccount({
      userId: 'u',
      type: 'oauth',
      provider: 'p',
      providerAccountId: '1',
      expires_at: 2 ** 40,
    })
    expect(await adapter.getAccount('1', 'p')).toMatchObject({ expires_at: 2 ** 40 })
    await adapter.createSession({ sessionToken: 't', userId: 'u', expires })
    expect(await adapter.getSessionAndUser('t')).toEqual({ session: { sessionToken: 't', userId: 'u', expires }, user })
    expect(await adapter.revokeSessions('u')).toBe(1)
    expect(await adapter.deleteExpired()).toEqual({ session: 0, verificationToken: 0, account: 0, authenticator: 0 })
    expect(await check(database, { fields: { user: { age: { type: 'integer', default: 7 } } } })).toEqual([])
    // The application's own statements stay as it wants them.
    expect(database.prepare('SELECT 1').pluck().get()).toBe(1n)
  })

  test.each(['delete', 'wal', 'truncate', 'memory'])('works with journal_mode = %s on a file', async (mode) => {
    const database = open(temporaryFile())
    expect(database.pragma(`journal_mode = ${mode}`, { simple: true })).toBe(mode)
    const { adapter } = await adapterOn({}, database)
    await adapter.createUser({ id: 'u', email: 'e@x.example' })
    expect(await SQLiteAdapter(open(database.name)).getUserByEmail('e@x.example')).toMatchObject({ id: 'u' })
  })

  test('foreign keys off: check() says so, the first write throws schema with the fix, and works after it', async () => {
    const { adapter, database } = await adapterOn()
    database.pragma('foreign_keys = OFF')
    const fix = 'Run `PRAGMA foreign_keys = ON` on every connection.'
    expect(await check(database)).toMatchObject([{ rule: 'connection', severity: 'error', fix }])
    const error = await errorOf(adapter.createUser({ id: 'u' }))
    expect(error).toMatchObject({ code: 'schema', operation: 'createUser', entity: 'user' })
    expect(error.message).toContain(fix)
    expect(rowsOf(database, 'users')).toEqual([])
    expect(await adapter.getUser('u')).toBeNull()
    database.pragma('foreign_keys = ON')
    expect(await adapter.createUser({ id: 'u' })).toMatchObject({ id: 'u' })
    expect(await check(database)).toEqual([])
  })

  test('foreign keys off are no matter where the schema has none', async () => {
    const database = open()
    database.pragma('foreign_keys = OFF')
    const options = { schema: { constraints: { foreignKeys: false } } }
    const { adapter } = await adapterOn(options, database)
    expect(await adapter.createUser({ id: 'u' })).toMatchObject({ id: 'u' })
    expect((await check(database, options)).filter(({ rule }) => rule !== 'foreign-key')).toEqual([])
  })

  test('a column that the application adds while the adapter runs disturbs nothing', async () => {
    const { adapter, database } = await adapterOn()
    await adapter.createUser({ id: 'u', name: 'before' })
    await adapter.createSession({ sessionToken: 't', userId: 'u', expires })
    await adapter.getSessionAndUser('t')
    database.exec("ALTER TABLE users ADD COLUMN tenant TEXT NOT NULL DEFAULT 'x'")
    database.exec('ALTER TABLE sessions ADD COLUMN seen INTEGER')
    const user = { id: 'u', name: 'after', email: null, emailVerified: null, image: null }
    expect(await adapter.updateUser({ id: 'u', name: 'after' })).toEqual(user)
    expect(await adapter.getSessionAndUser('t')).toEqual({ session: { sessionToken: 't', userId: 'u', expires }, user })
    expect(await check(database)).toMatchObject([
      { column: 'tenant', rule: 'undeclared', severity: 'warning' },
      { column: 'seen', rule: 'undeclared', severity: 'warning' },
    ])
  })
})

test('nothing is read or written until a method is called', async () => {
  const database = open()
  SQLiteAdapter(database)
  expect(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0)
  const closed = open()
  closed.close()
  const adapter = SQLiteAdapter(closed)
  expect((await errorOf(adapter.getUser('u'))).code).toBe('unavailable')
})

describe('statements of ours', () => {
  test('are prepared once each, by whoever asks', async () => {
    const { database } = await adapterOn()
    const prepared: string[] = []
    const prepare = (text: string) => {
      prepared.push(text)
      return database.prepare(text)
    }
    const adapter = SQLiteAdapter({ prepare })
    for (let round = 0; round < 3; round++) {
      await adapter.getUser('u')
      await adapter.getSessionAndUser('t')
    }
    expect(prepared).toHaveLength(2)
  })

  test('read numbers, whatever the application chose for its own', () => {
    const database = open()
    database.defaultSafeIntegers(true)
    const { get, all } = driverOf(database)
    const statement = { name: 'seven', text: 'SELECT 7' }
    expect([get(statement, []), all(statement, [])]).toEqual([[7], [[7]]])
  })
})
