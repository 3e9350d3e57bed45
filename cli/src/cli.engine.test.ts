import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import mysql from 'mysql2/promise'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { server } from '../../scripts/engines/server.ts'
import { type Ran, strongroom } from '../test/command.ts'

const documents = { postgres: 'drizzle-pg', mysql: 'drizzle-mysql', mariadb: 'drizzle-mysql' } as const
const family = /^[a-z]+/.exec(server().id)?.[0] as keyof typeof documents | 'ferretdb'
const expectNoSecret = ({ out, err }: Ran): void => {
  const { username, password, port } = new URL(server().url)
  for (const text of [username && `${username}:`, password, `:${port}`, '://'])
    if (text) expect(out + err).not.toContain(text)
}

/** Runs statements on a database, one after another. */
async function query(url: string, statements: readonly string[]): Promise<void> {
  if (family === 'postgres') {
    const client = new Client({ connectionString: url })
    await client.connect()
    for (const text of statements) await client.query(text)
    return client.end()
  }
  const connection = await mysql.createConnection(url)
  for (const text of statements) await connection.query(text)
  return connection.end()
}

/** An empty database on the project's server; answers its URL, with the scheme that people write for it. */
async function createDatabase(): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  if (family !== 'ferretdb') await query(server().url, [`CREATE DATABASE ${name}`])
  const url = new URL(server().url)
  url.pathname = `/${name}`
  return family === 'mariadb' ? url.href.replace(/^mysql:/, 'mariadb:') : url.href
}

test('an empty database: check, plan, migrate, check', async () => {
  const url = await createDatabase()
  const before = await strongroom(['check', '--json'], { url })
  expect(before).toMatchObject({ code: 1, err: '' })
  expect((JSON.parse(before.out) as { errors: number }).errors).toBe(5)
  const plan = await strongroom(['migrate', '--plan'], { url })
  expect(plan).toMatchObject({ code: 0, err: expect.stringMatching(/^\d+ (statements|commands) would run\.\n$/) })
  expect(await strongroom(['check', '--json'], { url })).toEqual(before)
  const migrated = await strongroom(['migrate'], { url })
  expect(migrated).toMatchObject({ code: 0, err: '' })
  const [total] = /^\d+/.exec(plan.err) ?? []
  expect(migrated.out).toMatch(
    new RegExp(`^\\[1/${total}\\] .*\\n[^]*^\\[${total}/${total}\\] .*\\n${total} \\w+ ran\\.\\n$`, 'm'),
  )
  const after = await strongroom(['check', '--strict'], { url })
  expect(after).toEqual({ code: 0, err: '', out: 'The database is what its schema says.\n' })
  for (const ran of [before, plan, migrated, after]) expectNoSecret(ran)
})

test.runIf(family !== 'ferretdb')("a published adapter's documented tables are mended", async () => {
  const preset = documents[family as keyof typeof documents]
  const url = await createDatabase()
  const sql = readFileSync(join(import.meta.dirname, `../../interop/schemas/${preset}.sql`), 'utf8')
  await query(
    url.replace(/^mariadb:/, 'mysql:'),
    sql.split(/;\s*$/m).filter((text) => text.trim() !== ''),
  )
  const args = ['--schema', preset]
  const before = await strongroom(['check', ...args], { url })
  expect(before).toMatchObject({ code: 1, err: '' })
  const migrated = await strongroom(['migrate', ...args], { url })
  expect(migrated).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^\[1\/\d+\] .*\n/) })
  const after = await strongroom(['check', ...args], { url })
  expect(after).toMatchObject({ code: 0, err: '', out: expect.not.stringMatching(/^ {2}error/m) })
})

test.runIf(family === 'ferretdb')('auth-mongodb is the default', async () => {
  const url = await createDatabase()
  const client = new MongoClient(url)
  try {
    await client.db().collection('users').insertOne({ email: 'ada@example.com' })
    expect(await strongroom(['migrate', '--schema', 'auth-mongodb'], { url })).toMatchObject({ code: 0 })
    expect(await strongroom(['check', '--strict'], { url })).toMatchObject({ code: 0 })
    expect(await client.db().collection('users').countDocuments()).toBe(1)
  } finally {
    await client.close()
  }
})

test('a wrong password: what is wrong, and no secret', async () => {
  const url = new URL(await createDatabase())
  url.username = 'ada'
  url.password = 's3cret'
  for (const command of ['check', 'migrate']) {
    const ran = await strongroom([command], { url: url.href })
    expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/server refused the user/) })
    expect(ran.err).not.toMatch(/s3cret|ada/)
    expectNoSecret(ran)
  }
})
