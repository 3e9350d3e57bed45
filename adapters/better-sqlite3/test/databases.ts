import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AdapterWarning, AdapterError, type CustomFields } from '@strongroom/core-types'
import Database from 'better-sqlite3'
import { expect, onTestFinished } from 'vitest'
import { SQLiteAdapter, type SQLiteOptions, migrate } from '../src/index.ts'

/** A path in a directory of its own that goes when the test ends. */
export function temporaryFile(name = 'auth.db'): string {
  const directory = mkdtempSync(join(tmpdir(), 'strongroom-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return join(directory, name)
}

/** A database that is closed when the test ends. */
export function open(path = ':memory:', options: Database.Options = {}): Database.Database {
  const database = new Database(path, options)
  onTestFinished(() => void database.close())
  return database
}

/** A migrated database and an adapter on it that keeps its warnings. */
export async function adapterOn<const F extends CustomFields = Record<never, never>>(
  options: SQLiteOptions<F> = {},
  database = open(),
) {
  await migrate(database, options)
  const warnings: AdapterWarning[] = []
  const adapter = SQLiteAdapter(database, { onWarning: (warning) => warnings.push(warning), ...options })
  return { database, warnings, adapter }
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

/** The rows of a table, as the database has them. */
export function rowsOf(database: Database.Database, table: string): Record<string, unknown>[] {
  return database.prepare(`SELECT * FROM ${table}`).all() as Record<string, unknown>[]
}

/** The whole schema of a database, as text. */
export function schemaOf(database: Database.Database): unknown[] {
  return database
    .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
    .all()
}
