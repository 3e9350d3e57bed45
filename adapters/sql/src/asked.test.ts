import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { adapterOn, driverOf, errorOf, open } from '../test/node-sqlite.ts'
import { createSqlAdapter } from './adapter.ts'
import type { Dialect } from './dialect.ts'
import { mysql } from './dialects/mysql.ts'
import { postgres } from './dialects/postgres.ts'
import { sqlite } from './dialects/sqlite.ts'
import type { SqlDriver, SqlRow, Statement } from './driver.ts'
import { migrateSql } from './migrate.ts'

const soon = new Date(Date.now() + 60_000)
const account = { userId: 'u', type: 'oauth', provider: 'p', providerAccountId: '1' } as const

/** An adapter in a dialect whose server answers always the same, and what the server was asked. */
function scripted(dialect: Dialect, { rows = [] as readonly SqlRow[], changes = 0 } = {}) {
  const asked: { name: string; params: readonly unknown[] }[] = []
  const ask =
    <T>(answer: T) =>
    ({ name }: { name: string }, params: readonly unknown[]): T => {
      asked.push({ name, params })
      return answer
    }
  const { driver } = driverOf(open())
  const answers = { get: ask(rows[0]), all: ask(rows), run: ask({ changes }) }
  return { asked, adapter: createSqlAdapter({ ...driver, ...answers, dialect }) }
}

describe('a session is revoked by its handle', () => {
  test('without a look at the tokens where the engine can hash', async () => {
    for (const changes of [0, 1]) {
      const { adapter, asked } = scripted(mysql, { changes })
      const digest = createHash('sha256').update('t').digest('hex')
      const handle = await adapter.sessionHandle('t')
      expect(await adapter.revokeSession('u', handle)).toBe(changes > 0)
      expect(await adapter.revokeSessions('u', { except: handle })).toBe(changes)
      expect(asked).toEqual([
        { name: 'revokeSession', params: ['u', digest] },
        { name: 'revokeOtherSessions', params: ['u', digest] },
      ])
    }
  })

  test('with one look more where it cannot; a handle of nobody deletes nothing', async () => {
    const { adapter, asked } = await adapterOn()
    await adapter.createUser({ id: 'u' })
    for (const sessionToken of ['a', 'b', 'c'])
      await adapter.createSession({ sessionToken, userId: 'u', expires: soon })
    asked.length = 0
    const names = (): string[] => asked.splice(0).map(({ statement }) => statement.name)
    expect(await adapter.revokeSession('u', await adapter.sessionHandle('a'))).toBe(true)
    expect(names()).toEqual(['listTokens', 'revokeSession'])
    expect(await adapter.revokeSession('u', await adapter.sessionHandle('a'))).toBe(false)
    expect(names()).toEqual(['listTokens'])
    expect(await adapter.revokeSessions('u', { except: await adapter.sessionHandle('b') })).toBe(1)
    expect(names()).toEqual(['listTokens', 'revokeOtherSessions'])
    expect(await adapter.revokeSessions('u')).toBe(1)
    expect(names()).toEqual(['revokeSessions'])
  })

  test('that another process has revoked between the look and the deletion: false', async () => {
    const { driver, database } = await adapterOn()
    const adapter = createSqlAdapter({
      ...driver,
      all(statement, params) {
        const rows = driver.all(statement, params)
        if (statement.name === 'listTokens') database.exec('DELETE FROM sessions')
        return rows
      },
    })
    await adapter.createUser({ id: 'u' })
    await adapter.createSession({ sessionToken: 't', userId: 'u', expires: soon })
    expect(await adapter.revokeSession('u', await adapter.sessionHandle('t'))).toBe(false)
  })
})

describe('values travel as the dialect has them', () => {
  test('keys that are stored in another form are so in every statement', async () => {
    const dialect: Dialect = {
      ...sqlite,
      codec: (kind, encodings) =>
        kind.field.type === 'key'
          ? { encode: (key: string) => `~${key}`, decode: (stored: string) => stored.slice(1) }
          : sqlite.codec(kind, encodings),
    }
    const database = open()
    const driver = { ...driverOf(database).driver, dialect }
    await migrateSql(driver)
    const adapter = createSqlAdapter(driver)
    const user = await adapter.createUser({ id: 'u', email: 'e' })
    expect(await adapter.getUserByEmail('e')).toEqual(user)
    expect(await adapter.linkAccount(account)).toEqual(account)
    expect(await adapter.getUserByAccount(account)).toEqual(user)
    const session = { sessionToken: 't', userId: 'u', expires: soon }
    await adapter.createSession(session)
    expect(await adapter.getSessionAndUser('t')).toEqual({ session, user })
    expect(database.prepare('SELECT sessionToken FROM sessions').all()).toMatchObject([{ sessionToken: '~t' }])
    expect(await adapter.revokeSession('u', await adapter.sessionHandle('t'))).toBe(true)
    expect(await adapter.unlinkAccount(account, { userId: 'u' })).toEqual(account)
  })

  test('what has no codec goes as it is, dates too', async () => {
    const { adapter, asked } = scripted({ ...postgres, codec: () => ({}) })
    await adapter.listSessions('u')
    await adapter.updateSession({ sessionToken: 't', expires: soon })
    await adapter.deleteExpired({ now: soon, limit: 1 })
    expect(asked).toEqual([
      { name: 'listSessions', params: ['u', expect.any(Date)] },
      { name: 'updateSession_4', params: [soon, 't', expect.any(Date)] },
      { name: 'deleteExpired_session', params: [soon, soon, 1] },
      { name: 'deleteExpired_verificationToken', params: [soon, soon, 1] },
    ])
  })
})

