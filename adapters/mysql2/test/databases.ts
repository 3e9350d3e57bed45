import { randomBytes } from 'node:crypto'
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

/** A pool that is ended when the test ends. */
export function openPool(url: string, options: PoolOptions = {}, session: readonly string[] = []): Pool {
  const pool = createPool({ uri: url, connectionLimit: 10, ...options })
  // A connection runs its commands in order, so these come before whatever it is taken for.
  pool.pool.on('connection', (connection) => {
    for (const text of session) connection.query(text)
  })
  onTestFinished(() => pool.end())
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

/** Waits until something holds, and fails after ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 10_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
