import { describe, expect, test } from 'vitest'
import { ask, createDatabase, errorOf, migratedDatabase, onMariaDB, openPool } from '../test/databases.ts'
import { MySQLAdapter, check } from './index.ts'

const dialects = onMariaDB() ? (['mysql', 'mariadb'] as const) : (['mysql'] as const)
const later = new Date(Date.now() + 600_000)

describe.each(dialects)('rows that somebody else has stored (dialect %s)', (dialect) => {
  test('zero dates: absent where they may be, long past where not, and swept', async () => {
    const url = await migratedDatabase()
    await ask(
      url,
      "SET sql_mode = ''",
      `INSERT INTO users (id, email, emailVerified) VALUES ('zero', 'z@x.example', '0000-00-00'),
        ('day', 'd@x.example', '2024-05-00 10:00:00'), ('real', 'r@x.example', '2024-05-01 10:00:00')`,
      "INSERT INTO sessions VALUES ('s1', 'zero', '0000-00-00'), ('s2', 'zero', '2999-00-00'), ('s3', 'zero', '2999-01-01')",
      "INSERT INTO verification_token VALUES ('i', 't1', '0000-00-00'), ('i', 't2', '2999-01-01')",
    )
    const adapter = MySQLAdapter(openPool(url), { dialect })
    const user = { id: 'zero', name: null, email: 'z@x.example', emailVerified: null, image: null }
    expect(await adapter.getUser('zero')).toEqual(user)
    expect(await adapter.getUser('day')).toMatchObject({ emailVerified: null })
    expect(await adapter.getUserByEmail('r@x.example')).toMatchObject({
      emailVerified: new Date('2024-05-01T10:00:00Z'),
    })
    expect(await adapter.updateUser({ id: 'zero', name: 'n' })).toEqual({ ...user, name: 'n' })
    expect(await adapter.getSessionAndUser('s1')).toBeNull()
    expect(await adapter.updateSession({ sessionToken: 's1', expires: later })).toBeNull()
    expect(await adapter.getSessionAndUser('s3')).toMatchObject({ user: { id: 'zero' } })
    expect(await adapter.useVerificationToken({ identifier: 'i', token: 't1' })).toEqual({
      identifier: 'i',
      token: 't1',
      expires: new Date(0),
    })
    await ask(url, "SET sql_mode = ''", "INSERT INTO sessions VALUES ('s4', 'zero', '0000-00-00')")
    expect((await adapter.deleteExpired()).session).toBe(1)
    expect(await adapter.deleteUser('zero')).toEqual({ ...user, name: 'n' })
  })

  test('keys in VARBINARY, ids in CHAR, flags in BOOLEAN: as text and truth', async () => {
    const url = await createDatabase()
    await ask(
      url,
      `CREATE TABLE users (id char(36) CHARACTER SET ascii COLLATE ${onMariaDB() ? 'ascii_nopad_bin' : 'ascii_bin'} PRIMARY KEY,
        name varchar(300), email varbinary(254) UNIQUE, emailVerified datetime(6), image text)`,
      `CREATE TABLE sessions (sessionToken varbinary(512) PRIMARY KEY, userId char(36) CHARACTER SET ascii
        COLLATE ${onMariaDB() ? 'ascii_nopad_bin' : 'ascii_bin'} NOT NULL, expires datetime(3) NOT NULL, KEY (userId),
        KEY (expires), FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE)`,
    )
    const adapter = MySQLAdapter(openPool(url), { dialect })
    const id = crypto.randomUUID()
    const user = {
      id,
      name: 'ñ',
      email: 'ñandú@x.example',
      emailVerified: new Date('2024-01-01T00:00:00.001Z'),
      image: null,
    }
    expect(await adapter.createUser(user)).toEqual(user)
    expect(await adapter.getUserByEmail('ñandú@x.example')).toEqual(user)
    expect(await adapter.getUserByEmail('Ñandú@x.example')).toBeNull()
    const session = { sessionToken: 'tökén', userId: id, expires: later }
    await adapter.createSession(session)
    expect(await adapter.getSessionAndUser('tökén')).toEqual({ session, user })
    const [{ handle } = { handle: '' }] = await adapter.listSessions(id)
    expect(handle).toBe(await adapter.sessionHandle('tökén'))
    expect(await adapter.revokeSession(id, handle)).toBe(true)
    expect((await errorOf(adapter.createUser({ email: 'ñandú@x.example' }))).code).toBe('duplicate')
    const found = (await check(openPool(url))).filter(({ table, rule }) => table !== 'accounts' && rule !== 'missing')
    expect(found.filter(({ column }) => column === 'email' || column === 'sessionToken')).toEqual([])
  })
})

test('texts that are not utf8mb4 in a table of somebody else: refused, never stored as another', async () => {
  const url = await migratedDatabase()
  await ask(url, 'ALTER TABLE users MODIFY name varchar(100) CHARACTER SET latin1')
  const adapter = MySQLAdapter(openPool(url))
  expect(await adapter.createUser({ id: 'a', name: 'José' })).toMatchObject({ name: 'José' })
  expect(await errorOf(adapter.createUser({ id: 'b', name: 'Иван' }))).toMatchObject({ operation: 'createUser' })
  expect(await adapter.getUser('b')).toBeNull()
})