describe('statements', () => {
  test('are named after the method in logs, and one each where the engine answers what it wrote', async () => {
    const { adapter, asked } = await adapterOn()
    await adapter.createUser({ id: 'u' })
    await adapter.linkAccount(account)
    await adapter.createSession({ sessionToken: 't', userId: 'u', expires: soon })
    const passkey = { credentialID: 'c', providerAccountId: '1', credentialPublicKey: 'k', counter: 1 }
    await adapter.createAuthenticator({
      ...passkey,
      userId: 'u',
      credentialDeviceType: 'd',
      credentialBackedUp: true,
    })
    asked.length = 0
    await adapter.updateUser({ id: 'u', name: 'n' })
    await adapter.updateAccount({ ...account, scope: 's' })
    await adapter.updateAccount({ provider: 'p', providerAccountId: '1', refresh_token: 'r' }, { ifRefreshToken: null })
    await adapter.updateSession({ sessionToken: 't', expires: soon })
    await adapter.updateAuthenticatorCounter('c', 2)
    await adapter.unlinkAccount(account)
    await adapter.deleteSession('t')
    expect(asked.map(({ statement }) => statement.name.replace(/_\d+$/, ''))).toEqual([
      'updateUser',
      'updateAccount_of',
      'updateAccount_if',
      'updateSession',
      'updateAuthenticatorCounter',
      'unlinkAccount',
      'deleteSession',
    ])
  })

  test('of a join tell fields of the same name apart', async () => {
    const optional = { type: 'text', optional: true } as const
    const names = ['provider', 'providerAccountId', 'userId', 'sessionToken', 'expires']
    const { adapter } = await adapterOn({ fields: { user: Object.fromEntries(names.map((name) => [name, optional])) } })
    await adapter.createUser({ id: 'u' })
    await adapter.linkAccount(account)
    await adapter.createSession({ sessionToken: 't', userId: 'u', expires: soon })
    expect(await adapter.getUserByAccount(account)).toMatchObject({ id: 'u', provider: null })
    expect(await adapter.getSessionAndUser('t')).toMatchObject({
      session: { sessionToken: 't', userId: 'u', expires: soon },
      user: { id: 'u', sessionToken: null, expires: null },
    })
  })

  test('give each column a name of its own where rows come by name', async () => {
    // The names that columns of the other table have.
    const options = { schema: { tables: { user: { columns: { name: 'userId', image: 'expires' } } } } }
    const { database, driver } = await adapterOn(options)
    const all = ({ text }: Statement, params: readonly unknown[]): SqlRow[] => {
      const rows = database.prepare(text).all(...(params as string[]))
      return rows.map((row) => Object.values(row))
    }
    const get: SqlDriver['get'] = (statement, params) => all(statement, params)[0]
    const adapter = createSqlAdapter({ ...driver, namedRows: true, get, all }, options)
    const user = { id: 'u', name: 'n', email: 'e', emailVerified: null, image: 'i' }
    expect(await adapter.createUser(user)).toEqual(user)
    const session = { sessionToken: 't', userId: 'u', expires: soon }
    expect(await adapter.createSession(session)).toEqual(session)
    expect(await adapter.getSessionAndUser('t')).toEqual({ session, user })
  })

  // An assigned key has every row looked up that refers to it, and wakes triggers that are there for renames.
  test.each([
    ['with unique sets', {}],
    ['without', { schema: { constraints: { unique: { account: [] } } } }],
  ])('assign no key, not even to itself: %s', async (_, options) => {
    const { adapter, database } = await adapterOn(options)
    await adapter.createUser({ id: 'u' })
    await adapter.linkAccount({ ...account, scope: 'a' })
    const session = { sessionToken: 't', userId: 'u', expires: soon }
    await adapter.createSession(session)
    for (const [table, keys] of [
      ['users', 'id'],
      ['accounts', 'userId, provider, providerAccountId'],
      ['sessions', 'sessionToken'],
    ] as const)
      database.exec(
        `CREATE TRIGGER of_${table} BEFORE UPDATE OF ${keys} ON ${table} BEGIN SELECT raise(ABORT, 'a key'); END`,
      )
    expect(await adapter.updateUser({ id: 'u' })).toMatchObject({ id: 'u' })
    expect(await adapter.updateUser({ id: 'u', name: 'n' })).toMatchObject({ name: 'n' })
    expect(await adapter.linkAccount({ ...account, scope: 'b' })).toMatchObject({ scope: 'b' })
    expect(await adapter.linkAccount(account)).toMatchObject({ scope: 'b' })
    expect(await adapter.updateAccount(account)).toMatchObject({ scope: 'b' })
    expect(await adapter.updateAccount({ ...account, scope: 'c' })).toMatchObject({ scope: 'c' })
    expect(await adapter.updateSession({ sessionToken: 't' })).toEqual(session)
    expect(await adapter.updateSession({ sessionToken: 't', expires: soon })).toEqual(session)
    database.exec('DROP TRIGGER of_sessions')
    await adapter.updateSession({ sessionToken: 't', userId: 'u' })
  })
})

