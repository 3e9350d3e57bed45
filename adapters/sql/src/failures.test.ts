import { AdapterError } from '@strongroom/core-types'
import { describe, expect, test } from 'vitest'
import { adapterOn, errorOf } from '../test/node-sqlite.ts'
import { sqlite } from './dialects/sqlite.ts'
import type { Explanation } from './driver.ts'
import { explained } from './failures.ts'
import { layoutOf } from './layout.ts'
import { Undecodable } from './rows.ts'

const { user, account, session, verificationToken } = layoutOf(sqlite).tables
const { account: two } = layoutOf(sqlite, {
  schema: { constraints: { unique: { account: [['userId'], ['provider', 'providerAccountId']] } } },
}).tables
const thrown = new Error('as the driver threw it')
const told = (explanation: Explanation, table: typeof user | typeof account | typeof session = user): AdapterError =>
  explained(thrown, { explain: () => explanation }, 'createUser', table)

describe('a duplicate names its field, however the engine names the constraint', () => {
  test.each([
    // PostgreSQL's own names and ours, MySQL's, MySQL's with the table before them, and SQLite's columns.
    ['users_pkey', user, 'id'],
    ['users_email_key', user, 'email'],
    ['PRIMARY', user, 'id'],
    ['users.PRIMARY', user, 'id'],
    ['users.users_email_key', user, 'email'],
    ['users.id', user, 'id'],
    ['users.email', user, 'email'],
    ['USERS_EMAIL_KEY', user, 'email'],
    ['accounts.provider, accounts.providerAccountId', two, 'providerAccountId'],
    ['accounts_provider_providerAccountId_key', two, 'providerAccountId'],
    ['accounts.accounts_provider_providerAccountId_key', two, 'providerAccountId'],
    ['accounts_userId_key', two, 'userId'],
    ['accounts.provider', two, undefined],
    // Others end the name with another word, but with one.
    ['users_email_unique', user, 'email'],
    ['users.USERS_EMAIL_IDX', user, 'email'],
    ['users_id_unique', user, 'id'],
    ['users_email_of_work', user, undefined],
    ['my_users_email_key', user, undefined],
    // A table with one set has nothing else to be a duplicate of.
    ['named_by_somebody_else', session, 'sessionToken'],
    [undefined, session, 'sessionToken'],
    // With two it could be either, or one that the model does not know.
    ['named_by_somebody_else', user, undefined],
    ['users_nick_key', user, undefined],
    ['users_key', user, undefined],
    ['key', user, undefined],
    ['', user, undefined],
    [undefined, user, undefined],
  ] as const)('%s', (constraint, table, field) => {
    const error = told({ code: 'duplicate', constraint }, table)
    expect(error).toMatchObject({ code: 'duplicate', operation: 'createUser', entity: table.entity })
    expect(error.field).toBe(field)
  })

  test('by the columns where the driver tells them, in any order, with others beside them', () => {
    const by = (table: typeof user | typeof account, ...columns: string[]): string | undefined =>
      told({ code: 'duplicate', constraint: 'named_by_somebody_else', columns }, table).field
    expect(by(user, 'email')).toBe('email')
    expect(by(user, 'id')).toBe('id')
    expect(by(user, 'tenant', 'email')).toBe('email')
    expect(by(user, 'nick')).toBeUndefined()
    expect(by(user)).toBeUndefined()
    const { user: renamed } = layoutOf(sqlite, { schema: { tables: { user: { columns: { email: 'mail' } } } } }).tables
    expect(by(renamed, 'mail')).toBe('email')
    expect(by(two, 'providerAccountId', 'provider')).toBe('providerAccountId')
    expect(by(two, 'provider')).toBeUndefined()
  })
})

describe('what leaves', () => {
  test('a hint stands behind the words that every adapter uses, and says nothing else', () => {
    const plain = told({ code: 'unavailable' })
    const hinted = told({ code: 'unavailable', hint: 'Turn the switch.' })
    expect(hinted.message).toBe(`${plain.message} Turn the switch.`)
    const { code, operation, entity, field } = plain
    expect(hinted).toMatchObject({ code, operation, entity, field })
    expect(told({ code: 'duplicate', constraint: 'users.email', hint: 'Ask.' })).toMatchObject({ field: 'email' })
    for (const { cause } of [plain, hinted]) expect(cause).toEqual({ name: 'Error' })
  })

  test('only a duplicate and a reference have a field', () => {
    expect(told({ code: 'reference' }, session).field).toBe('userId')
    for (const code of ['schema', 'internal', 'unavailable', 'invalid-input'] as const) {
      expect(told({ code, constraint: 'sessions.sessionToken', columns: ['sessionToken'] }, session).field).toBe(
        undefined,
      )
    }
  })

  test('an error of ours is not explained again; a value that cannot be read is told by its own table', () => {
    const refuse = (): never => {
      throw new Error('The driver was asked.')
    }
    const ours = new AdapterError('conflict', 'ours')
    expect(explained(ours, { explain: refuse }, 'getUser', user)).toBe(ours)
    const error = explained(new Undecodable(verificationToken, 'expires'), { explain: refuse }, 'getUser', user)
    expect(error).toMatchObject({ code: 'schema', operation: 'getUser', entity: 'verificationToken', field: 'expires' })
  })
})

