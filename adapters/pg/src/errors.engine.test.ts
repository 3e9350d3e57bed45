import type { AdapterErrorCode } from '@strongroom/core-types'
import type { Pool, PoolConfig } from 'pg'
import { describe, expect, test } from 'vitest'
import { ask, assertNoValue, countsOf, errorOf, migratedDatabase, openPool } from '../test/databases.ts'
import { PostgresAdapter } from './index.ts'

const secret = 'Zaphod-53cr3t'
const expires = new Date(Date.now() + 60_000)
const account = { userId: 'u1', type: 'oauth', provider: 'p', providerAccountId: secret } as const

type Adapter = ReturnType<typeof PostgresAdapter>
interface World {
  readonly adapter: Adapter
  readonly pool: Pool
  readonly url: string
}

/** Something that goes wrong on the server, and what it is reported as. */
interface Provoked {
  readonly title: string
  readonly expected: { code: AdapterErrorCode; operation: string; entity: string; field?: string }
  readonly config?: PoolConfig
  readonly provoke: (world: World) => Promise<unknown>
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
    title: 'createSession() of an unknown user',
    expected: { code: 'reference', operation: 'createSession', entity: 'session', field: 'userId' },
    provoke: ({ adapter }) => adapter.createSession({ sessionToken: secret, userId: 'nobody', expires }),
  },
  {
    title: 'a table that is not there',
    expected: { code: 'schema', operation: 'getSessionAndUser', entity: 'session' },
    async provoke({ adapter, url }) {
      await ask(url, 'DROP TABLE sessions')
      return adapter.getSessionAndUser(secret)
    },
  },
  {
    title: 'an undeclared NOT NULL column',
    expected: { code: 'schema', operation: 'createUser', entity: 'user' },
    async provoke({ adapter, url }) {
      await ask(url, `ALTER TABLE users ADD COLUMN tenant text NOT NULL DEFAULT ''`)
      await ask(url, 'ALTER TABLE users ALTER COLUMN tenant DROP DEFAULT')
      return adapter.createUser({ id: 'u2', name: secret })
    },
  },
  {
    title: 'a unique set that the database lacks',
    expected: { code: 'schema', operation: 'linkAccount', entity: 'account' },
    async provoke({ adapter, url }) {
      await ask(url, 'ALTER TABLE accounts DROP CONSTRAINT accounts_pkey')
      return adapter.linkAccount(account)
    },
  },
  {
    title: "a check of the application's own",
    expected: { code: 'invalid-input', operation: 'createUser', entity: 'user' },
    async provoke({ adapter, url }) {
      await ask(url, `ALTER TABLE users ADD CHECK (name <> '${secret}')`)
      return adapter.createUser({ id: 'u2', name: secret })
    },
  },
  {
    title: 'a statement that takes longer than statement_timeout',
    expected: { code: 'unavailable', operation: 'updateUser', entity: 'user' },
    config: { statement_timeout: 100 },
    async provoke({ adapter, url }) {
      // The lock outlives the call: the row is free again when its client is gone.
      const sleeping = ask(url, 'WITH held AS (SELECT 1 FROM users FOR UPDATE) SELECT pg_sleep(1) FROM held')
      await ask(url, 'SELECT pg_sleep(0.2)')
      try {
        return await adapter.updateUser({ id: 'u1', name: secret })
      } finally {
        await sleeping
      }
    },
  },
  {
    title: 'a read-only server, as a standby is',
    expected: { code: 'unavailable', operation: 'createUser', entity: 'user' },
    config: { options: '-c default_transaction_read_only=on' },
    provoke: ({ adapter }) => adapter.createUser({ id: 'u2', name: secret }),
  },
]

describe('what goes wrong on a server', () => {
  test.each(provoked)('$title: $expected.code, without a value', async ({ expected, config, provoke }) => {
    const url = await migratedDatabase()
    const pool = openPool(url, { max: 3, ...config })
    const adapter = PostgresAdapter(pool)
    await ask(url, `INSERT INTO users (id, email) VALUES ('u1', $1)`, [`${secret}@x.example`])
    const world = { adapter, pool, url }
    const error = await errorOf(provoke(world))
    const { code, operation, entity, field } = error
    expect({ code, operation, entity, field }).toEqual({ field: undefined, ...expected })
    assertNoValue(error, '53cr3t')
    expect(countsOf(pool)).toMatchObject({ waiting: 0, idle: pool.totalCount })
    // The same pool serves on.
    expect(await adapter.getUser('u1')).toMatchObject({ id: 'u1' })
  })
})
