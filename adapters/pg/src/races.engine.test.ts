import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, createDatabase, openPool, until } from '../test/databases.ts'
import { PostgresAdapter, migrate } from './index.ts'

const ROUNDS = 50
const CONTENDERS = 20
const later = new Date(Date.now() + 600_000)

/** Twenty calls that are to have one winner. */
interface Contest {
  readonly title: string
  /** What another transaction does first, and keeps open, so that every contender's statement waits for it. */
  readonly hold: string
  readonly prepare: (adapter: Adapter, round: string) => Promise<unknown>
  readonly call: (adapter: Adapter, round: string, contender: number) => Promise<unknown>
  /** Losers answer this, or throw an error with this code. */
  readonly loss: null | 'duplicate'
  /** Counts what is left of the round's rows. */
  readonly left: { readonly sql: string; readonly rows: number }
}

type Adapter = ReturnType<typeof PostgresAdapter>

const contests: Contest[] = [
  {
    title: 'useVerificationToken() of one token',
    hold: 'SELECT 1 FROM verification_token WHERE token = $1 FOR UPDATE',
    prepare: (adapter, round) => adapter.createVerificationToken({ identifier: 'a', token: round, expires: later }),
    call: (adapter, round) => adapter.useVerificationToken({ identifier: 'a', token: round }),
    loss: null,
    left: { sql: 'SELECT count(*) FROM verification_token WHERE token = $1', rows: 0 },
  },
  {
    title: 'createUser() with one e-mail',
    hold: 'INSERT INTO users (id, email) VALUES (gen_random_uuid()::text, $1)',
    prepare: () => Promise.resolve(),
    call: (adapter, round) => adapter.createUser({ email: round }),
    loss: 'duplicate',
    left: { sql: 'SELECT count(*) FROM users WHERE email = $1', rows: 1 },
  },
  {
    title: 'linkAccount() of one account to different users',
    hold: `INSERT INTO accounts ("userId", type, provider, "providerAccountId") VALUES ('user-0', 'oauth', 'p', $1)`,
    prepare: () => Promise.resolve(),
    call: (adapter, round, contender) =>
      adapter.linkAccount({
        userId: `user-${contender}`,
        type: 'oauth',
        provider: 'p',
        providerAccountId: round,
        access_token: `user-${contender}`,
      }),
    loss: 'duplicate',
    // Nor has a loser left its token in the winner's row.
    left: {
      sql: 'SELECT count(*) FROM accounts WHERE "providerAccountId" = $1 AND access_token = "userId"',
      rows: 1,
    },
  },
]

describe(`${CONTENDERS} contenders, ${ROUNDS} rounds: exactly one wins, all overlapping on the server`, async () => {
  const url = await createDatabase()
  const gate = new Client({ connectionString: url })
  // Inside a transaction pg_stat_activity shows what it showed first.
  const watcher = new Client({ connectionString: url })
  beforeAll(() => Promise.all([gate.connect(), watcher.connect()]))
  afterAll(() => Promise.all([gate.end(), watcher.end()]))

  test.each(contests)('$title', async ({ hold, prepare, call, loss, left }) => {
    const pool = openPool(url, { max: CONTENDERS })
    await migrate(pool)
    const adapter = PostgresAdapter(pool)
    for (let i = 0; i < CONTENDERS; i++)
      await ask(url, `INSERT INTO users (id) VALUES ($1) ON CONFLICT DO NOTHING`, [`user-${i}`])
    const waiting = async (): Promise<number> => {
      const { rows } = await watcher.query<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity
         WHERE datname = current_database() AND state = 'active' AND wait_event_type = 'Lock'`,
      )
      return rows[0]?.waiting ?? 0
    }

    for (let number = 0; number < ROUNDS; number++) {
      const round = `${loss}-${left.rows}-${number}@x.example`
      await prepare(adapter, round)
      await gate.query('BEGIN')
      await gate.query(hold, [round])
      const calls = Promise.allSettled(Array.from({ length: CONTENDERS }, (_, i) => call(adapter, round, i)))
      try {
        // The proof that they overlap: the server has every contender's statement under way, waiting for one lock.
        await until(async () => (await waiting()) === CONTENDERS, 'not all contenders reached the server')
      } finally {
        await gate.query('ROLLBACK')
      }

      const lost = (await calls).filter((end) =>
        end.status === 'fulfilled' ? end.value === loss : (end.reason as { code?: unknown }).code === loss,
      )
      const won = (await calls).filter((end) => end.status === 'fulfilled' && end.value !== loss)
      expect({ won: won.length, lost: lost.length }).toEqual({ won: 1, lost: CONTENDERS - 1 })
      const { rows } = await gate.query<{ count: string }>(left.sql, [round])
      expect(Number(rows[0]?.count)).toBe(left.rows)
    }
  })
})