test('the last way in is refused before anything is removed, so nobody sees it gone meanwhile', async () => {
  const { adapter, asked } = await adapterOn()
  await adapter.createUser({ id: 'u' })
  await adapter.linkAccount(account)
  asked.length = 0
  expect(await errorOf(adapter.unlinkAccount(account, { keepLast: true }))).toMatchObject({ code: 'conflict' })
  expect(asked.map(({ statement }) => statement.name)).toEqual(['getAccount', 'waysIn'])
})

test('an account that another process has unlinked just before is a miss, though it was the last', async () => {
  const { driver, database } = await adapterOn()
  const adapter = createSqlAdapter({
    ...driver,
    get(statement, params) {
      if (statement.name === 'unlinkAccount') database.exec('DELETE FROM accounts')
      return driver.get(statement, params)
    },
  })
  await adapter.createUser({ id: 'u' })
  await adapter.linkAccount(account)
  await adapter.linkAccount({ ...account, providerAccountId: '2' })
  expect(await adapter.unlinkAccount(account, { keepLast: true })).toBeUndefined()
})

test('columns that no field has are filled by whoever writes the row, and changed by what changes it alone', async () => {
  const filled = { uid: 'uuid', made: 'created', changed: 'updated' } as const
  const { adapter, database } = await adapterOn({ schema: { tables: { user: { filled }, account: { filled } } } })
  const since = Date.now()
  const look = (table: string): Record<string, unknown> => {
    const [row] = database.prepare(`SELECT uid, made, changed FROM ${table}`).all()
    return { ...row }
  }
  await adapter.createUser({ id: 'u' })
  await adapter.linkAccount(account)
  for (const [table, write, touch] of [
    ['users', () => adapter.updateUser({ id: 'u', name: 'n' }), () => adapter.updateUser({ id: 'u' })],
    [
      'accounts',
      () => adapter.linkAccount({ ...account, scope: 's' }),
      () => adapter.updateAccount({ provider: 'p', providerAccountId: '1' }),
    ],
  ] as const) {
    const first = look(table)
    expect(first['uid']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(first['made']).toBe(first['changed'])
    expect(Math.abs(Number(first['made']) - since)).toBeLessThan(60_000)
    database.exec(`UPDATE ${table} SET changed = 1`)
    await touch()
    expect(look(table)).toEqual({ ...first, changed: 1 })
    await write()
    const { changed, ...rest } = look(table)
    expect(rest).toEqual({ uid: first['uid'], made: first['made'] })
    expect(Math.abs(Number(changed) - since)).toBeLessThan(60_000)
  }
})

test('where references keep a user who has anything left, that goes first', async () => {
  const options = { schema: { constraints: { foreignKeys: 'restrict' } } } as const
  const { adapter, database, asked } = await adapterOn(options)
  for (const table of ['accounts', 'sessions', 'authenticators'])
    database.exec(
      `CREATE TRIGGER ${table}_first BEFORE DELETE ON users WHEN EXISTS (SELECT 1 FROM ${table} WHERE userId = old.id) ` +
        `BEGIN SELECT raise(ABORT, 'kept'); END`,
    )
  await adapter.createUser({ id: 'u' })
  await adapter.linkAccount(account)
  await adapter.createSession({ sessionToken: 't', userId: 'u', expires: soon })
  asked.length = 0
  expect(await adapter.deleteUser('u')).toMatchObject({ id: 'u' })
  // In a transaction, on a connection that may be another one: whether foreign keys are on is asked there.
  expect(asked.map(({ statement }) => statement.name)).toEqual([
    'foreign_keys',
    'deleteUser_account',
    'deleteUser_session',
    'deleteUser_authenticator',
    'deleteUser',
  ])
})

test('without foreign keys the user goes first, without whom the rest never answers', async () => {
  const { adapter, asked } = await adapterOn({ schema: { constraints: { foreignKeys: false } } })
  await adapter.createUser({ id: 'u' })
  asked.length = 0
  await adapter.deleteUser('u')
  expect(asked.map(({ statement }) => statement.name)).toEqual([
    'deleteUser',
    'deleteUser_account',
    'deleteUser_session',
    'deleteUser_authenticator',
  ])
})
