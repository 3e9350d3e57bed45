import type { Db } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { errorOf, migratedClient, openClient } from '../test/databases.ts'
import { type MongoDBSchemaOptions, check, migrate, schema } from './index.ts'

/** Runs commands as they are written for the server's shell. */
async function inShell(db: Db, text: string): Promise<void> {
  for (const line of text.trim().split('\n')) {
    const [, collection, verb, args] =
      /^db\.getCollection\((".*?")\)\.(createIndex|dropIndex)\((.*)\)$/.exec(line) ?? []
    if (collection === undefined) throw new Error(`Not a command: ${line}`)
    const [key, options = {}] = JSON.parse(`[${args}]`) as [Record<string, 1>, object?]
    const on = db.collection(JSON.parse(collection) as string)
    if (verb === 'createIndex') await on.createIndex(key, options, {})
    else {
      const index = (await on.indexes()).find((found) => JSON.stringify(found.key) === JSON.stringify(key))
      await on.dropIndex(String(index?.name))
    }
  }
}

const renamed: MongoDBSchemaOptions = {
  ttl: true,
  collections: { Users: 'site people' },
  schema: { fields: { user: { email: 'e mail' }, session: { sessionToken: 'tökén', expires: 'until' } } },
}

describe('migrate', () => {
  test.each([{}, renamed])('makes the indexes of schema(), once; check has nothing to say', async (options) => {
    const client = openClient()
    const first = await migrate(client, options)
    expect(first.statements.map((line) => `${line}\n`).join('')).toBe(schema(options))
    expect(await migrate(client, options)).toEqual({ statements: [] })
    expect(await check(client, options)).toEqual([])
  })

  test('plan says what would run and changes nothing; progress is told before each command', async () => {
    const client = openClient()
    const { statements } = await migrate(client, { plan: true })
    expect(statements.map((line) => `${line}\n`).join('')).toBe(schema())
    expect(await client.db().collections()).toEqual([])
    const told: string[] = []
    await migrate(client, { onProgress: (text, number, total) => told.push(`${number}/${total} ${text}`) })
    expect(told).toEqual(statements.map((text, index) => `${index + 1}/${statements.length} ${text}`))
  })

  test('eight at once, each with a client of its own', { timeout: 120_000 }, async () => {
    const first = openClient()
    const url = new URL((await import('../../../scripts/engines/server.ts')).server().url)
    url.pathname = `/${first.db().databaseName}`
    const clients = Array.from({ length: 8 }, () => openClient(url.href))
    await Promise.all(clients.map((client) => client.connect()))
    await Promise.all(clients.map((client) => migrate(client)))
    expect(await check(first)).toEqual([])
  })

  test('duplicates in the way are named by collection and field, without their values', async () => {
    const client = openClient()
    await client
      .db()
      .collection('sessions')
      .insertMany([{ sessionToken: 'tw1ce' }, { sessionToken: 'tw1ce' }])
    const error = await errorOf(migrate(client))
    expect(error).toMatchObject({ code: 'schema', operation: 'migrate', entity: 'session', field: 'sessionToken' })
    expect(error.message).toMatch(/sessions: .*documents that are alike stand in the way/)
    expect(JSON.stringify([error.message, error.cause])).not.toContain('tw1ce')
    await client.db().collection('sessions').deleteOne({ sessionToken: 'tw1ce' })
    await migrate(client)
    expect(await check(client)).toEqual([])
  })

  test.each([
    ['sessions', { sessionToken: 1 }, {}, 'sessionToken'],
    ['users', { email: 1 }, { unique: true }, 'email'],
    ['accounts', { userId: 1 }, { unique: true }, 'userId'],
  ] as const)(
    '%s: an index with other options is named, and check says how to mend it',
    async (name, key, options, field) => {
      const client = openClient()
      const collection = client.db().collection(name)
      await collection.createIndex(key, options, {})
      const error = await errorOf(migrate(client))
      expect(error).toMatchObject({ code: 'schema', operation: 'migrate', field })
      expect(error.message).toContain('Drop it first')
      const findings = await check(client)
      expect(findings).toContainEqual(
        expect.objectContaining({ table: name, fix: expect.stringContaining('dropIndex') as string }),
      )
      for (const { fix = '' } of findings) await inShell(client.db(), fix)
      expect(await check(client)).toEqual([])
      expect(await migrate(client)).toEqual({ statements: [] })
    },
  )
})

describe('check', () => {
  test('names everything that is missing, and its fixes mend it', async () => {
    const client = openClient()
    const findings = await check(client)
    expect(findings.map(({ table, column, rule, severity }) => [table, column, rule, severity])).toEqual([
      ['users', 'email', 'unique', 'error'],
      ['accounts', 'providerAccountId', 'unique', 'error'],
      ['accounts', undefined, 'index', 'warning'],
      ['sessions', 'sessionToken', 'unique', 'error'],
      ['sessions', undefined, 'index', 'warning'],
      ['sessions', undefined, 'index', 'warning'],
      ['verification_tokens', 'token', 'unique', 'error'],
      ['verification_tokens', undefined, 'index', 'warning'],
      ['authenticators', 'credentialID', 'unique', 'error'],
      ['authenticators', undefined, 'index', 'warning'],
    ])
    expect(await client.db().collections()).toEqual([])
    for (const { fix = '' } of findings) await inShell(client.db(), fix)
    expect(await check(client)).toEqual([])
  })

  test('a TTL index is asked for by the option alone, and may be there without it', async () => {
    const client = await migratedClient()
    const findings = await check(client, { ttl: true })
    expect(findings.map(({ table, rule }) => [table, rule])).toEqual([
      ['sessions', 'index'],
      ['verification_tokens', 'index'],
    ])
    for (const { fix = '' } of findings) await inShell(client.db(), fix)
    expect(await check(client, { ttl: true })).toEqual([])
    expect(await check(client)).toEqual([])
    const [index] = (await client.db().collection('sessions').indexes()).filter(({ key }) => 'expires' in key)
    expect(index).toMatchObject({ expireAfterSeconds: 0 })
  })
})
