import { inspect } from 'node:util'
import type { AdapterErrorCode } from '@strongroom/core-types'
import { describe, expect, test } from 'vitest'
import { adapterOn, errorOf, open, temporaryFile } from '../test/databases.ts'
import { SQLiteAdapter, check, migrate } from './index.ts'

const secret = 'Zaphod-53cr3t'
const expires = new Date(Date.now() + 60_000)
const account = { userId: 'u1', type: 'oauth', provider: 'p', providerAccountId: secret } as const

type World = Awaited<ReturnType<typeof adapterOn>>

/** Something that goes wrong for real, and what it is reported as. */
interface Provoked {
  readonly title: string
  readonly expected: { code: AdapterErrorCode; entity: string; field?: string | undefined; operation: string }
  readonly provoke: (world: World) => unknown
}

const provoked: Provoked[] = [
  {
    title: 'createUser() with a taken e-mail',
    expected: { code: 'duplicate', operation: 'createUser', entity: 'user', field: 'email' },
    provoke: ({ adapter }) => adapter.createUser({ id: 'u2', name: secret, email: `${secret}@x.example` }),
  },
  {
    title: 'createUser() with a taken id',
    expected: { code: 'duplicate', operation: 'createUser', entity: 'user', field: 'id' },
    provoke: ({ adapter }) => adapter.createUser({ id: 'u1', name: secret, email: 'other@x.example' }),
  },
  {
    title: "linkAccount() of another user's pair",
    expected: { code: 'duplicate', operation: 'linkAccount', entity: 'account', field: 'providerAccountId' },
    async provoke({ adapter }) {
      await adapter.linkAccount(account)
      await adapter.createUser({ id: 'u2' })
      await adapter.linkAccount({ ...account, userId: 'u2', access_token: secret })
    },
  },
  {
    title: 'createVerificationToken() of a token that is there',
    expected: { code: 'duplicate', operation: 'createVerificationToken', entity: 'verificationToken', field: 'token' },
    async provoke({ adapter }) {
      await adapter.createVerificationToken({ identifier: secret, token: secret, expires })
      await adapter.createVerificationToken({ identifier: secret, token: secret, expires })
    },
  },
  {
    title: 'createSession() of an unknown user',
    expected: { code: 'reference', operation: 'createSession', entity: 'session', field: 'userId' },
    provoke: ({ adapter }) => adapter.createSession({ sessionToken: secret, userId: 'nobody', expires }),
  },
  {
    title: 'createUser() beside an undeclared NOT NULL column',
    expected: { code: 'schema', operation: 'createUser', entity: 'user' },
    provoke({ adapter, database }) {
      database.exec('DROP TABLE users')
      database.exec('CREATE TABLE users (id PRIMARY KEY, name, email, emailVerified, image, tenant NOT NULL)')
      return adapter.createUser({ id: secret })
    },
  },
  {
    title: 'a table that is not there',
    expected: { code: 'schema', operation: 'getSessionAndUser', entity: 'session' },
    provoke({ adapter, database }) {
      database.exec('DROP TABLE sessions')
      return adapter.getSessionAndUser(secret)
    },
  },
  {
    title: 'a unique set that the database lacks',
    expected: { code: 'schema', operation: 'linkAccount', entity: 'account' },
    provoke({ adapter, database }) {
      database.exec('DROP TABLE accounts')
      const columns =
        'userId, type, provider, providerAccountId, refresh_token, access_token, expires_at, token_type, scope'
      database.exec(`CREATE TABLE accounts (${columns}, id_token, session_state)`)
      return adapter.linkAccount(account)
    },
  },
  {
    title: 'a database opened read-only',
    expected: { code: 'unavailable', operation: 'createUser', entity: 'user' },
    provoke: ({ database }) =>
      SQLiteAdapter(open(database.name, { readonly: true })).createUser({ name: secret, email: 'e@x.example' }),
  },
  {
    title: 'a lock that another connection holds for longer than the busy timeout',
    expected: { code: 'unavailable', operation: 'createUser', entity: 'user' },
    async provoke({ database }) {
      const other = open(database.name, { timeout: 20 })
      database.exec('BEGIN IMMEDIATE')
      await SQLiteAdapter(other).createUser({ id: secret })
    },
  },
  {
    title: 'a disk that is full',
    expected: { code: 'unavailable', operation: 'createUser', entity: 'user' },
    provoke({ adapter, database }) {
      database.pragma(`max_page_count = ${String(database.pragma('page_count', { simple: true }))}`)
      return adapter.createUser({ id: 'u2', name: secret.repeat(10_000) })
    },
  },
  {
    title: 'a deletion while the application goes through rows on the same connection',
    expected: { code: 'unavailable', operation: 'deleteVerificationTokens', entity: 'verificationToken' },
    async provoke({ adapter, database }) {
      const rows = database.prepare('SELECT 1 UNION SELECT 2').iterate()
      rows.next()
      await adapter.deleteVerificationTokens(secret).finally(() => rows.return?.())
    },
  },
  {
    title: "a trigger of the application's own",
    expected: { code: 'invalid-input', operation: 'createUser', entity: 'user' },
    provoke({ adapter, database }) {
      database.exec(`CREATE TRIGGER t BEFORE INSERT ON users BEGIN SELECT raise(ABORT, '${secret}'); END`)
      return adapter.createUser({ id: 'u2' })
    },
  },
  ...(['getUser', 'getSessionAndUser', 'deleteSession', 'listSessions', 'listAccounts'] as const).map(
    (method): Provoked => ({
      title: `${method}() on a closed database, which is not a miss`,
      expected: {
        code: 'unavailable',
        operation: method,
        entity: /Session/.test(method) ? 'session' : /Acc/.test(method) ? 'account' : 'user',
      },
      provoke({ adapter, database }) {
        database.close()
        return adapter[method](secret)
      },
    }),
  ),
]

describe('what really goes wrong on a database', () => {
  test.each(provoked)('$title: $expected.code, without a value of the call', async ({ expected, provoke }) => {
    const world = await adapterOn({}, open(temporaryFile()))
    await world.adapter.createUser({ id: 'u1', email: `${secret}@x.example` })
    const error = await errorOf(Promise.resolve(world).then(provoke))
    const { code, operation, entity, field } = error
    expect({ code, operation, entity, field }).toEqual({ field: undefined, ...expected })
    expect(error.message).toMatch(new RegExp(`^${operation}: .+\\.$`))
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('53cr3t')
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain('53cr3t')
  })

  test("migrate() inside the application's own transaction: unavailable, and the transaction goes on", async () => {
    const database = open()
    database.exec('BEGIN; CREATE TABLE t (a)')
    expect(await errorOf(migrate(database))).toMatchObject({ code: 'unavailable', operation: 'migrate' })
    database.exec('COMMIT; INSERT INTO t VALUES (1)')
    await migrate(database)
  })

  test('migrate() and check() on a closed database: unavailable', async () => {
    const database = open()
    database.close()
    for (const call of [migrate(database), check(database)]) expect((await errorOf(call)).code).toBe('unavailable')
  })
})
