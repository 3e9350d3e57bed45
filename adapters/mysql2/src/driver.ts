import { Buffer } from 'node:buffer'
import {
  type Dialect,
  type Exclusive,
  type SqlDriver,
  type SqlRow,
  type SqlTransaction,
  type Statement,
  mysql,
} from '@strongroom/sql'
import type { Connection, ExecuteValues, QueryOptions } from 'mysql2/promise'
import { type CallbackClient, type PromiseClient, promised, settingsOf } from './client.ts'
import { explain, isRepeatable } from './errors.ts'

// A deadlock or a lock wait that ended undid this statement alone; so often it is sent in all.
const ATTEMPTS = 3

// No server that serves tokens takes less in one packet.
const MUCH = 2 ** 20

/** How statements are sent. */
export interface DriverOptions {
  /**
   * Milliseconds that a statement may take, waiting for a connection included; mysql2 has no such setting of a pool.
   * What has not answered by then is `unavailable`, and its connection is closed: a write may have been done all the
   * same. Unbounded when not given.
   */
  readonly timeout?: number
}

/**
 * A driver over a pool or a connection.
 *
 * @throws AdapterError `invalid-input` for a client whose character set cannot hold every text
 */
export function driverOf(
  client: PromiseClient | CallbackClient,
  dialect: Dialect = mysql,
  { timeout }: DriverOptions = {},
): SqlDriver {
  const settings = settingsOf(client)
  const connection = promised(client)
  // On a connection the statement may be part of a transaction, which a deadlock has undone as a whole.
  const attempts = 'getConnection' in connection ? ATTEMPTS : 1

  const send = async ({ text }: Statement, params: readonly unknown[]): Promise<unknown> => {
    // mysql2 sends numbers as doubles, which LIMIT does not take; all of ours are whole, and exact as text.
    const values = params.map((value) => (typeof value === 'number' ? String(value) : value))
    for (let attempt = 1; ; attempt++) {
      try {
        return await execute(connection, { sql: text, ...settings }, values as ExecuteValues, timeout)
      } catch (error) {
        if (await isTooLarge(error, values, connection, settings, timeout))
          throw new TooLarge('Larger than max_allowed_packet.')
        if (attempt >= attempts || !isRepeatable(error)) throw error
      }
    }
  }

  const get: SqlDriver['get'] = async (statement, params) => (await rowsOf(send(statement, params)))[0]
  const all: SqlDriver['all'] = (statement, params) => rowsOf(send(statement, params))
  const run: SqlDriver['run'] = async (statement, params) => {
    const { affectedRows, insertId } = (await send(statement, params)) as { affectedRows: number; insertId: unknown }
    return { changes: affectedRows, insertId: String(insertId) }
  }

  /** DDL commits by itself here, so this is a lock rather than a transaction. */
  const begin = async (exclusive: Exclusive = dialect.exclusive): Promise<SqlTransaction> => {
    const pooled = 'getConnection' in connection ? await connection.getConnection() : undefined
    const holder = pooled ?? connection
    const end = (text: string) => async (): Promise<void> => {
      try {
        await holder.query(text)
        pooled?.release()
      } catch (error) {
        // The server frees the lock with the connection.
        pooled?.destroy()
        throw error
      }
    }
    try {
      for (const text of exclusive.begin) await holder.query(text)
    } catch (error) {
      pooled?.destroy()
      throw error
    }
    const { get, all, run } = driverOf(holder, dialect)
    return { dialect, get, all, run, explain, commit: end(exclusive.commit), rollback: end(exclusive.rollback) }
  }
  // On one connection the application may have a transaction open, which another one would commit.
  const withinTransaction = !('getConnection' in connection)
  return { dialect, withinTransaction, get, all, run, explain, begin }
}

async function rowsOf(answer: Promise<unknown>): Promise<SqlRow[]> {
  const rows = await answer
  return Array.isArray(rows) ? (rows as SqlRow[]) : []
}

/** Executes one statement, in time where there is a bound. */
async function execute(
  client: PromiseClient,
  query: QueryOptions,
  values: ExecuteValues,
  timeout: number | undefined,
): Promise<unknown> {
  if (timeout === undefined) return (await client.execute(query, values))[0]
  const end = Date.now() + timeout
  const waiting = 'getConnection' in client ? client.getConnection() : undefined
  const pooled = await within(timeout, waiting).catch((error: unknown) => {
    waiting?.then((late) => late.release()).catch(() => undefined)
    throw error
  })
  const connection = pooled ?? (client as Connection)
  try {
    const [answer] = await within(end - Date.now(), connection.execute(query, values))
    pooled?.release()
    return answer
  } catch (error) {
    // What the server still does on it would hold up whoever takes it next; and a server that became a read-only one
    // is to be connected to anew, as mysql2's pool sees to itself.
    const unfit = pooled !== undefined && !isRepeatable(error) && explain(error).code === 'unavailable'
    if (unfit || error instanceof Late) connection.destroy()
    else pooled?.release()
    throw error
  }
}

/** As a server has it that could still say so. */
class TooLarge extends Error {
  readonly code = 'ER_NET_PACKET_TOO_LARGE'
  readonly errno = 1153
}

/**
 * Whether a connection was lost over a statement larger than the server takes: most of the time it closes the connection
 * before its reason is read. Asks on another connection of the pool, and only where much was sent.
 */
async function isTooLarge(
  error: unknown,
  values: readonly unknown[],
  client: PromiseClient,
  settings: Omit<QueryOptions, 'sql'>,
  timeout: number | undefined,
): Promise<boolean> {
  const lost = ['ECONNRESET', 'EPIPE', 'PROTOCOL_CONNECTION_LOST'].includes(String((error as { code?: unknown }).code))
  if (!lost || !('getConnection' in client)) return false
  const sizes = values.map((value) => (typeof value === 'string' ? Buffer.byteLength(value) : 0))
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  if (bytes < MUCH) return false
  try {
    const rows = await execute(client, { sql: 'SELECT @@max_allowed_packet', ...settings }, [], timeout)
    return bytes >= Number((rows as SqlRow[])[0]?.[0])
  } catch {
    return false
  }
}

class Late extends Error {
  readonly code = 'PROTOCOL_SEQUENCE_TIMEOUT'
}

async function within<T>(milliseconds: number, work: T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Late('No answer in time.')), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
