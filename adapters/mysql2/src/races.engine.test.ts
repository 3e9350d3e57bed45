import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, createConnection } from 'mysql2/promise'
import { ask, migratedDatabase, onMariaDB, openPool, until } from '../test/databases.ts'
import { MySQLAdapter } from './index.ts'

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
  readonly loss: null | 'duplicate' | 'conflict'
  /** Counts what is left of the round's rows. */
  readonly left: { readonly sql: string; readonly rows: number }
}

type Adapter = ReturnType<typeof MySQLAdapter>

const contests: Contest[] = [
  {
    title: 'useVerificationToken() of one token',
    hold: 'SELECT 1 FROM verification_token WHERE token = ? FOR UPDATE',
    prepare: (adapter, round) => adapter.createVerificationToken({ identifier: 'a', token: round, expires: later }),
    call: (adapter, round) => adapter.useVerificationToken({ identifier: 'a', token: round }),
    loss: null,
    left: { sql: 'SELECT count(*) FROM verification_token WHERE token = ?', rows: 0 },
  },
  {
    title: 'createUser() with one e-mail',
    hold: 'INSERT INTO users (id, email) VALUES (uuid(), ?)',
    prepare: () => Promise.resolve(),
    call: (adapter, round) => adapter.createUser({ email: round }),
    loss: 'duplicate',
    left: { sql: 'SELECT count(*) FROM users WHERE email = ?', rows: 1 },
  },
  {
    title: 'linkAccount() of one account to different users',
    hold: "INSERT INTO accounts (userId, type, provider, providerAccountId) VALUES ('user-0', 'oauth', 'p', ?)",
    prepare: () => Promise.resolve(),
    call: (adapter, round, contender) =>
      adapter.linkAccount({ userId: `user-${contender}`, type: 'oauth', provider: 'p', providerAccountId: round }),
    loss: 'duplicate',
    left: { sql: 'SELECT count(*) FROM accounts WHERE providerAccountId = ?', rows: 1 },
  },
]

const dialects = onMariaDB() ? (['mysql', 'mariadb'] as const) : (['mysql'] as const)
const tried = contests.flatMap((contest) => dialects.map((dialect) => ({ ...contest, dialect })))

describe(`${CONTENDERS} contenders, ${ROUNDS} rounds: exactly one wins, all overlapping on the server`, async () => {
  const url = await migratedDatabase()
  let gate: Connection
  beforeAll(async () => {
    gate = await createConnection({ uri: url, rowsAsArray: true })
    for (let i = 0; i < CONTENDERS; i++) await ask(url, `INSERT INTO users (id) VALUES ('user-${i}')`)
  })
  afterAll(() => gate.end())

  test.each(tried)(
    '$title, dialect $dialect',
    { timeout: 180_000 },
    async ({ hold, prepare, call, loss, left, dialect }) => {
      const adapter = MySQLAdapter(openPool(url, { connectionLimit: CONTENDERS }), { dialect })
      const sent = `SELECT count(*) FROM information_schema.processlist
      WHERE db = database() AND command = 'Execute' AND id <> connection_id()`
      const waiting = async (): Promise<number> => Number(((await gate.query(sent))[0] as unknown[][])[0]?.[0])

      for (let number = 0; number < ROUNDS; number++) {
        const round = `${dialect}-${loss}-${left.rows}-${number}@x.example`
        await prepare(adapter, round)
        await gate.query('BEGIN')
        await gate.query(hold, [round])
        const calls = Promise.allSettled(Array.from({ length: CONTENDERS }, (_, i) => call(adapter, round, i)))
        // The proof that they overlap: the server has every contender's statement under way, and none can go on.
        await until(async () => (await waiting()) === CONTENDERS, 'all contenders reach the server')
        await gate.query('ROLLBACK')

        const ends = await calls
        const lost = ends.filter((end) =>
          end.status === 'fulfilled' ? end.value === loss : (end.reason as { code?: unknown }).code === loss,
        )
        const won = ends.filter((end) => end.status === 'fulfilled' && end.value !== loss)
        const others = ends.flatMap((end) =>
          end.status === 'rejected' && (end.reason as { code?: unknown }).code !== loss ? [end.reason as unknown] : [],
        )
        expect({ others, won: won.length, lost: lost.length }).toEqual({ others: [], won: 1, lost: CONTENDERS - 1 })
        const [rows] = await gate.query(left.sql, [round])
        expect(Number((rows as unknown[][])[0]?.[0])).toBe(left.rows)
      }
    },
  )
})
