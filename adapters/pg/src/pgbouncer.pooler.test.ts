import type { Pool, QueryConfig } from 'pg'
import { describe, expect, test } from 'vitest'
import { ask, createDatabase, migratedDatabase, openPool } from '../test/databases.ts'
import { PostgresAdapter, check, migrate } from './index.ts'

const later = new Date(Date.now() + 600_000)

/** A pool that remembers which of its queries had a name. */
function watched(pool: Pool) {
  const named: boolean[] = []
  const query = pool.query.bind(pool) as (config: QueryConfig) => Promise<unknown>
  pool.query = ((config: QueryConfig) => {
    named.push(config.name !== undefined)
    return query(config)
  }) as typeof pool.query
  return named
}

/** Writes each of which shows when it is done twice or not at all. */
async function work(adapter: ReturnType<typeof PostgresAdapter>, calls: number) {
  const failures: unknown[] = []
  await Promise.all(
    Array.from({ length: calls }, async (_, i) => {
      try {
        const { id } = await adapter.createUser({ id: `u${i}`, email: `${i}@x.example` })
        await adapter.createSession({ sessionToken: `s${i}`, userId: id, expires: later })
        await adapter.createVerificationToken({ identifier: 'i', token: `t${i}`, expires: later })
        expect((await adapter.getSessionAndUser(`s${i}`))?.user.id).toBe(id)
        expect(await adapter.useVerificationToken({ identifier: 'i', token: `t${i}` })).toMatchObject({
          token: `t${i}`,
        })
        expect(await adapter.deleteSession(`s${i}`)).toMatchObject({ sessionToken: `s${i}` })
        await adapter.linkAccount({ userId: id, type: 'oauth', provider: 'p', providerAccountId: `${i}` })
      } catch (error) {
        failures.push(error)
      }
    }),
  )
  return failures
}

/** Rows as they must be after work(); an insert executed twice would have been a duplicate, a delete twice a miss. */
async function expectDoneOnce(url: string, calls: number): Promise<void> {
  const counts = await ask(
    url,
    `SELECT (SELECT count(*)::int FROM users), (SELECT count(*)::int FROM accounts),
       (SELECT count(*)::int FROM sessions), (SELECT count(*)::int FROM verification_token)`,
  )
  expect(counts).toEqual([[calls, calls, 0, 0]])
}

/** Statements that the server executed in a database, and the rows they wrote: table and kind, calls, rows. */
function executed(url: string): Promise<unknown[][]> {
  return ask(
    url.replace(/[^/]+$/, 'strongroom'),
    `SELECT substring(query FROM '^(INSERT|DELETE)') || ' ' || substring(query FROM '"public"\\."(\\w+)"'),
       sum(calls)::int, sum(rows)::int
     FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid AND d.datname = $1
     WHERE query ~ '^(INSERT|DELETE)' AND query !~ 'strongroom_schema' GROUP BY 1 ORDER BY 1`,
    [new URL(url).pathname.slice(1)],
  )
}

describe('PgBouncer in transaction mode', () => {
  const CALLS = 60

  test('it does refuse named statements, so that the rest proves something', async () => {
    const url = await migratedDatabase()
    const pool = openPool(url, { max: 20 })
    const codes = new Set<unknown>()
    await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        pool.query({ name: `n${i % 5}`, text: `SELECT ${i % 5}` }).catch((error: unknown) => {
          codes.add((error as { code: unknown }).code)
        }),
      ),
    )
    expect(codes).toContain('42P05')
    expect([...codes].filter((code) => code !== '42P05' && code !== '26000')).toEqual([])
  })

  test('named statements: no call fails, nothing is done twice, and names stay off from the first refusal on', async () => {
    const url = await migratedDatabase()
    const pool = openPool(url, { max: 20 })
    const named = watched(pool)
    const adapter = PostgresAdapter(pool)
    expect(await work(adapter, CALLS)).toEqual([])
    await expectDoneOnce(url, CALLS)
    // Names were tried, some were refused and repeated.
    expect(named.filter(Boolean).length).toBeGreaterThan(0)
    expect(named.length).toBeGreaterThan(CALLS * 7)
    const sent = named.length
    for (let i = 0; i < 50; i++) await adapter.getUser(`u${i}`)
    expect(named.slice(sent)).toEqual(Array.from({ length: 50 }, () => false))
    // Another adapter on the same pool knows it too.
    await PostgresAdapter(pool).getUser('u1')
    expect(named.at(-1)).toBe(false)
    expect(await executed(url)).toEqual([
      ['DELETE sessions', CALLS, CALLS],
      ['DELETE verification_token', CALLS, CALLS],
      ['INSERT accounts', CALLS, CALLS],
      ['INSERT sessions', CALLS, CALLS],
      ['INSERT users', CALLS, CALLS],
      ['INSERT verification_token', CALLS, CALLS],
    ])
  })

  test('prepare: false: no name is ever sent, and no call repeated', async () => {
    const url = await migratedDatabase()
    const pool = openPool(url, { max: 20 })
    const named = watched(pool)
    expect(await work(PostgresAdapter(pool, { prepare: false }), CALLS)).toEqual([])
    await expectDoneOnce(url, CALLS)
    expect(named).toEqual(Array.from({ length: CALLS * 7 }, () => false))
  })

  test('migrate() and check(), by several at once', async () => {
    const url = await createDatabase()
    const done = await Promise.all(Array.from({ length: 8 }, () => migrate(openPool(url, { max: 2 }))))
    expect(done.filter(({ statements }) => statements.length > 0)).toHaveLength(1)
    expect(await check(openPool(url))).toEqual([])
  })
})
