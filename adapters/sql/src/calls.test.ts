import type { CustomFields } from '@strongroom/core-types'
import { describe, expect, test } from 'vitest'
import { adapterOn, errorOf } from '../test/node-sqlite.ts'
import { type AdapterOptions, createSqlAdapter } from './adapter.ts'
import { sqlite } from './dialects/sqlite.ts'
import type { SqlDriver } from './driver.ts'

const soon = new Date(Date.now() + 60_000)
const account = { userId: 'u', type: 'oauth', provider: 'p', providerAccountId: '1' } as const
const dialect = { ...sqlite, returning: { insert: false, update: false, delete: false } }

/** SQLite as MySQL is: no statement answers the rows that it wrote, and only rows that became different count. */
async function withoutReturning<const F extends CustomFields = Record<never, never>>(
  options: AdapterOptions<F> = {},
  odd: Partial<SqlDriver> = {},
) {
  const { database, driver, asked } = await adapterOn(options)
  const rows = (): string =>
    JSON.stringify(
      ['users', 'accounts', 'sessions', 'verification_token', 'authenticators'].map((table) =>
        database.prepare(`SELECT * FROM ${table}`).all(),
      ),
    )
  const run: SqlDriver['run'] = async (statement, params) => {
    const before = rows()
    const { changes } = await driver.run(statement, params)
    const { id } = database.prepare('SELECT last_insert_rowid() AS id').get() as { id: number }
    return { changes: rows() === before ? 0 : changes, insertId: id }
  }
  return { database, asked, driver, adapter: createSqlAdapter({ ...driver, dialect, run, ...odd }, options) }
}

