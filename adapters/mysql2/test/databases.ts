import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { AdapterError } from '@strongroom/core-types'
import {
  type Connection,
  type ConnectionOptions,
  type Pool,
  type PoolOptions,
  createConnection,
  createPool,
} from 'mysql2/promise'
import { expect, onTestFinished } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { type MySQLOptions, migrate } from '../src/index.ts'

/** Whether the project's server is MariaDB. */
export const onMariaDB = (): boolean => server().id.startsWith('mariadb')

/** What statements on one connection of their own answer: the last one's values by position, first to last row. */
export async function ask(url: string, ...statements: string[]): Promise<unknown[][]> {
  const connection = await createConnection({ uri: url, rowsAsArray: true })
  connection.on('error', () => {})
  try {
    let answer: unknown = []
    for (const text of statements) [answer] = await connection.query(text)
    return Array.isArray(answer) ? (answer as unknown[][]) : []
  } finally {
    connection.destroy()
  }
}

/** A database of one's own on a server, the project's if none is named; answers its URL. */
export async function createDatabase(on = server().url, options = ''): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await ask(on, `CREATE DATABASE ${name} ${options}`)
  const url = new URL(on)
  url.pathname = `/${name}`
  return url.href
}

/** A database of one's own with the adapter's tables; answers its URL. */
export async function migratedDatabase(options: MySQLOptions = {}, on = server().url): Promise<string> {
  const url = await createDatabase(on)
  const pool = createPool({ uri: url, connectionLimit: 1 })
  try {
    await migrate(pool, options)
  } finally {
    await pool.end()
  }
  return url
}

/** A user who may do everything in one database and has no say over the server; answers the URL as that user. */
export async function asApplication(url: string, limits = ''): Promise<string> {
  const own = new URL(url)
  own.username = `app_${randomBytes(4).toString('hex')}`
  await ask(url, `CREATE USER '${own.username}'@'%' IDENTIFIED BY '${own.password}' ${limits}`)
  await ask(url, `GRANT ALL ON \`${own.pathname.slice(1)}\`.* TO '${own.username}'@'%'`)
  return own.href
}

/** A pool that is ended when the test ends. */
export function openPool(url: string, options: PoolOptions = {}, session: readonly string[] = []): Pool {
  const pool = createPool({ uri: url, connectionLimit: 10, ...options })
  // A connection runs its commands in order, so these come before whatever it is taken for.
  pool.pool.on('connection', (connection) => {
    for (const text of session) connection.query(text)
  })
  onTestFinished(() => (isClosed(pool) ? undefined : pool.end()))
  return pool
}

/** A connection that is closed when the test ends. */
export async function openConnection(url: string, options: ConnectionOptions = {}): Promise<Connection> {
  const connection = await createConnection({ uri: url, ...options })
  connection.on('error', () => {})
  onTestFinished(() => connection.destroy())
  return connection
}

/** The error that a promise rejects with; an answer fails the test. */
export async function errorOf(promise: Promise<unknown>): Promise<AdapterError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if (!('error' in outcome)) throw new Error(`Answered ${JSON.stringify(outcome.value)} instead of throwing.`)
  expect(outcome.error).toBeInstanceOf(AdapterError)
  return outcome.error as AdapterError
}

/** That nothing of an error shows a value, however it is printed. */
export function assertNoValue(error: AdapterError, value: string): void {
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(value)
  expect(JSON.stringify([error, error.cause, error.stack])).not.toContain(value)
}

// Of mysql2's pools, for counting alone.
interface Queues {
  readonly _allConnections: { readonly length: number }
  readonly _freeConnections: { readonly length: number }
  readonly _connectionQueue: { readonly length: number }
}

const isClosed = (pool: Pool): boolean => Reflect.get(pool.pool, '_closed') === true

/** Connections of a pool: all there are, those idle, and callers that wait for one. */
export function countsOf(pool: Pool) {
  const { _allConnections, _freeConnections, _connectionQueue } = pool.pool as unknown as Queues
  return { total: _allConnections.length, idle: _freeConnections.length, waiting: _connectionQueue.length }
}

/** Waits until something holds, and fails after half a minute: others may keep the machine busy. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
