import { createHash } from 'node:crypto'
import {
  type Exclusive,
  type SqlDriver,
  type SqlRow,
  type SqlTransaction,
  type Statement,
  postgres,
} from '@strongroom/sql'
import { explain, preparedFailure } from './errors.ts'

/** A query as the adapter sends it. */
export interface Query {
  text: string
  values: unknown[]
  rowMode: 'array'
  types: { getTypeParser: () => (value: string) => string }
  name?: string
}

/** The part of a `Client` or `PoolClient` of pg that the adapter uses. */
export interface Client {
  query(query: Query): Promise<{ rows: unknown[]; rowCount: number | null }>
}

/** The part of a `Pool` of pg that the adapter uses. */
export interface Pool extends Client {
  readonly totalCount: number
  connect(): Promise<Client & { release(error?: Error | boolean): void }>
}

/** How statements are sent. */
export interface DriverOptions {
  /** `false` sends no named statements, for poolers that cannot keep them. */
  readonly prepare?: boolean
}

// Values stay text, so parsers that the application sets (types.setTypeParser) change nothing.
const types = { getTypeParser: () => (value: string) => value }

// One name, one text, whoever else uses the connection: pg refuses a name with another text.
const names = new WeakMap<Statement, string>()
function nameOf(statement: Statement): string {
  const known = names.get(statement)
  if (known !== undefined) return known
  const name = `strongroom_${createHash('sha256').update(statement.text).digest('base64url')}`
  names.set(statement, name)
  return name
}

// Pools whose connections turned out not to keep named statements.
const unnamed = new WeakSet<object>()

/** A driver over a pool or a client. */
export function driverOf(client: Client | Pool, { prepare = true }: DriverOptions = {}): SqlDriver {
  const send = async (statement: Statement, params: readonly unknown[]) => {
    const query: Query = { text: statement.text, values: [...params], rowMode: 'array', types }
    if (!prepare || unnamed.has(client)) return client.query(query)
    try {
      return await client.query({ ...query, name: nameOf(statement) })
    } catch (error) {
      // The server refused the name before it ran anything, so once more is safe.
      const failure = preparedFailure(error)
      if (failure === undefined) throw error
      if (failure === 'lost') unnamed.add(client)
      return client.query(query)
    }
  }

  const get: SqlDriver['get'] = async (statement, params) =>
    (await send(statement, params)).rows[0] as SqlRow | undefined
  const all: SqlDriver['all'] = async (statement, params) => (await send(statement, params)).rows as SqlRow[]
  const run: SqlDriver['run'] = async (statement, params) => ({
    changes: (await send(statement, params)).rowCount ?? 0,
  })

  const begin = async (exclusive: Exclusive = postgres.exclusive): Promise<SqlTransaction> => {
    const own = 'totalCount' in client ? await client.connect() : undefined
    const connection = own ?? client
    const command = async (text: string): Promise<void> => {
      await connection.query({ text, values: [], rowMode: 'array', types })
    }
    // Its statements run once: names would only fill the connection.
    const { get, all, run } = driverOf(connection, { prepare: false })
    const end = (text: string) => async (): Promise<void> => {
      try {
        await command(text)
        own?.release()
      } catch (error) {
        // A connection in an unknown state must not go back to the pool.
        own?.release(true)
        throw error
      }
    }
    try {
      for (const text of exclusive.begin) await command(text)
    } catch (error) {
      if (own === undefined) await command(exclusive.rollback).catch(() => undefined)
      own?.release(true)
      throw error
    }
    return {
      dialect: postgres,
      get,
      all,
      run,
      explain,
      commit: end(exclusive.commit),
      rollback: end(exclusive.rollback),
    }
  }
  return { dialect: postgres, get, all, run, explain, begin }
}