test('an update of what is not there, or has changed, names the field that found it so', async () => {
  const { adapter } = await adapterOn()
  const { id: userId } = await adapter.createUser({ id: 'u' })
  const linked = { provider: 'p', providerAccountId: '1' }
  const missing = { code: 'not-found', operation: 'updateAccount', entity: 'account', field: 'providerAccountId' }
  for (const id of ['nobody', '\0'])
    expect(await errorOf(adapter.updateUser({ id, name: 'n' }))).toMatchObject({ code: 'not-found', field: 'id' })
  for (const id of ['none', '\0'])
    expect(await errorOf(adapter.updateAuthenticatorCounter(id, 1))).toMatchObject({
      code: 'not-found',
      field: 'credentialID',
    })
  expect(await errorOf(adapter.updateAccount({ ...linked, scope: 's' }))).toMatchObject(missing)
  expect(await errorOf(adapter.updateAccount({ ...linked, provider: '\0' }))).toMatchObject(missing)
  await adapter.linkAccount({ ...linked, userId, type: 'oauth', refresh_token: 'new' })
  expect(await errorOf(adapter.updateAccount({ ...linked, userId: '\0' }))).toMatchObject(missing)
  expect(await errorOf(adapter.updateAccount(linked, { ifRefreshToken: 'old' }))).toMatchObject({
    code: 'conflict',
    entity: 'account',
    field: 'refresh_token',
  })
  await adapter.createUser({ id: 'v' })
  expect(await errorOf(adapter.linkAccount({ ...linked, userId: 'v', type: 'oauth' }))).toMatchObject({
    code: 'duplicate',
    field: 'providerAccountId',
  })
})

test('an update of what is no object is refused, with the words that say what it takes', async () => {
  const { adapter, asked } = await adapterOn()
  for (const input of [null, undefined, 'u', 7, [{ id: 'u' }]] as never[]) {
    for (const [method, entity] of [
      ['createUser', 'user'],
      ['updateUser', 'user'],
      ['linkAccount', 'account'],
      ['updateAccount', 'account'],
      ['updateSession', 'session'],
    ] as const) {
      const error = await errorOf(adapter[method](input))
      expect(error).toMatchObject({
        code: 'invalid-input',
        operation: method,
        entity,
        message: `${method}: takes an object with the fields of ${entity}.`,
      })
    }
  }
  expect(await errorOf(adapter.updateSession({ sessionToken: 't', seen: 1 } as never))).toMatchObject({
    operation: 'updateSession',
    field: 'seen',
  })
  expect(asked).toEqual([])
})

test('an error names its method, whichever of its statements failed', async () => {
  const { adapter, database } = await adapterOn({ schema: { constraints: { foreignKeys: false } } })
  await adapter.createUser({ id: 'u' })
  for (const sessionToken of ['t', 'kept'])
    await adapter.createSession({ sessionToken, userId: 'u', expires: new Date(4e12) })
  const handle = await adapter.sessionHandle('t')
  const except = await adapter.sessionHandle('kept')
  database.exec("CREATE TRIGGER t BEFORE DELETE ON sessions BEGIN SELECT raise(ABORT, 'no'); END")
  const failing = { code: 'internal', entity: 'session' }
  expect(await errorOf(adapter.revokeSession('u', handle))).toMatchObject({ ...failing, operation: 'revokeSession' })
  for (const options of [{}, { except }])
    expect(await errorOf(adapter.revokeSessions('u', options))).toMatchObject({
      ...failing,
      operation: 'revokeSessions',
    })
  const operation = 'deleteUser'
  expect(await errorOf(adapter.deleteUser('u'))).toMatchObject({ ...failing, operation, entity: 'user' })
  database.exec('DROP TABLE sessions')
  expect(await errorOf(adapter.revokeSession('u', handle))).toMatchObject({ operation: 'revokeSession' })
  expect(await errorOf(adapter.revokeSessions('u', { except }))).toMatchObject({ operation: 'revokeSessions' })
})
