import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { AdapterError } from '@strongroom/core-types'
import { Client, Pool, type PoolConfig } from 'pg'
import { expect, onTestFinished } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { type SchemaOptions, migrate } from '../src/index.ts'

const noop = (): void => {}

/** What a query on a connection of its own answers: values by position, first to last row. */
export async function ask(url: string, sql: string, values: unknown[] = []): Promise<unknown[][]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<unknown[]>({ text: sql, values, rowMode: 'array' })).rows
  } finally {
    await client.end()
  }
}

/** A database of one's own on a server, the project's if none is named; answers its URL. It goes with its test. */
export async function createDatabase(on = server().url): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await ask(on, `CREATE DATABASE ${name}`)
  // What a test has done to its server may keep this from going, which is no matter.
  const drop = (): Promise<void> => ask(on, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).then(noop, noop)
  try {
    onTestFinished(drop)
  } catch {
    // A target is opened outside of tests, and its database stays.
  }
  const url = new URL(on)
  url.pathname = `/${name}`
  return url.href
}

/** The same with the adapter's schema in it. */
export async function migratedDatabase(options: SchemaOptions = {}, on = server().url): Promise<string> {
  const url = await createDatabase(on)
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await migrate(client, options)
  } finally {
    await client.end()
  }
  return url
}

/** A pool that is ended when the test ends; a connection that was not given back keeps it from ending. */
export function openPool(url: string, config: PoolConfig = {}): Pool {
  const pool = new Pool({ connectionString: url, max: 10, ...config })
  pool.on('error', () => {})
  onTestFinished(() => (pool.ended || pool.ending ? undefined : pool.end()))
  return pool
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

/** Connections of a pool: all there are, those idle, and callers that wait for one. */
export function countsOf({ totalCount, idleCount, waitingCount }: Pool) {
  return { total: totalCount, idle: idleCount, waiting: waitingCount }
}

/** Waits until something holds, and fails after ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 10_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** That an error shows a value nowhere, however it is logged. */
export function assertNoValue(error: Error, value: string): void {
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(value)
  expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain(value)
}
