import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { type AdapterWarning, AdapterError, type CustomFields } from '@strongroom/core-types'
import { expect, onTestFinished } from 'vitest'
import { type AdapterOptions, createSqlAdapter } from '../src/adapter.ts'
import { sqlite } from '../src/dialects/sqlite.ts'
import type { Awaitable, SqlDriver, SqlRow, SqlTransaction, Statement } from '../src/driver.ts'
import { migrateSql } from '../src/migrate.ts'

const codes: Record<number, 'duplicate' | 'reference' | 'unavailable'> = {
  5: 'unavailable',
  8: 'unavailable',
  787: 'reference',
  1555: 'duplicate',
  2067: 'duplicate',
}

/** What a driver was asked, in order. */
export interface Asked {
  readonly statement: Statement
  readonly params: readonly unknown[]
}

/** A driver over Node's own SQLite: synchronous, or answering by promises as servers do. */
export function driverOf(database: DatabaseSync, { later = false } = {}) {
  const asked: Asked[] = []
  const prepared = new WeakMap<Statement, StatementSync>()
  const prepare = (statement: Statement, params: readonly unknown[]): StatementSync => {
    asked.push({ statement, params })
    const made = prepared.get(statement) ?? database.prepare(statement.text)
    made.setReturnArrays(true)
    prepared.set(statement, made)
    return made
  }
  const answer = <T>(call: () => unknown): Awaitable<T> =>
    (later ? new Promise((resolve) => setImmediate(resolve)).then(call) : call()) as Awaitable<T>
  const transaction: SqlTransaction = {
    dialect: sqlite,
    get: (statement, params) => answer<SqlRow>(() => prepare(statement, params).all(...(params as string[]))[0]),
    all: (statement, params) => answer<SqlRow[]>(() => prepare(statement, params).all(...(params as string[]))),
    run: (statement, params) =>
      answer<{ changes: number }>(() => prepare(statement, params).run(...(params as string[]))),
    explain: (error) => {
      const { errcode = 0, message } = error as { errcode?: number; message: string }
      return { code: codes[errcode] ?? 'internal', constraint: message.replace(/^.*failed: /, '') }
    },
    commit: () => answer<void>(() => database.exec('COMMIT')),
    rollback: () => answer<void>(() => database.exec('ROLLBACK')),
  }
  const driver: SqlDriver = {
    ...transaction,
    begin: () =>
      answer<SqlTransaction>(() => {
        database.exec('BEGIN IMMEDIATE')
        return transaction
      }),
  }
  return { driver, asked }
}

/** A database in memory that is closed when the test ends. */
export function open(): DatabaseSync {
  const database = new DatabaseSync(':memory:')
  onTestFinished(() => {
    if (database.isOpen) database.close()
  })
  return database
}

/** A migrated database and an adapter on it that keeps its warnings. */
export async function adapterOn<const F extends CustomFields = Record<never, never>>(
  options: AdapterOptions<F> = {},
  how: { later?: boolean } = {},
) {
  const database = open()
  const { driver, asked } = driverOf(database, how)
  await migrateSql(driver, options)
  asked.length = 0
  const warnings: AdapterWarning[] = []
  const adapter = createSqlAdapter(driver, { onWarning: (warning) => warnings.push(warning), ...options })
  return { database, driver, asked, warnings, adapter }
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
