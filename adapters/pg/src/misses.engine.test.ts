import { Client, type QueryConfig } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorOf, migratedDatabase } from '../test/databases.ts'
import { PostgresAdapter, type PostgresOptions } from './index.ts'

/** An adapter over a client that counts what is sent to the server. */
async function counted(options: PostgresOptions = {}) {
  const client = new Client({ connectionString: await migratedDatabase(options) })
  await client.connect()
  let sent = 0
  const counting = {
    query(query: QueryConfig) {
      sent++
      return client.query(query)
    },
  }
  return { adapter: PostgresAdapter(counting as never, options), sent: () => sent, end: () => client.end() }
}

const textless = [undefined, null, '', 'a\0b', '\ud800', 'x'.repeat(1400), {}, [], { $ne: null }, true, 1.5, NaN]
const notUuids = [
  '1',
  'x',
  'not-a-uuid',
  '00000000-0000-0000-0000-00000000000',
  '{00000000-0000-4000-8000-000000000000}',
  ' ',
]
const notIntegers = ['x', '1x', '01', '-1', '+1', '1.0', '1e3', ' 1', '9223372036854775808', '1'.repeat(20)]

const kinds: { title: string; options: PostgresOptions; malformed: unknown[]; unknown: string }[] = [
  { title: 'text', options: {}, malformed: textless, unknown: 'nobody' },
  {
    title: 'uuid',
    options: { schema: { ids: { type: 'uuid', from: 'caller' } } },
    malformed: [...textless, ...notUuids],
    unknown: '00000000-0000-4000-8000-000000000000',
  },
  {
    title: 'integer',
    options: { schema: { ids: { type: 'integer', from: 'database' } } },
    malformed: [...textless, ...notIntegers],
    unknown: '9223372036854775807',
  },
]

describe.each(kinds)('ids of type $title', ({ options, malformed, unknown }) => {
  let world: Awaited<ReturnType<typeof counted>>
  beforeAll(async () => {
    world = await counted(options)
  })
  afterAll(() => world.end())

  test.each(malformed.map((id) => [id]))('%j is a miss without a query', async (id) => {
    const { adapter, sent } = world
    const before = sent()
    expect(await adapter.getUser(id as string)).toBeNull()
    expect(await adapter.deleteUser(id as string)).toBeNull()
    expect(await adapter.listAccounts(id as string)).toEqual([])
    expect(await adapter.listSessions(id as string)).toEqual([])
    expect(await adapter.listAuthenticatorsByUserId(id as string)).toEqual([])
    expect(await adapter.revokeSession(id as string, 'handle')).toBe(false)
    expect(await adapter.revokeSessions(id as string)).toBe(0)
    expect((await errorOf(adapter.updateUser({ id: id as string, name: 'x' }))).code).toBe('not-found')
    expect(sent()).toBe(before)
  })

  test('one that a row could have is asked for, and so is what was made', async () => {
    const { adapter, sent } = world
    const before = sent()
    expect(await adapter.getUser(unknown)).toBeNull()
    expect(sent()).toBe(before + 1)
    const { id } = await adapter.createUser(options.schema ? { id: crypto.randomUUID() } : {})
    expect(await adapter.getUser(id)).toMatchObject({ id })
    expect(await adapter.getUser(id.toUpperCase())).toEqual(options.schema ? await adapter.getUser(id) : null)
  })
})

test('other keys that no row can hold are misses without a query', async () => {
  const { adapter, sent, end } = await counted({})
  const before = sent()
  for (const key of textless as string[]) {
    if (typeof key === 'number') continue
    expect(await adapter.getUserByEmail(key)).toBeNull()
    expect(await adapter.getSessionAndUser(key)).toBeNull()
    expect(await adapter.updateSession({ sessionToken: key })).toBeNull()
    expect(await adapter.deleteSession(key)).toBeNull()
    expect(await adapter.getUserByAccount({ provider: key, providerAccountId: '1' })).toBeNull()
    expect(await adapter.getAccount(key, 'p')).toBeNull()
    expect(await adapter.unlinkAccount({ provider: 'p', providerAccountId: key })).toBeUndefined()
    expect(await adapter.useVerificationToken({ identifier: 'a', token: key })).toBeNull()
    expect(await adapter.useVerificationToken({ identifier: key, token: '1' })).toBeNull()
    expect(await adapter.deleteVerificationTokens(key)).toBe(0)
    expect(await adapter.getAuthenticator(key)).toBeNull()
  }
  expect(await adapter.getAuthenticator('é')).toBeNull()
  expect(sent()).toBe(before)
  await end()
})
