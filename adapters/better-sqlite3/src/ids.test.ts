import { describe, expect, test } from 'vitest'
import { adapterOn, errorOf, rowsOf } from '../test/databases.ts'
import type { Schema } from './index.ts'

const expires = new Date(Date.now() + 60_000)
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const given = '0B9E7D1C-58F4-4C1B-9D0E-0A1B2C3D4E5F'
type Ids = NonNullable<Schema['ids']>

describe.each<[Ids, RegExp]>([
  [{ type: 'text', from: 'caller' }, uuid],
  [{ type: 'uuid', from: 'caller' }, uuid],
  [{ type: 'text', from: 'database' }, /^[0-9a-f]{32}$/],
  [{ type: 'uuid', from: 'database' }, uuid],
  [{ type: 'integer', from: 'database' }, /^[1-9][0-9]*$/],
])('ids of %o', (ids, form) => {
  test('are strings of their type, work in every method and go along with the user', async () => {
    const { adapter, database } = await adapterOn({ schema: { ids } })
    const { id } = await adapter.createUser({ email: 'e@x.example' })
    const other = await adapter.createUser({ email: 'o@x.example' })
    expect(id).toMatch(form)
    expect(other.id).toMatch(form)
    expect(other.id).not.toBe(id)
    const account = { userId: id, type: 'oauth', provider: 'p', providerAccountId: '1' } as const
    expect(await adapter.linkAccount(account)).toEqual(account)
    expect(await adapter.createSession({ sessionToken: 't', userId: id, expires })).toMatchObject({ userId: id })
    expect(await adapter.getSessionAndUser('t')).toMatchObject({ session: { userId: id }, user: { id } })
    expect(await adapter.getUserByAccount(account)).toMatchObject({ id })
    expect(await adapter.getUserByEmail('e@x.example')).toMatchObject({ id })
    expect(await adapter.updateUser({ id, name: 'n' })).toMatchObject({ id, name: 'n' })
    expect(await adapter.listAccounts(id)).toEqual([account])
    expect(await adapter.listSessions(id)).toMatchObject([{ userId: id }])
    expect(await adapter.deleteUser(id)).toMatchObject({ id })
    expect([rowsOf(database, 'accounts'), rowsOf(database, 'sessions')]).toEqual([[], []])
    expect(await adapter.getUser(other.id)).toMatchObject({ id: other.id, name: null })
  })

  test("a caller's id is kept where the schema takes it, and replaced where the database makes it", async () => {
    const { adapter } = await adapterOn({ schema: { ids } })
    const { id } = await adapter.createUser({ id: given })
    const kept = { text: given, uuid: given.toLowerCase(), integer: undefined }[ids.type]
    expect(id === kept).toBe(ids.from === 'caller')
    expect(id).toMatch(ids.from === 'caller' ? /^0b9e7d1c-/i : form)
    expect(await adapter.getUser(id)).toMatchObject({ id })
  })

  test('a malformed id is a miss in reads, and nothing in writes', async () => {
    const { adapter } = await adapterOn({ schema: { ids } })
    await adapter.createUser({ email: 'e@x.example' })
    for (const id of [
      'x',
      '',
      '1e0',
      '01',
      '-1',
      '9223372036854775808',
      'a\0',
      '\ud800',
      null,
      undefined,
      {},
      ['1'],
      1.5,
    ]) {
      expect(await adapter.getUser(id as string)).toBeNull()
      expect(await adapter.deleteUser(id as string)).toBeNull()
      expect(await adapter.listSessions(id as string)).toEqual([])
      expect(await errorOf(adapter.updateUser({ id: id as string, name: 'n' }))).toMatchObject({ code: 'not-found' })
    }
    expect(await adapter.getUserByEmail('e@x.example')).toMatchObject({ name: null })
  })
})

test('a caller’s id that its type cannot hold is refused', async () => {
  const { adapter, database } = await adapterOn({ schema: { ids: { type: 'uuid', from: 'caller' } } })
  expect(await errorOf(adapter.createUser({ id: 'x' }))).toMatchObject({ code: 'invalid-input', field: 'id' })
  expect(rowsOf(database, 'users')).toEqual([])
})

describe('integer ids', () => {
  const schema: Schema = { ids: { type: 'integer', from: 'database' } }

  test('are never given again, not even the last one', async () => {
    const { adapter } = await adapterOn({ schema })
    const { id } = await adapter.createUser({})
    await adapter.deleteUser(id)
    expect((await adapter.createUser({})).id).not.toBe(id)
  })

  test('stay apart beyond 2^53', async () => {
    const { adapter, database } = await adapterOn({ schema })
    database.exec("INSERT INTO users (id, name) VALUES (9007199254740992, 'a'), (9007199254740993, 'b')")
    expect(await adapter.getUser('9007199254740993')).toMatchObject({ id: '9007199254740993', name: 'b' })
    expect(await adapter.getUser('9007199254740992')).toMatchObject({ id: '9007199254740992', name: 'a' })
    await adapter.createSession({ sessionToken: 't', userId: '9007199254740993', expires })
    expect(await adapter.getSessionAndUser('t')).toMatchObject({
      session: { userId: '9007199254740993' },
      user: { id: '9007199254740993', name: 'b' },
    })
  })

  test('an unknown one is a reference error', async () => {
    const { adapter } = await adapterOn({ schema })
    const error = await errorOf(adapter.createSession({ sessionToken: 't', userId: '77', expires }))
    expect(error).toMatchObject({ code: 'reference', field: 'userId' })
  })
})
