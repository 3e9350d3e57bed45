import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { AdapterError } from '@strongroom/core-types'
import { type Db, MongoClient, type MongoClientOptions } from 'mongodb'
import { expect, onTestFinished } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { type MongoDBSchemaOptions, migrate } from '../src/index.ts'

/** The URL of a database of one's own on a server, the project's if none is named. It is made by the first write. */
export function databaseUrl(on = server().url): string {
  const url = new URL(on)
  url.pathname = `/test_${randomBytes(6).toString('hex')}`
  return url.href
}

/** A client that is closed when the test ends. */
export function openClient(url = databaseUrl(), options: MongoClientOptions = {}): MongoClient {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 10_000, ...options })
  onTestFinished(() => client.close())
  return client
}

/** The same on a database of its own that has the adapter's indexes. */
export async function migratedClient(
  options: MongoDBSchemaOptions = {},
  clientOptions: MongoClientOptions = {},
): Promise<MongoClient> {
  const client = openClient(undefined, clientOptions)
  await migrate(client, options)
  return client
}

/** Whether a server's transactions undo what they wrote; it is tried, since one server accepts them and does not. */
export async function hasTransactions(url: string): Promise<boolean> {
  const client = new MongoClient(url)
  const probe = client.db().collection('probe')
  try {
    // A collection cannot be made inside a transaction everywhere.
    await probe.insertOne({ n: 1 })
    await client.withSession(async (session) => {
      session.startTransaction()
      await probe.insertOne({ n: 2 }, { session })
      await session.abortTransaction()
    })
    return (await probe.countDocuments({ n: 2 })) === 0
  } catch {
    return false
  } finally {
    await probe.drop()
    await client.close()
  }
}

/** Everything that a database holds, by collection. */
export async function contents(db: Db): Promise<Record<string, unknown[]>> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort()
  const entries = names.map(
    async (name) => [name, await db.collection(name).find().sort({ _id: 1 }).toArray()] as const,
  )
  return Object.fromEntries(await Promise.all(entries))
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

/** Waits until something holds, and fails after some time. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, ms = 10_000): Promise<void> {
  const end = Date.now() + ms
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
