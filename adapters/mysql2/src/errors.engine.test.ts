import type { AdapterErrorCode } from '@strongroom/core-types'
import type { Pool } from 'mysql2/promise'
import { describe, expect, test } from 'vitest'
import { ask, assertNoValue, countsOf, errorOf, migratedDatabase, onMariaDB, openPool } from '../test/databases.ts'
import { codes } from './errors.ts'
import { MySQLAdapter } from './index.ts'

const secret = 'Zaphod-53cr3t'
const expires = new Date(Date.now() + 60_000)
const account = { userId: 'u1', type: 'oauth', provider: 'p', providerAccountId: secret } as const

type Adapter = ReturnType<typeof MySQLAdapter>
interface World {
  readonly adapter: Adapter
  readonly pool: Pool
  readonly url: string
}

/** Something that goes wrong on the server, and what it is reported as. */
interface Provoked {
  readonly title: string
  readonly expected: { code: AdapterErrorCode; operation: string; entity: string; field?: string }
  readonly errno: readonly number[]
  /** Statements that each connection begins with. */
  readonly session?: readonly string[]
  readonly provoke: (world: World) => Promise<unknown>
}

const provoked: Provoked[] = [
  {
    title: 'createUser() with a taken e-mail',
    expected: { code: 'duplicate', operation: 'createUser', entity: 'user', field: 'email' },
    errno: [1062],
    provoke: ({ adapter }) => adapter.createUser({ id: 'u2', name: secret, email: `${secret}@x.example` }),
  },
  {
    title: 'createUser() with a taken id',
    expected: { code: 'duplicate', operation: 'createUser', entity: 'user', field: 'id' },
    errno: [1062],
    provoke: ({ adapter }) => adapter.createUser({ id: 'u1', name: secret, email: 'other@x.example' }),
  },
  {
    title: 'createUser() with a taken e-mail that speaks of another key',
    expected: { code: 'duplicate', operation: 'createUser', entity: 'user', field: 'email' },
    errno: [1062],
    async provoke({ adapter }) {
      const email = `${secret}' for key 'users.PRIMARY`
      await adapter.createUser({ id: 'u2', email })
      await adapter.createUser({ id: 'u3', email })
    },
  },
  {
    title: 'createVerificationToken() twice, with keys longer than a message',
    expected: { code: 'duplicate', operation: 'createVerificationToken', entity: 'verificationToken', field: 'token' },
    errno: [1062],
    async provoke({ adapter }) {
      const token = { identifier: secret.padEnd(500, 'x'), token: secret.padEnd(250, 'x'), expires }
      await adapter.createVerificationToken(token)
      await adapter.createVerificationToken(token)
    },
  },
  {
    title: 'createSession() of an unknown user',
    expected: { code: 'reference', operation: 'createSession', entity: 'session', field: 'userId' },
    errno: [1452],
    provoke: ({ adapter }) => adapter.createSession({ sessionToken: secret, userId: 'nobody', expires }),
  },
  {
    title: 'linkAccount() of an unknown user',
    expected: { code: 'reference', operation: 'linkAccount', entity: 'account', field: 'userId' },
    errno: [1452],
    provoke: ({ adapter }) => adapter.linkAccount({ ...account, userId: 'nobody' }),
  },
  {
    title: 'a table that is not there',
    expected: { code: 'schema', operation: 'getSessionAndUser', entity: 'session' },
    errno: [1146],
    async provoke({ adapter, url }) {
      await ask(url, 'DROP TABLE sessions')
      return adapter.getSessionAndUser(secret)
    },
  },
  {
    title: 'a column that is not there',
    expected: { code: 'schema', operation: 'getUser', entity: 'user' },
    errno: [1054],
    async provoke({ adapter, url }) {
      await ask(url, 'ALTER TABLE users DROP COLUMN image')
      return adapter.getUser('u1')
    },
  },
  {
    title: 'an undeclared NOT NULL column',
    expected: { code: 'schema', operation: 'createUser', entity: 'user' },
    errno: [1364],
    async provoke({ adapter, url }) {
      await ask(url, 'ALTER TABLE users ADD COLUMN tenant int NOT NULL')
      return adapter.createUser({ id: 'u2', name: secret })
    },
  },
  {
    title: "a check of the application's own",
    expected: { code: 'invalid-input', operation: 'createUser', entity: 'user' },
    errno: [3819, 4025],
    async provoke({ adapter, url }) {
      await ask(url, `ALTER TABLE users ADD CHECK (name <> '${secret}')`)
      return adapter.createUser({ id: 'u2', name: secret })
    },
  },
  {
    title: 'a column that is too narrow',
    expected: { code: 'invalid-input', operation: 'createUser', entity: 'user' },
    errno: [1406],
    async provoke({ adapter, url }) {
      await ask(url, 'ALTER TABLE users MODIFY name varchar(5)')
      return adapter.createUser({ id: 'u2', name: secret })
    },
  },
  {
    title: 'a trigger that refuses',
    expected: { code: 'internal', operation: 'createUser', entity: 'user' },
    errno: [1644],
    async provoke({ adapter, url }) {
      const signal = `SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no ${secret}'`
      await ask(url, `CREATE TRIGGER refuse BEFORE INSERT ON users FOR EACH ROW ${signal}`)
      return adapter.createUser({ id: 'u2', name: secret })
    },
  },
  {
    title: 'a read-only transaction',
    expected: { code: 'unavailable', operation: 'createUser', entity: 'user' },
    errno: [1792],
    session: ['SET SESSION TRANSACTION READ ONLY'],
    provoke: ({ adapter }) => adapter.createUser({ id: 'u2', name: secret }),
  },
]

describe('what goes wrong on a server', () => {
  test.each(provoked)('$title: $expected.code, without a value', async ({ expected, errno, session, provoke }) => {
    const url = await migratedDatabase()
    const pool = openPool(url, { connectionLimit: 3 }, session)
    await ask(url, `INSERT INTO users (id, email) VALUES ('u1', '${secret}@x.example')`)
    const error = await errorOf(provoke({ adapter: MySQLAdapter(pool), pool, url }))
    const { code, operation, entity, field } = error
    expect({ code, operation, entity, field }).toEqual({ field: undefined, ...expected })
    expect(errno).toContain((error.cause as { errno?: number }).errno)
    assertNoValue(error, '53cr3t')
    const { total, idle, waiting } = countsOf(pool)
    expect({ idle, waiting }).toEqual({ idle: total, waiting: 0 })
  })

  test("the table's names are those that MySQL has for these numbers", async ({ skip }) => {
    skip(onMariaDB(), 'MariaDB has no list of its errors to ask for')
    const url = await migratedDatabase()
    const rows = await ask(
      url,
      'SELECT error_number, error_name FROM performance_schema.events_errors_summary_global_by_error',
    )
    const names = new Map(rows.map(([errno, name]) => [Number(errno), String(name)]))
    // The server's own: not the client's, not those of MariaDB, and not those that all of its programs share.
    const known = codes.filter(
      ([errno, , name]) => errno >> 7 !== 2000 >> 7 && errno !== 1021 && !name.endsWith('(MariaDB)'),
    )
    expect(known.length).toBeGreaterThan(70)
    expect(known.map(([errno, , name]) => `${errno} ${name}`)).toEqual(
      known.map(([errno]) => `${errno} ${names.get(errno)}`),
    )
  })
})
