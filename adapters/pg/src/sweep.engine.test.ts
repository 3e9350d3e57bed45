import { expect, test } from 'vitest'
import { ask, migratedDatabase, openPool } from '../test/databases.ts'
import { PostgresAdapter } from './index.ts'

const left = 'SELECT (SELECT count(*)::int FROM sessions), (SELECT count(*)::int FROM verification_token)'

async function expired(rows: number): Promise<string> {
  const url = await migratedDatabase()
  await ask(url, `INSERT INTO users (id) VALUES ('u')`)
  await fill(url, rows)
  return url
}

async function fill(url: string, rows: number): Promise<void> {
  const past = `timestamptz '2001-01-01' + i * interval '1 minute'`
  const name = `${rows} || '-' || i`
  await ask(url, `INSERT INTO sessions SELECT ${name}, 'u', ${past} FROM generate_series(1, ${rows}) i`)
  await ask(url, `INSERT INTO verification_token SELECT ${name}, 't', ${past} FROM generate_series(1, ${rows}) i`)
}

// A plan that runs the sub-select once for each row finds other rows each time, since it skips what is deleted already.
// The server takes it for tables that were small, or empty, when it last looked.
const plans = {
  'as it comes': [],
  'nested loops alone': ['enable_hashjoin=off', 'enable_mergejoin=off', 'enable_material=off', 'enable_hashagg=off'],
  'merges alone': ['enable_hashjoin=off', 'enable_nestloop=off'],
  'generic plans': ['plan_cache_mode=force_generic_plan', 'enable_hashjoin=off'],
} satisfies Record<string, string[]>
const looks = ['never', 'at three rows'] as const
const tries = Object.entries(plans).flatMap(([title, plan]) => looks.map((look) => ({ title, plan, look })))

test.each(tries)('deleteExpired() keeps to its limit: plan $title, statistics $look', async ({ plan, look }) => {
  const url = await expired(look === 'at three rows' ? 3 : 0)
  if (look === 'at three rows') await ask(url, 'ANALYZE')
  await fill(url, 40)
  const adapter = PostgresAdapter(openPool(url, { options: plan.map((setting) => `-c ${setting}`).join(' ') }))
  let [[rest = 0] = []] = (await ask(url, left)) as number[][]
  for (let sweep = 0; sweep < 3; sweep++) {
    expect(await adapter.deleteExpired({ limit: 7 })).toMatchObject({ session: 7, verificationToken: 7 })
    rest -= 7
    expect(await ask(url, left)).toEqual([[rest, rest]])
  }
})

test('deleteExpired() by many at once: every row goes once, and nobody waits for another', async () => {
  const url = await expired(400)
  const adapter = PostgresAdapter(openPool(url, { max: 8 }))
  const done = await Promise.all(Array.from({ length: 8 }, () => adapter.deleteExpired({ limit: 50 })))
  const sum = done.reduce((total, { session }) => total + session, 0)
  const [[sessions = NaN] = []] = await ask(url, left)
  expect(sum).toBe(400 - Number(sessions))
  expect(Math.max(...done.map(({ session }) => session))).toBeLessThanOrEqual(50)
})

test('deleteExpired() leaves a session that is being renewed, and does not wait for it', async () => {
  const url = await expired(3)
  const pool = openPool(url)
  const renewing = await pool.connect()
  await renewing.query('BEGIN')
  await renewing.query(`UPDATE sessions SET expires = '9999-01-01' WHERE "sessionToken" = '3-2'`)
  expect(await PostgresAdapter(pool).deleteExpired()).toMatchObject({ session: 2, verificationToken: 3 })
  await renewing.query('COMMIT')
  renewing.release()
  expect(await ask(url, 'SELECT "sessionToken" FROM sessions')).toEqual([['3-2']])
})
