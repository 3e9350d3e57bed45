import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { AdapterError } from '@strongroom/core-types'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { expect, inject, onTestFinished } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { type Made, type Making, end, make } from './instances.ts'

/** Where the project's tests run: on its server, or on SQLite where it has none. */
export interface Engine {
  readonly id: string
  readonly family: 'sqlite' | 'postgres' | 'mysql' | 'mariadb'
  readonly version: string
  readonly image?: string
}

/** The project's engine. */
export function engine(): Engine {
  if ((inject('engine') as unknown) === undefined) {
    const version = new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get() as string
    return { id: 'SQLite', family: 'sqlite', version }
  }
  const { id, version, image } = server()
  return { id, family: (/^[a-z]+/.exec(id)?.[0] ?? '') as Engine['family'], version, image }
}

/** A database of one's own: its URL or file, and how it is removed. */
export interface Place {
  readonly url: string
  readonly remove: () => void
}

/** An empty database on the project's engine. */
export async function createDatabase(): Promise<Place> {
  if (engine().family === 'sqlite') {
    const directory = mkdtempSync(join(tmpdir(), 'strongroom-'))
    const url = join(directory, 'auth.db')
    const database = new Database(url)
    database.pragma('journal_mode = WAL')
    database.close()
    return { url, remove: () => rmSync(directory, { recursive: true, force: true }) }
  }
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = make({ url: server().url, max: 1 })
  await sql`CREATE DATABASE ${sql.id(name)}`.execute(admin.db)
  await end(admin)
  const url = new URL(server().url)
  url.pathname = `/${name}`
  return { url: url.href, remove: () => {} }
}

/** An instance on an empty database of the test's own; both go when the test ends. */
export async function open(
  making: Omit<Making, 'url'> & { readonly url?: string } = {},
): Promise<Made & { url: string }> {
  const place = making.url === undefined ? await createDatabase() : { url: making.url, remove: () => {} }
  const made = make({ ...making, url: place.url })
  onTestFinished(async () => {
    await end(made)
    place.remove()
  })
  return { ...made, url: place.url }
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

/** That an error shows a value nowhere, however it is logged. */
export function assertNoValue(error: Error, value: string): void {
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(value)
  expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain(value)
}
