import { setTimeout as delay } from 'node:timers/promises'
import type { Connection } from 'mysql2/promise'
import { describe, expect, test } from 'vitest'
import { ask, errorOf, migratedDatabase, openConnection, openPool, until } from '../test/databases.ts'
import { MySQLAdapter } from './index.ts'

/** Users, and a connection of somebody else's in a transaction that has changed all of them but `b`. */
async function world(...before: readonly string[]) {
  const url = await migratedDatabase()
  await ask(url, "INSERT INTO users (id) VALUES ('a'), ('b'), ('c'), ('d'), ('e')", ...before)
  const other = await openConnection(url)
  await other.query('BEGIN')
  // The more rows a transaction has written, the less it is the one that a deadlock undoes.
  for (const id of ['a', 'c', 'd', 'e']) await other.query(`UPDATE users SET name = 'theirs' WHERE id = '${id}'`)
  return { url, other }
}

/**
 * Waits until an update in this database waits for a row: one that is still under way a while later. Not by
 * `innodb_trx`, which is not made anew as long as anybody on the server reads it within a tenth of a second.
 */
const untilOneWaits = (url: string): Promise<void> => {
  const running = (): Promise<unknown[][]> =>
    ask(url, "SELECT id FROM information_schema.processlist WHERE db = database() AND info LIKE 'UPDATE%'")
  return until(async () => {
    const first = await running()
    if (first.length !== 1) return false
    await delay(300)
    return JSON.stringify(await running()) === JSON.stringify(first)
  }, 'a statement that waits')
}

/** How often a connection has been sent statements to execute. */
const executedOn = async (connection: Connection): Promise<number> => {
  const [rows] = await connection.query({ sql: "SHOW SESSION STATUS LIKE 'Com_stmt_execute'", rowsAsArray: true })
  return Number((rows as unknown[][])[0]?.[1])
}

describe('a statement that the server undid', () => {
  test('a deadlock is repeated over a pool, and ends well', async () => {
    // It takes two locks to meet in: the row's, and one that a trigger asks for.
    const { url, other } = await world(
      'CREATE TABLE locks (id int PRIMARY KEY)',
      'INSERT INTO locks VALUES (1)',
      'CREATE TRIGGER lock_too AFTER UPDATE ON users FOR EACH ROW UPDATE locks SET id = 1 WHERE id = 1',
    )
    const pool = openPool(url, { connectionLimit: 1 })
    const connection = await pool.getConnection()
    connection.release()
    const before = await executedOn(connection)
    const call = MySQLAdapter(pool).updateUser({ id: 'b', name: 'ours' })
    await untilOneWaits(url)
    // The call has this row, and waits for the lock that this transaction has.
    await other.query("SELECT id FROM users WHERE id = 'b' FOR UPDATE")
    await untilOneWaits(url)
    await other.query('COMMIT')
    expect(await call).toMatchObject({ id: 'b', name: 'ours' })
    // Two writes, and the read that follows.
    expect((await executedOn(connection)) - before).toBe(3)
  })

  test('a deadlock is not repeated on a connection: it has undone the whole transaction', async () => {
    const { url, other } = await world()
    const connection = await openConnection(url)
    const adapter = MySQLAdapter(connection)
    await connection.query('BEGIN')
    await adapter.updateUser({ id: 'b', name: 'ours' })
    const before = await executedOn(connection)
    const call = errorOf(adapter.updateUser({ id: 'a', name: 'ours' }))
    await untilOneWaits(url)
    await other.query("SELECT id FROM users WHERE id = 'b' FOR UPDATE")
    expect(await call).toMatchObject({ code: 'unavailable', cause: { errno: 1213 } })
    expect((await executedOn(connection)) - before).toBe(1)
    await other.query('COMMIT')
    await connection.query('COMMIT')
    expect(await ask(url, "SELECT id, name FROM users WHERE id IN ('a', 'b') ORDER BY id")).toEqual([
      ['a', 'theirs'],
      ['b', null],
    ])
  })

  test('a lock wait is repeated over a pool, so often and no more', async () => {
    const { url, other } = await world()
    const pool = openPool(url, { connectionLimit: 1 }, ['SET SESSION innodb_lock_wait_timeout = 1'])
    const connection = await pool.getConnection()
    connection.release()
    const before = await executedOn(connection)
    const error = await errorOf(MySQLAdapter(pool).updateUser({ id: 'a', name: 'ours' }))
    expect(error).toMatchObject({ code: 'unavailable', operation: 'updateUser', cause: { errno: 1205 } })
    expect((await executedOn(connection)) - before).toBe(3)
    await other.query('COMMIT')
    expect(await MySQLAdapter(pool).updateUser({ id: 'a', name: 'ours' })).toMatchObject({ name: 'ours' })
  })

  test('a lock wait is not repeated on a connection, and leaves its transaction alone', async () => {
    const { url, other } = await world()
    const connection = await openConnection(url)
    const adapter = MySQLAdapter(connection)
    await connection.query('SET SESSION innodb_lock_wait_timeout = 1')
    await connection.query('BEGIN')
    await adapter.updateUser({ id: 'b', name: 'ours' })
    const before = await executedOn(connection)
    expect(await errorOf(adapter.updateUser({ id: 'a', name: 'ours' }))).toMatchObject({ cause: { errno: 1205 } })
    expect((await executedOn(connection)) - before).toBe(1)
    await connection.query('COMMIT')
    await other.query('COMMIT')
    expect(await ask(url, "SELECT name FROM users WHERE id = 'b'")).toEqual([['ours']])
  })
})
