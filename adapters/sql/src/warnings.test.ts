import { describe, expect, test, vi } from 'vitest'
import { adapterOn, errorOf } from '../test/node-sqlite.ts'
import { createSqlAdapter } from './adapter.ts'

const secret = '53cr3t'
const account = { userId: 'u', type: 'oauth', provider: 'p', providerAccountId: '1' } as const
const expires = new Date(4e12)
/** An input as a provider or an old client gives it. */
const loose = (input: object): never => input as never

describe('undeclared fields', () => {
  test('createUser() and linkAccount() go on without them and tell once, with the line to add, without values', async () => {
    const { adapter, warnings } = await adapterOn()
    await adapter.createUser(loose({ id: 'u', nick: secret, $set: secret }))
    await adapter.createUser(loose({ id: 'v', nick: secret, left: undefined }))
    expect(await adapter.linkAccount(loose({ ...account, refresh_expires_in: secret }))).toEqual(account)
    expect(warnings).toEqual([
      {
        code: 'undeclared-field',
        operation: 'createUser',
        entity: 'user',
        field: 'nick',
        message:
          'createUser: user has no field "nick". Where the table has such a column, declare it: ' +
          `fields: { user: { "nick": { type: 'text', optional: true } } }. It was left out.`,
      },
      expect.objectContaining({ field: '$set' }),
      expect.objectContaining({ operation: 'linkAccount', entity: 'account', field: 'refresh_expires_in' }),
    ])
    expect(JSON.stringify(warnings)).not.toContain(secret)
  })

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'called %s are undeclared fields as any',
    async (name) => {
      const { adapter, warnings } = await adapterOn()
      const input = JSON.parse(`{ "id": "u", "${name}": "x" }`) as never
      expect(await adapter.createUser(input)).toEqual({
        id: 'u',
        name: null,
        email: null,
        emailVerified: null,
        image: null,
      })
      expect(warnings).toMatchObject([{ code: 'undeclared-field', field: name }])
      expect(await errorOf(adapter.updateUser(input))).toMatchObject({ code: 'invalid-input', field: name })
    },
  )

  test('updateUser(), updateAccount() and updateSession() refuse them and change nothing', async () => {
    const { adapter } = await adapterOn()
    await adapter.createUser({ id: 'u' })
    await adapter.linkAccount(account)
    await adapter.createSession({ sessionToken: 't', userId: 'u', expires })
    const refused = { code: 'invalid-input', field: 'banned' }
    expect(await errorOf(adapter.updateUser(loose({ id: 'u', name: 'n', banned: secret })))).toMatchObject(refused)
    expect(await errorOf(adapter.updateAccount(loose({ ...account, scope: 's', banned: secret })))).toMatchObject(
      refused,
    )
    const late = { sessionToken: 't', expires: new Date(5e12), banned: secret }
    expect(await errorOf(adapter.updateSession(loose(late)))).toMatchObject(refused)
    expect(await adapter.getUser('u')).toMatchObject({ name: null })
    expect(await adapter.getAccount('1', 'p')).toEqual(account)
    expect((await adapter.getSessionAndUser('t'))?.session.expires).toEqual(expires)
    expect(await adapter.updateUser(loose({ id: 'u', name: 'n', banned: undefined }))).toMatchObject({ name: 'n' })
  })

  test('names that come from outside do not fill the memory', async () => {
    const { adapter, warnings } = await adapterOn()
    const input = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`field${at}`, 1]))
    await adapter.createUser(input)
    expect(warnings).toHaveLength(200)
  })
})

describe('what a provider gives in another form', () => {
  test('linkAccount() puts it right and tells once, without values', async () => {
    const { adapter, warnings } = await adapterOn()
    await adapter.createUser({ id: 'u' })
    const odd = loose({
      ...account,
      expires_at: '1700000000.5',
      scope: ['a', 'b'],
      id_token: { secret },
      access_token: 12,
    })
    expect(await adapter.linkAccount(odd)).toEqual({
      ...account,
      expires_at: 1_700_000_000,
      scope: 'a b',
      id_token: `{"secret":"${secret}"}`,
      access_token: '12',
    })
    await adapter.linkAccount(odd)
    expect(warnings.map(({ code, field }) => `${code} ${field}`)).toEqual(
      ['access_token', 'expires_at', 'scope', 'id_token'].map((field) => `adjusted-value ${field}`),
    )
    expect(JSON.stringify(warnings)).not.toContain(secret)
  })

  test('linkAccount() leaves out what nothing can be made of, and never what identifies', async () => {
    const { adapter, warnings } = await adapterOn()
    await adapter.createUser({ id: 'u' })
    expect(await adapter.linkAccount(loose({ ...account, expires_at: 'soon' }))).toEqual(account)
    expect(warnings).toMatchObject([{ code: 'adjusted-value', field: 'expires_at' }])
    for (const key of ['provider', 'providerAccountId', 'userId']) {
      for (const value of [undefined, null, '', {}, ['x'], 'a\0', 1.5]) {
        const error = await errorOf(adapter.linkAccount(loose({ ...account, [key]: value })))
        expect(error).toMatchObject({ code: 'invalid-input', operation: 'linkAccount', field: key })
      }
    }
  })
})

test('an expired session that cannot be deleted is a miss and a warning', async () => {
  const { adapter, database, warnings } = await adapterOn()
  await adapter.createUser({ id: 'u' })
  for (const sessionToken of ['a', 'b'])
    await adapter.createSession({ sessionToken, userId: 'u', expires: new Date(0) })
  database.exec('PRAGMA query_only = ON')
  expect(await adapter.getSessionAndUser('a')).toBeNull()
  expect(await adapter.getSessionAndUser('b')).toBeNull()
  expect(warnings).toEqual([
    {
      code: 'cleanup-failed',
      operation: 'getSessionAndUser',
      entity: 'session',
      message: 'getSessionAndUser: an expired session could not be deleted.',
    },
  ])
})

test('a session that is renewed while it is found expired is not deleted', async () => {
  const { database, driver } = await adapterOn()
  // Another process renews it between the two statements.
  const adapter = createSqlAdapter({
    ...driver,
    get(statement, params) {
      const row = driver.get(statement, params)
      if (statement.name === 'getSessionAndUser') database.exec(`UPDATE sessions SET expires = ${expires.getTime()}`)
      return row
    },
  })
  await adapter.createUser({ id: 'u' })
  await adapter.createSession({ sessionToken: 't', userId: 'u', expires: new Date(0) })
  expect(await adapter.getSessionAndUser('t')).toBeNull()
  expect(await adapter.getSessionAndUser('t')).toMatchObject({ session: { expires } })
})

test('warnings go to the console when nobody else listens', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { adapter } = await adapterOn({ onWarning: undefined } as never)
  await adapter.createUser(loose({ id: 'u', nick: secret }))
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('"nick"'))
  warn.mockRestore()
})

test('a listener that fails keeps nobody from signing in, and the console is told instead', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const onWarning = (): never => {
    throw new Error('The log is full.')
  }
  const { adapter } = await adapterOn({ onWarning })
  expect(await adapter.createUser(loose({ id: 'u', nick: secret }))).toMatchObject({ id: 'u' })
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('"nick"'))
  warn.mockRestore()
})
