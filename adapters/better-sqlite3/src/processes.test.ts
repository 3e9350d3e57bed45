import { describe, expect, test } from 'vitest'
import { open, rowsOf, temporaryFile } from '../test/databases.ts'
import { type Done, ROUND } from '../test/jobs.ts'
import { runTogether } from '../test/processes.ts'
import { SQLiteAdapter, check, migrate } from './index.ts'

const PROCESSES = 8
const OPERATIONS = 2000
const rounds = OPERATIONS / ROUND

async function migrated(journal: string) {
  const database = open(temporaryFile())
  expect(database.pragma(`journal_mode = ${journal}`, { simple: true })).toBe(journal)
  await migrate(database)
  return database
}

const everybody = Array.from({ length: PROCESSES }, (_, who) => who)
const byText = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted()
const total = (done: readonly Done[], code: string): number =>
  done.reduce((sum, { errors }) => sum + (errors[code] ?? 0), 0)

/** What the processes say that they did is what is there. */
function expectNothingLost(database: ReturnType<typeof open>, done: readonly Done[]): void {
  const said = (kind: keyof Done['rows']): string[] => byText(done.flatMap(({ rows }) => rows[kind]))
  const select = (columns: string, table: string): string[] =>
    byText(database.prepare(`SELECT ${columns} FROM ${table}`).all())
  expect(select('id, name, email, emailVerified, image', 'users')).toEqual(said('users'))
  expect(select('userId, type, provider, providerAccountId', 'accounts')).toEqual(said('accounts'))
  expect(rowsOf(database, 'sessions')).toEqual(said('sessions'))
  expect(select('identifier, token, expires', 'verification_token')).toEqual(said('tokens'))
  expect(said('won')).toHaveLength(rounds)
  expect(new Set(said('won')).size).toBe(rounds)
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(database.pragma('foreign_key_check')).toEqual([])
  for (const { operations } of done) expect(operations).toBe(OPERATIONS)
}

// Of each contested address all but one are refused; every other passkey is one that never was.
const provoked = {
  'duplicate createUser': rounds * (PROCESSES - 1),
  'not-found updateAuthenticatorCounter': (rounds / 2) * PROCESSES,
}

describe(`${PROCESSES} processes with ${OPERATIONS} operations each on one file`, () => {
  test('in WAL: no error but those provoked, nothing lost', { timeout: 60_000 }, async () => {
    const database = await migrated('wal')
    const jobs = everybody.map((who) => ({ do: 'write', file: database.name, who, rounds, timeout: 30_000 }) as const)
    const start = performance.now()
    const done = await runTogether(jobs)
    console.log(`WAL: ${Math.round(performance.now() - start)} ms`)
    expectNothingLost(database, done)
    const errors = new Set(done.flatMap(({ errors }) => Object.keys(errors)))
    expect(Object.fromEntries([...errors].map((code) => [code, total(done, code)]))).toEqual(provoked)
  })

  test('with a rollback journal: unavailable is allowed, nothing lost', { timeout: 60_000 }, async () => {
    const database = await migrated('delete')
    const jobs = everybody.map((who) => ({ do: 'write', file: database.name, who, rounds, timeout: 20 }) as const)
    const start = performance.now()
    const done = await runTogether(jobs)
    expectNothingLost(database, done)
    const errors = Object.fromEntries(
      [...new Set(done.flatMap(({ errors }) => Object.keys(errors)))].map((code) => [code, total(done, code)]),
    )
    const unavailable = Object.entries(errors).filter(([code]) => code.startsWith('unavailable'))
    const times = unavailable.reduce((sum, [, count]) => sum + count, 0)
    console.log(`Rollback journal: ${Math.round(performance.now() - start)} ms, unavailable ${times} times`)
    expect(errors).toEqual({ ...provoked, ...Object.fromEntries(unavailable) })
    // Otherwise this run has not shown that what was refused was not written.
    expect(times).toBeGreaterThan(0)
  })
})

test.each(['wal', 'delete'])(
  'a token spent by 8 processes at once has one winner (%s)',
  { timeout: 30_000 },
  async (journal) => {
    const database = await migrated(journal)
    const adapter = SQLiteAdapter(database)
    const tokens = 300
    const expires = new Date(4e12)
    database.exec('BEGIN')
    for (let at = 0; at < tokens; at++)
      await adapter.createVerificationToken({ identifier: 'i', token: `t${at}`, expires })
    database.exec('COMMIT')
    database.exec('BEGIN IMMEDIATE')
    const done = await runTogether(
      everybody.map(() => ({ do: 'spend', file: database.name, identifier: 'i', tokens }) as const),
      () => setTimeout(() => database.exec('COMMIT'), 100),
    )
    const won = done.flatMap(({ rows }) => rows.won)
    expect(won.toSorted()).toEqual(Array.from({ length: tokens }, (_, at) => `t${at}`).toSorted())
    expect(done.flatMap(({ errors }) => Object.keys(errors))).toEqual([])
    // They did race: all were at the first token when nobody could have it yet.
    const first = done.map(({ tries }) => tries[0] ?? ([0, 0] as const))
    expect(Math.max(...first.map(([from]) => from))).toBeLessThan(Math.min(...first.map(([, to]) => to)))
  },
)

test('migrate() in 8 processes at once fails in none and leaves the schema right', { timeout: 30_000 }, async () => {
  for (let round = 0; round < 3; round++) {
    const database = open(temporaryFile())
    if (round % 2 === 0) database.pragma('journal_mode = WAL')
    const done = await runTogether(everybody.map(() => ({ do: 'migrate', file: database.name }) as const))
    expect(done.map(({ errors }) => errors)).toEqual(everybody.map(() => ({})))
    expect(await check(database)).toEqual([])
    expect(rowsOf(database, 'strongroom_schema')).toHaveLength(5)
  }
})
