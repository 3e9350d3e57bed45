import type { Connection, ExecuteValues, Pool } from 'mysql2/promise'
import { type Dialect, type SqlDriver, type SqlRow, type SqlTransaction, type Statement, mysql } from '@strongroom/sql'
import { explain, isRepeatable } from './errors.ts'

/** A pool or a connection of `mysql2/promise`. */
export type PromiseClient = Pick<Pool, 'execute' | 'query' | 'getConnection'> | Pick<Connection, 'execute' | 'query'>

/** A pool or a connection of `mysql2`, which answers by callbacks and knows its promise. */
export interface CallbackClient {
  promise(): PromiseClient
}

// What the application chose for its own queries changes nothing.
const own = {
  rowsAsArray: true,
  namedPlaceholders: false,
  typeCast: true,
  supportBigNumbers: true,
  bigNumberStrings: true,
  decimalNumbers: false,
  nestTables: false,
} as const

// A deadlock or a lock wait that ended undid this statement alone; so often it is sent in all.
const ATTEMPTS = 3

/** The promise side of whatever mysql2 gives. */
function promised(client: PromiseClient | CallbackClient): PromiseClient {
  return 'promise' in client ? client.promise() : client
}

/** A driver over a pool or a connection. */
export function driverOf(client: PromiseClient | CallbackClient, dialect: Dialect = mysql): SqlDriver {
  const connection = promised(client)
  // On a connection the statement may be part of a transaction, which a deadlock has undone as a whole.
  const attempts = 'getConnection' in connection ? ATTEMPTS : 1

  const send = async ({ text }: Statement, params: readonly unknown[]): Promise<unknown> => {
    // mysql2 sends numbers as doubles, which LIMIT does not take; all of ours are whole, and exact as text.
    const values = params.map((value) => (typeof value === 'number' ? String(value) : value))
    for (let attempt = 1; ; attempt++) {
      try {
        return (await connection.execute({ sql: text, ...own }, values as ExecuteValues))[0]
      } catch (error) {
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
  const begin = async (): Promise<SqlTransaction> => {
    const pooled = 'getConnection' in connection ? await connection.getConnection() : undefined
    const holder = pooled ?? connection
    const { exclusive } = dialect
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
  return { dialect, get, all, run, explain, begin }
}

async function rowsOf(answer: Promise<unknown>): Promise<SqlRow[]> {
  const rows = await answer
  return Array.isArray(rows) ? (rows as SqlRow[]) : []
}
