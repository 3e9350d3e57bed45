import { type Kysely, sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { engine, errorOf, open } from '../test/databases.ts'
import type { Tables } from '../test/instances.ts'
import { KyselyAdapter, migrate } from './index.ts'

const { family } = engine()
const asksAgain = family === 'mysql' || family === 'mariadb'

/** Users, and a second instance on the same database. */
async function world() {
  const made = await open({ max: 1 })
  await migrate(made.db)
  for (const id of ['a', 'b', 'c', 'd']) await KyselyAdapter(made.db).createUser({ id, email: `${id}@example.com` })
  const other = await open({ url: made.url, max: 1 })
  /** How often an update was sent and failed. */
  const failures = () =>
    made.log.filter(({ level, query }) => level === 'error' && query.sql.startsWith('UPDATE')).length
  return { ...made, other: other.db, failures }
}

const touch = (db: Kysely<Tables>, ...ids: string[]) =>
  db.updateTable('users').set({ image: 'theirs' }).where('id', 'in', ids).execute()

// PostgreSQL waits without a bound, and undoes whole transactions; SQLite has one writer.
describe.runIf(asksAgain)('what the server undid alone and asks for again', () => {
  test('is sent so often and no more', async () => {
    const { db, other, failures } = await world()
    const adapter = KyselyAdapter(db)
    await sql`SET SESSION innodb_lock_wait_timeout = 1`.execute(db)
    await other.transaction().execute(async (transaction) => {
      await touch(transaction, 'a')
      const error = await errorOf(adapter.updateUser({ id: 'a', name: 'ours' }))
      expect(error).toMatchObject({ code: 'unavailable', operation: 'updateUser', cause: { errno: 1205 } })
    })
    expect(failures()).toBe(3)
    expect(await adapter.updateUser({ id: 'a', name: 'ours' })).toMatchObject({ name: 'ours', image: 'theirs' })
  })

  test('ends well once nothing stands in its way', async () => {
    const { db, other, failures } = await world()
    await sql`SET SESSION innodb_lock_wait_timeout = 1`.execute(db)
    let call: Promise<unknown> = Promise.resolve()
    await other.transaction().execute(async (transaction) => {
      await touch(transaction, 'a')
      call = KyselyAdapter(db).updateUser({ id: 'a', name: 'ours' })
      while (failures() === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    })
    expect(await call).toMatchObject({ name: 'ours' })
    expect(failures()).toBeLessThan(3)
  })

  test('is not sent again in a transaction of the caller, which a deadlock has undone as a whole', async () => {
    const { db, other, failures } = await world()
    const outcome = await errorOf(
      db.transaction().execute(async (transaction) => {
        const adapter = KyselyAdapter(transaction)
        await adapter.updateUser({ id: 'b', name: 'ours' })
        await other.transaction().execute(async (theirs) => {
          // The more rows a transaction has written, the less it is the one that a deadlock undoes.
          await touch(theirs, 'a', 'c', 'd')
          const meeting = touch(theirs, 'b')
          const undone = await errorOf(adapter.updateUser({ id: 'a', name: 'ours' }))
          await meeting
          throw undone
        })
      }),
    )
    expect(outcome).toMatchObject({ code: 'unavailable', cause: { errno: 1213 } })
    expect(failures()).toBe(1)
    expect(await KyselyAdapter(db).getUser('b')).toMatchObject({ name: null, image: null })
  })
})
