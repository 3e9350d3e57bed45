import { once } from 'node:events'
import { spawn } from 'node:child_process'
import type { MongoClient } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { contents, databaseUrl, errorOf, openClient } from '../test/databases.ts'
import { inShell } from '../test/shell.ts'
import { type MongoDBSchemaOptions, authMongodb, check, migrate, schema } from './index.ts'

const renamed: MongoDBSchemaOptions = {
  ttl: true,
  collections: { Users: 'site people' },
  schema: { fields: { user: { email: 'e mail' }, session: { sessionToken: 'tökén', expires: 'until' } } },
}

const idOf = (document: unknown): unknown => Reflect.get(document as object, '_id')

/** Documents and indexes of a database. */
async function everything(client: MongoClient) {
  const documents = await contents(client.db())
  const indexes = Object.keys(documents).map((name) => client.db().collection(name).indexes())
  return { documents, indexes: await Promise.all(indexes) }
}

/** Whatever is found but documents whose user is gone, which stand in nobody's way. */
async function standsInTheWay(client: MongoClient) {
  return (await check(client)).filter(({ rule }) => rule !== 'orphans')
}

describe('migrate', () => {
  test.each([{}, { schema: authMongodb }, renamed])(
    'makes the indexes of schema(), once; check has nothing to say',
    async (options) => {
      const client = openClient()
      const first = await migrate(client, options)
      expect(first.statements.map((line) => `${line}\n`).join('')).toBe(schema(options))
      expect(await migrate(client, options)).toEqual({ statements: [] })
      expect(await check(client, options)).toEqual([])
    },
  )

  test('plan says what would run and changes nothing; progress is told before each command', async () => {
    const client = openClient()
    const { statements } = await migrate(client, { plan: true })
    expect(statements.map((line) => `${line}\n`).join('')).toBe(schema())
    expect(await client.db().collections()).toEqual([])
    const told: string[] = []
    await migrate(client, { onProgress: (text, number, total) => told.push(`${number}/${total} ${text}`) })
    expect(told).toEqual(statements.map((text, index) => `${index + 1}/${statements.length} ${text}`))
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

  test.each([
    ['users', 'email', { email: 'tw1ce' }, 'user', 'email'],
    [
      'accounts',
      'provider, providerAccountId',
      { provider: 'p', providerAccountId: 'tw1ce' },
      'account',
      'providerAccountId',
    ],
    [
      'accounts',
      'provider, providerAccountId',
      { provider: 'tw1ce', providerAccountId: 5 },
      'account',
      'providerAccountId',
    ],
    ['sessions', 'sessionToken', { sessionToken: 'tw1ce' }, 'session', 'sessionToken'],
    ['sessions', 'sessionToken', {}, 'session', 'sessionToken'],
    ['verification_tokens', 'identifier, token', { identifier: 'a', token: 'tw1ce' }, 'verificationToken', 'token'],
    ['authenticators', 'credentialID', { credentialID: 'tw1ce' }, 'authenticator', 'credentialID'],
  ])(
    '%s: documents alike in %s stop it before anything is changed, shown without values',
    async (name, paths, document, entity, field) => {
      const client = openClient()
      const collection = client.db().collection(name)
      await collection.insertMany([{ ...document }, { ...document }])
      const before = await everything(client)
      for (const options of [{}, { schema: authMongodb }, { plan: true }]) {
        const error = await errorOf(migrate(client, options))
        expect(error).toMatchObject({ code: 'schema', operation: 'migrate', entity, field })
        expect(error.message).toMatch(
          new RegExp(`^migrate: ${name} has 1 values of \\(${paths}\\) in more than one document`),
        )
        expect(error.message).toContain('Nothing was changed.')
        expect(JSON.stringify([error.message, error.cause])).not.toContain('tw1ce')
      }
      expect(await everything(client)).toEqual(before)
      const found = (await check(client)).find(({ rule }) => rule === 'duplicates')
      expect(found).toMatchObject({ table: name, severity: 'error' })
      expect(JSON.stringify(found)).not.toContain('tw1ce')
      const shown = await inShell(client.db(), found?.fix ?? '')
      expect(shown).toMatchObject([[{ count: 2, ids: before.documents[name]?.map(idOf) }]])
      await collection.deleteOne(document)
      await migrate(client)
      expect(await standsInTheWay(client)).toEqual([])
    },
  )

  test('what is absent is like what is null', async () => {
    const client = openClient()
    await client
      .db()
      .collection('sessions')
      .insertMany([{ sessionToken: null }, {}])
    expect(await errorOf(migrate(client))).toMatchObject({ code: 'schema', entity: 'session', field: 'sessionToken' })
    expect(
      await client
        .db()
        .collection('users')
        .indexes()
        .catch(() => []),
    ).toEqual([])
  })

  test('what came twice meanwhile is named too, and what came before stays', async () => {
    const client = openClient()
    const sessions = client.db().collection('sessions')
    await sessions.insertOne({ sessionToken: 'tw1ce' })
    let now = false
    const source = async (): Promise<MongoClient> => {
      if (now) await sessions.insertOne({ sessionToken: 'tw1ce' })
      now = false
      return client
    }
    const onProgress = (text: string): void => void (now = text.includes('sessionToken'))
    const error = await errorOf(migrate(source, { onProgress }))
    expect(error).toMatchObject({ code: 'schema', entity: 'session', field: 'sessionToken' })
    expect(error.message).toContain('What came before it stays')
    expect(JSON.stringify([error.message, error.cause])).not.toContain('tw1ce')
    expect(await client.db().collection('users').indexes()).toHaveLength(2)
    await sessions.deleteOne({ sessionToken: 'tw1ce' })
    await migrate(client)
    expect(await standsInTheWay(client)).toEqual([])
  })

  test("users whose e-mail is absent, null or no text stand in nobody's way", async () => {
    const client = openClient()
    await client
      .db()
      .collection('users')
      .insertMany([{}, {}, { email: null }, { email: null }, { email: '' }, { email: '' }])
    await migrate(client)
    expect(await check(client)).toEqual([])
  })

  test.each([1, 4, 9])('killed at command %i and run again, it ends right', { timeout: 60_000 }, async (at) => {
    const url = databaseUrl()
    const client = openClient(url)
    const documents = Array.from({ length: 500 }, (_, number) => ({ email: `u${number}@x.example` }))
    await client.db().collection('users').insertMany(documents)
    const script = `
      import { MongoClient } from 'mongodb'
      import { authMongodb, migrate } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
      const kill = () => process.kill(process.pid, 'SIGKILL')
      await migrate(new MongoClient(process.env.DATABASE_URL), {
        schema: authMongodb,
        onProgress: (_, number) => number === ${at} && setTimeout(kill, ${at % 2}),
      })
      process.exit()`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: new URL('..', import.meta.url),
      env: { ...process.env, DATABASE_URL: url },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    await migrate(client, { schema: authMongodb })
    expect(await check(client, { schema: authMongodb })).toEqual([])
    expect(await migrate(client, { schema: authMongodb })).toEqual({ statements: [] })
    expect(await client.db().collection('users').countDocuments()).toBe(500)
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