describe('where no statement answers the rows that it wrote', () => {
  test('a new row is read back, with what the database has added; a whole one needs no look', async () => {
    const { adapter, asked } = await withoutReturning({
      fields: { user: { age: { type: 'integer', default: 7 } } },
    })
    const none = { name: null, email: null, emailVerified: null, image: null }
    expect(await adapter.createUser({ id: 'u' })).toEqual({ ...none, id: 'u', age: 7 })
    asked.length = 0
    const session = { sessionToken: 't', userId: 'u', expires: soon }
    expect(await adapter.createSession(session)).toEqual(session)
    expect(asked).toHaveLength(1)
    expect(await adapter.getSessionAndUser('t')).toMatchObject({ session })
  })

  test('a row whose id the database made is read back by that id', async () => {
    const { adapter } = await withoutReturning({ schema: { ids: { type: 'integer', from: 'database' } } })
    expect([await adapter.createUser({ name: 'a' }), await adapter.createUser({ name: 'b' })]).toMatchObject([
      { id: '1', name: 'a' },
      { id: '2', name: 'b' },
    ])
  })

  test('a row that is gone before it is read back is a conflict', async () => {
    const { database, driver } = await adapterOn()
    const get: SqlDriver['get'] = (statement, params) => {
      if (statement.name === 'read_user') database.exec('DELETE FROM users')
      return driver.get(statement, params)
    }
    const { adapter } = await withoutReturning({}, { get, run: driver.run })
    expect(await errorOf(adapter.createUser({ id: 'u' }))).toMatchObject({
      code: 'conflict',
      operation: 'createUser',
      entity: 'user',
    })
  })

  test('an update answers the row, also where it has changed nothing, and misses what is not there', async () => {
    const { adapter } = await withoutReturning()
    await adapter.createUser({ id: 'u', name: 'n' })
    const user = { id: 'u', name: 'm', email: null, emailVerified: null, image: null }
    for (let round = 0; round < 2; round++) expect(await adapter.updateUser({ id: 'u', name: 'm' })).toEqual(user)
    expect(await errorOf(adapter.updateUser({ id: 'v', name: 'm' }))).toMatchObject({ code: 'not-found' })
    const passkey = {
      credentialID: 'c',
      userId: 'u',
      providerAccountId: '1',
      credentialPublicKey: 'k',
      counter: 5,
      credentialDeviceType: 'd',
      credentialBackedUp: true,
      transports: null,
    }
    await adapter.createAuthenticator(passkey)
    expect(await adapter.updateAuthenticatorCounter('c', 3)).toEqual(passkey)
    expect(await adapter.updateAuthenticatorCounter('c', 7)).toEqual({ ...passkey, counter: 7 })
    expect(await errorOf(adapter.updateAuthenticatorCounter('d', 7))).toMatchObject({ code: 'not-found' })
  })

  test('a session that an update has left as it was answers while it lives, to its last moment', async () => {
    let clock = soon.getTime()
    const { adapter } = await withoutReturning({ now: () => clock })
    await adapter.createUser({ id: 'u' })
    const session = { sessionToken: 't', userId: 'u', expires: soon }
    await adapter.createSession(session)
    expect(await adapter.updateSession(session)).toEqual(session)
    clock++
    expect(await adapter.updateSession(session)).toBeNull()
    expect(await adapter.updateSession({ ...session, sessionToken: 'none' })).toBeNull()
  })

  test('an account that an update has left as it was answers to its owner and its refresh token alone', async () => {
    const { adapter } = await withoutReturning()
    await adapter.createUser({ id: 'u' })
    await adapter.linkAccount({ ...account, refresh_token: 'r' })
    const same = { ...account, refresh_token: 'r' }
    const { userId: _, ...anybodys } = same
    expect(await adapter.updateAccount(same)).toEqual(same)
    expect(await adapter.updateAccount(anybodys)).toEqual(same)
    expect(await adapter.updateAccount(same, { ifRefreshToken: 'r' })).toEqual(same)
    expect(await adapter.updateAccount(account, { ifRefreshToken: 'r' })).toEqual(same)
    expect(await errorOf(adapter.updateAccount(same, { ifRefreshToken: 'old' }))).toMatchObject({ code: 'conflict' })
    expect(await errorOf(adapter.updateAccount(account, { ifRefreshToken: null }))).toMatchObject({ code: 'conflict' })
    for (const userId of ['v', 'x']) {
      expect(await errorOf(adapter.updateAccount({ ...same, userId }))).toMatchObject({ code: 'not-found' })
      expect(await errorOf(adapter.updateAccount({ ...same, userId }, { ifRefreshToken: 'r' }))).toMatchObject({
        code: 'not-found',
      })
    }
    const next = { ...same, refresh_token: 's' }
    expect(await adapter.updateAccount(next, { ifRefreshToken: 'r' })).toEqual(next)
    // Whoever has the old one has lost, though the row is as they want it.
    expect(await errorOf(adapter.updateAccount(next, { ifRefreshToken: 'r' }))).toMatchObject({ code: 'conflict' })
  })

  test('an account whose refresh token is the expected one again, but too late for the update, is a conflict', async () => {
    const { adapter, driver, database } = await withoutReturning()
    await adapter.createUser({ id: 'u' })
    await adapter.linkAccount({ ...account, refresh_token: 'other' })
    // Another process writes it between the two statements.
    const late = createSqlAdapter({
      ...driver,
      dialect,
      get(statement, params) {
        if (statement.name === 'read_account') database.exec("UPDATE accounts SET refresh_token = 'r'")
        return driver.get(statement, params)
      },
    })
    const next = { ...account, refresh_token: 's' }
    expect(await errorOf(late.updateAccount(next, { ifRefreshToken: 'r' }))).toMatchObject({ code: 'conflict' })
    expect(await adapter.getAccount('1', 'p')).toMatchObject({ refresh_token: 'r' })
  })

  test("linkAccount() tells another user's account from one's own", async () => {
    const { adapter } = await withoutReturning()
    await adapter.createUser({ id: 'u' })
    await adapter.createUser({ id: 'v' })
    for (const scope of ['a', 'b', 'b'])
      expect(await adapter.linkAccount({ ...account, scope })).toEqual({ ...account, scope })
    expect(await errorOf(adapter.linkAccount({ ...account, userId: 'v', scope: 'c' }))).toMatchObject({
      code: 'duplicate',
      field: 'providerAccountId',
    })
    expect(await adapter.getAccount('1', 'p')).toEqual({ ...account, scope: 'b' })
  })

  test('what is deleted is answered, to one of two alone; where nothing is found, nothing is deleted', async () => {
    const { adapter, asked, driver, database } = await withoutReturning()
    const token = { identifier: 'i', token: 't', expires: soon }
    await adapter.createVerificationToken(token)
    asked.length = 0
    const names = (): string[] => asked.splice(0).map(({ statement }) => statement.name)
    expect(await adapter.useVerificationToken(token)).toEqual(token)
    expect(names()).toEqual(['useVerificationToken_read', 'useVerificationToken'])
    expect(await adapter.useVerificationToken(token)).toBeNull()
    expect(names()).toEqual(['useVerificationToken_read'])
    await adapter.createVerificationToken(token)
    const seen: unknown[] = []
    // Another process takes it between the two statements.
    const late = createSqlAdapter({
      ...driver,
      dialect,
      get(statement, params) {
        const row = driver.get(statement, params)
        if (statement.name === 'useVerificationToken_read') {
          seen.push(row)
          database.exec('DELETE FROM verification_token')
        }
        return row
      },
    })
    expect(await late.useVerificationToken(token)).toBeNull()
    expect(seen).toEqual([expect.arrayContaining(['i', 't'])])
  })
})

describe('what a driver answers that it should not', () => {
  test('an insert that answers no row is an error, not a user', async () => {
    const { adapter, database } = await adapterOn()
    database.exec('CREATE TRIGGER t BEFORE INSERT ON users BEGIN SELECT raise(IGNORE); END')
    expect(await errorOf(adapter.createUser({ id: 'u' }))).toMatchObject({
      code: 'internal',
      operation: 'createUser',
      entity: 'user',
    })
  })

  // As SQLite does that was built without foreign keys.
  test('no word on foreign keys counts as off', async () => {
    const { driver, database } = await adapterOn()
    const get: SqlDriver['get'] = (statement, params) =>
      statement.name === 'foreign_keys' ? undefined : driver.get(statement, params)
    const error = await errorOf(createSqlAdapter({ ...driver, get }).createUser({ id: 'u' }))
    expect(error).toMatchObject({ code: 'schema', operation: 'createUser', entity: 'user' })
    expect(database.prepare('SELECT * FROM users').all()).toEqual([])
  })

  test('foreign keys are asked for once, by name', async () => {
    const { adapter, asked } = await adapterOn()
    await adapter.createUser({ id: 'u' })
    await adapter.updateUser({ id: 'u', name: 'n' })
    const names = asked.map(({ statement }) => statement.name)
    expect(names.filter((name) => name === 'foreign_keys')).toHaveLength(1)
    expect(names.indexOf('foreign_keys')).toBe(0)
  })
})
