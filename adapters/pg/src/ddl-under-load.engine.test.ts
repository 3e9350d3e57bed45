import { describe, expect, test } from 'vitest'
import { ask, migratedDatabase, openPool, until } from '../test/databases.ts'
import { PostgresAdapter } from './index.ts'

const expires = new Date(Date.now() + 600_000)

// What a deployment does to the tables while the processes of the release before still run.
const changes = [
  'ALTER TABLE users ADD COLUMN plan text',
  `ALTER TABLE users ADD COLUMN seats integer NOT NULL DEFAULT 1`,
  'ALTER TABLE sessions ADD COLUMN ip inet',
  'ALTER TABLE accounts ADD COLUMN label text',
  'ALTER TABLE users DROP COLUMN plan',
  'ALTER TABLE users ALTER COLUMN name TYPE varchar(500)',
  'ALTER TABLE users ALTER COLUMN name TYPE text',
  'ALTER TABLE users ALTER COLUMN image TYPE varchar(2000)',
  'ALTER TABLE accounts ALTER COLUMN scope TYPE varchar(2000)',
  'ALTER TABLE accounts ALTER COLUMN expires_at TYPE numeric',
  'ALTER TABLE accounts ALTER COLUMN expires_at TYPE bigint',
  'ALTER TABLE sessions ALTER COLUMN "sessionToken" TYPE varchar(512) COLLATE "C"',
  'ALTER TABLE sessions ALTER COLUMN "sessionToken" TYPE text COLLATE "C"',
  'CREATE INDEX ON users (name)',
]

describe('tables that change while the adapter runs', () => {
  test.each([
    { title: 'named statements', prepare: true },
    { title: 'unnamed statements', prepare: false },
  ])('no call breaks: $title', async ({ prepare }) => {
    const url = await migratedDatabase()
    const pool = openPool(url, { max: 4 })
    const adapter = PostgresAdapter(pool, { prepare })
    const key = { provider: 'p', providerAccountId: '1' }
    await adapter.createUser({ id: 'u', email: 'u@x.example', name: 'Name', image: 'image' })
    await adapter.linkAccount({ userId: 'u', type: 'oauth', ...key, scope: 'a', expires_at: 5 })
    await adapter.createSession({ sessionToken: 's', userId: 'u', expires })
    let counter = 0
    const user = { id: 'u', name: 'Name', email: 'u@x.example', emailVerified: null, image: 'image' }
    const calls = [
      async () => expect(await adapter.getUser('u')).toEqual(user),
      async () => expect(await adapter.getUserByAccount(key)).toEqual(user),
      async () => expect((await adapter.getSessionAndUser('s'))?.user).toEqual(user),
      async () => expect(await adapter.updateUser({ id: 'u', name: 'Name' })).toEqual(user),
      async () => expect(await adapter.getAccount('1', 'p')).toMatchObject({ scope: 'a', expires_at: 5 }),
      async () => expect(await adapter.updateAccount({ ...key, scope: 'a' })).toMatchObject({ expires_at: 5 }),
      async () => expect(await adapter.updateSession({ sessionToken: 's', expires })).not.toBeNull(),
      async () => expect(await adapter.createUser({ id: `n${counter++}` })).toMatchObject({ name: null }),
    ]
    const stop = new AbortController()
    let made = 0
    const caller = async (call: () => Promise<void>): Promise<void> => {
      while (!stop.signal.aborted) {
        await call()
        made++
      }
    }
    const callers = Promise.all(calls.map(caller))
    try {
      for (const change of changes) {
        const before = made
        await Promise.race([ask(url, change), callers])
        // Every connection has planned its statements anew before the next change.
        await Promise.race([until(() => made >= before + 200, 'calls after a change'), callers])
      }
    } finally {
      stop.abort()
    }
    await callers
    expect(made).toBeGreaterThan(changes.length * 200)
    // Nothing that was inserted once is there twice, and nothing is missing.
    expect(await ask(url, 'SELECT count(*)::int FROM users')).toEqual([[counter + 1]])
  })
})
