import { runInNewContext } from 'node:vm'
import { describe, expect, test, vi } from 'vitest'
import { adapterOn, driverOf, errorOf, open } from '../test/node-sqlite.ts'
import { createSqlAdapter } from './adapter.ts'
import { mysql } from './dialects/mysql.ts'
import { migrateSql } from './migrate.ts'

const now = Date.UTC(2030, 0, 1)
const expires = new Date(now)

describe.each([{ later: false }, { later: true }])('over another driver, answering later: $later', (how) => {
  test('the methods work', async () => {
    const { adapter } = await adapterOn({}, how)
    const user = { id: 'u', name: 'n', email: 'e@x.example', emailVerified: new Date(7), image: null }
    expect(await adapter.createUser(user)).toEqual(user)
    expect(await errorOf(adapter.createUser({ email: 'e@x.example' }))).toMatchObject({
      code: 'duplicate',
      field: 'email',
    })
    const session = { sessionToken: 't', userId: 'u', expires }
    expect(await adapter.createSession(session)).toEqual(session)
    expect(await adapter.getSessionAndUser('t')).toEqual({ session, user })
    expect(await errorOf(adapter.createSession({ ...session, userId: 'x', sessionToken: 'x' }))).toMatchObject({
      code: 'reference',
    })
    expect(await adapter.revokeSession('u', await adapter.sessionHandle('t'))).toBe(true)
    expect(await adapter.deleteUser('u')).toEqual(user)
  })

  test('a database that is gone is an error, not a miss', async () => {
    const { adapter, database } = await adapterOn({}, how)
    database.close()
    for (const call of [adapter.getUser('u'), adapter.getSessionAndUser('t'), adapter.listAccounts('u')]) {
      await errorOf(call)
    }
    expect.assertions(3)
  })
})

describe('now', () => {
  test('decides what has expired, in every method', async () => {
    let clock = now
    const { adapter } = await adapterOn({ now: () => clock })
    await adapter.createUser({ id: 'u' })
    for (const sessionToken of ['a', 'b', 'c']) await adapter.createSession({ sessionToken, userId: 'u', expires })
    await adapter.createVerificationToken({ identifier: 'i', token: 't', expires })
    expect(await adapter.getSessionAndUser('a')).not.toBeNull()
    expect(await adapter.listSessions('u')).toHaveLength(3)
    expect(await adapter.updateSession({ sessionToken: 'a', expires: new Date(now + 1) })).not.toBeNull()
    expect(await adapter.deleteExpired()).toEqual({ session: 0, verificationToken: 0, account: 0, authenticator: 0 })
    clock++
    expect(await adapter.getSessionAndUser('a')).not.toBeNull()
    expect(await adapter.getSessionAndUser('b')).toBeNull()
    expect(await adapter.listSessions('u')).toHaveLength(1)
    expect(await adapter.updateSession({ sessionToken: 'c', expires: new Date(now + 9) })).toBeNull()
    expect(await adapter.deleteExpired()).toEqual({ session: 1, verificationToken: 1, account: 0, authenticator: 0 })
  })
})

describe('generateId', () => {
  test('makes the id of a user that comes without one, and only then', async () => {
    const generateId = vi.fn<() => string>(() => 'made')
    const { adapter } = await adapterOn({ generateId })
    expect(await adapter.createUser({ id: 'given' })).toMatchObject({ id: 'given' })
    expect(generateId).not.toHaveBeenCalled()
    expect(await adapter.createUser({ email: 'e@x.example' })).toMatchObject({ id: 'made' })
    expect(await errorOf(adapter.createUser({}))).toMatchObject({ code: 'duplicate', field: 'id' })
  })

  test('is a UUID when nothing else is said; an unusable one is refused', async () => {
    const { adapter } = await adapterOn()
    expect((await adapter.createUser({})).id).toMatch(/^[0-9a-f-]{36}$/)
    const { adapter: other } = await adapterOn({ generateId: () => '' })
    expect(await errorOf(other.createUser({}))).toMatchObject({ code: 'invalid-input', field: 'id' })
  })
})

describe('over a synchronous driver nothing yields', () => {
  test('migrate() is done before it returns, so nobody else writes in its transaction', async () => {
    const database = open()
    const migrating = migrateSql(driverOf(database).driver)
    expect(database.isTransaction).toBe(false)
    expect(database.prepare("SELECT count(*) AS tables FROM sqlite_schema WHERE type = 'table'").get()).toMatchObject({
      tables: 6,
    })
    expect((await migrating).statements).not.toEqual([])
  })

  test('getSessionAndUser() has asked before it returns, once, and answers in the next microtask', async () => {
    const { adapter, asked } = await adapterOn({ now: () => now })
    await adapter.createUser({ id: 'u' })
    await adapter.createSession({ sessionToken: 't', userId: 'u', expires })
    asked.length = 0
    let answered = false
    const answer = adapter.getSessionAndUser('t').then((value) => {
      answered = true
      return value
    })
    expect(asked.map(({ statement }) => statement.name)).toEqual(['getSessionAndUser'])
    expect(answered).toBe(false)
    await Promise.resolve()
    expect(answered).toBe(true)
    expect(await answer).toMatchObject({ user: { id: 'u' } })
  })

  test('every read that a session page makes is one statement', async () => {
    const { adapter, asked } = await adapterOn()
    await adapter.createUser({ id: 'u' })
    asked.length = 0
    await adapter.getUser('u')
    await adapter.getUserByEmail('e@x.example')
    await adapter.getUserByAccount({ provider: 'p', providerAccountId: '1' })
    await adapter.listSessions('u')
    await adapter.updateUser({ id: 'u', name: 'n' })
    await adapter.deleteUser('u')
    expect(asked).toHaveLength(6)
  })

  test('a key that no row can hold asks nothing', async () => {
    const { adapter, asked } = await adapterOn()
    const bad = 'a\0'
    await adapter.getUser(bad)
    await adapter.getSessionAndUser(bad)
    await adapter.useVerificationToken({ identifier: bad, token: 't' })
    await adapter.deleteVerificationTokens(bad)
    await adapter.revokeSessions(bad)
    expect(asked).toEqual([])
  })
})

test('createSqlAdapter() touches nothing until a method is called', () => {
  const database = open()
  database.close()
  const adapter = createSqlAdapter(driverOf(database).driver)
  expect(Object.keys(adapter)).toHaveLength(27)
})

test("a driver's promises may be of another realm", async () => {
  const { database, adapter } = await adapterOn({ now: () => now })
  await adapter.createUser({ id: 'u' })
  await adapter.createSession({ sessionToken: 't', userId: 'u', expires })
  const { driver } = driverOf(database)
  const Other = runInNewContext('Promise') as PromiseConstructor
  const later = createSqlAdapter(
    { ...driver, get: (statement, params) => Other.resolve(driver.get(statement, params)) },
    { now: () => now },
  )
  expect(await later.getSessionAndUser('t')).toMatchObject({ session: { userId: 'u', expires }, user: { id: 'u' } })
})

test('updateSession() misses a session without an expiry, which somebody else has stored', async () => {
  const { driver } = driverOf(open())
  const stored = { get: () => ['t', 'u', null], run: () => ({ changes: 0 }) }
  const adapter = createSqlAdapter({ ...driver, dialect: mysql, ...stored })
  expect(await adapter.updateSession({ sessionToken: 't', expires })).toBeNull()
})
