import { describe, expect, test } from 'vitest'
import { adapterOn } from '../test/node-sqlite.ts'
import { postgres } from './dialects/postgres.ts'
import { sqlite } from './dialects/sqlite.ts'
import type { Statement } from './driver.ts'
import { layoutOf } from './layout.ts'
import { type Writing, isGiven, statementsOf } from './statements.ts'

const all = (fields: number): number => 2 ** fields - 1

/** Every statement of a layout, with all fields given where some can be. */
function textsOf(texts: ReturnType<typeof statementsOf>): Statement[] {
  const flat = (value: unknown): Statement[] => {
    if (Array.isArray(value)) return value.flatMap(flat)
    if (typeof value !== 'object' || value === null) return []
    if ('text' in value) return [value as Statement]
    return Object.values(value).flatMap(flat)
  }
  return Object.entries(texts).flatMap(([name, value]) => {
    if (typeof value !== 'function') return flat(value)
    if (name === 'updateAccount')
      return [true, false].flatMap((a) => [true, false].flatMap((b) => flat(texts.updateAccount(a, b, all(11)))))
    const made = value as (mask: number) => Writing
    return [0, 1, all(3)].flatMap((mask) => flat(made(mask)))
  })
}

describe.each([
  ['with every constraint', {}],
  ['without constraints', { schema: { constraints: { foreignKeys: false, unique: { account: [] } } } }],
])('statements %s', (_, options) => {
  const texts = textsOf(statementsOf(layoutOf(postgres, options)))

  test('number their parameters from 1 in the order of the text', () => {
    expect(texts.length).toBeGreaterThan(40)
    for (const { text } of texts) {
      const numbers = text
        .split('$')
        .slice(1)
        .map((after) => Number.parseInt(after, 10))
      expect(numbers).toEqual(numbers.map((_, at) => at + 1))
    }
  })

  test('have one text a name, of letters, digits and underscores', () => {
    const byName = Map.groupBy(texts, ({ name }) => name)
    for (const [name, made] of byName) {
      expect(name).toMatch(/^\w+$/)
      expect(new Set(made.map(({ text }) => text)).size).toBe(1)
    }
  })

  test('call nothing by an empty name, which PostgreSQL refuses', () => {
    for (const { text } of texts) expect(text).not.toContain('""')
  })

  test('hold no value: no literal but of our own', () => {
    for (const { text } of textsOf(statementsOf(layoutOf(sqlite, options)))) {
      expect(text.replaceAll(/"[^"]*"/g, '')).not.toMatch(/'/)
    }
  })
})

test('no text that reaches the database holds a value of a call', async () => {
  const { adapter, asked } = await adapterOn()
  const secret = '53cr3t'
  const expires = new Date(4e12)
  await adapter.createUser({ id: secret, name: secret, email: secret, emailVerified: expires, image: secret })
  await adapter.updateUser({ id: secret, name: secret })
  const account = { userId: secret, type: 'oauth', provider: secret, providerAccountId: secret } as const
  await adapter.linkAccount({ ...account, access_token: secret, expires_at: 1234567 })
  await adapter.updateAccount({ ...account, refresh_token: secret }, { ifRefreshToken: null })
  await adapter.createSession({ sessionToken: secret, userId: secret, expires })
  await adapter.getSessionAndUser(secret)
  await adapter.revokeSessions(secret, { except: secret })
  await adapter.createVerificationToken({ identifier: secret, token: secret, expires })
  await adapter.useVerificationToken({ identifier: secret, token: secret })
  await adapter.deleteExpired({ now: expires, limit: 1234567 })
  await adapter.deleteUser(secret)
  expect(asked.length).toBeGreaterThan(10)
  for (const { statement } of asked)
    expect(`${statement.name} ${statement.text}`).not.toMatch(/53cr3t|4000000000000|1234567/)
  expect(asked.some(({ params }) => params.includes(secret))).toBe(true)
})

describe('texts by the fields that are given', () => {
  test('the same fields are the same object, whatever came between', () => {
    const { createUser } = statementsOf(layoutOf(sqlite))
    const first = createUser(5)
    createUser(7)
    expect(createUser(5)).toBe(first)
    expect(createUser(7)).not.toBe(first)
    expect(first.write.text).toBe(
      'INSERT INTO "users" ("id", "email") VALUES (?, ?) RETURNING "id", "name", "email", "emailVerified", "image"',
    )
  })

  test('are bounded: the oldest goes', () => {
    const { createUser } = statementsOf(
      layoutOf(sqlite, {
        fields: {
          user: Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`f${at}`, { type: 'text', optional: true }])),
        },
      }),
    )
    const first = createUser(1)
    const second = createUser(2)
    for (let mask = 3; mask <= 257; mask++) createUser(mask)
    expect(createUser(2)).toBe(second)
    expect(createUser(1)).not.toBe(first)
    expect(createUser(1).write.text).toBe(first.write.text)
  })

  test('isGiven() tells 53 fields apart', () => {
    for (const position of [0, 1, 30, 31, 32, 33, 52]) {
      const mask = 2 ** position
      expect(Array.from({ length: 53 }, (_, at) => at).filter((at) => isGiven(mask, at))).toEqual([position])
      expect(isGiven(2 ** 53 - 1 - mask, position)).toBe(false)
    }
  })
})

describe('what is given is what changes', () => {
  const fields = {
    user: Object.fromEntries(Array.from({ length: 48 }, (_, at) => [`f${at}`, { type: 'integer', optional: true }])),
  } as Record<'user', Record<string, { type: 'integer'; optional: true }>>

  test('every subset of the fields of a session and a token, in creating and updating', async () => {
    const { adapter } = await adapterOn()
    const full = { name: 'n', email: 'e', emailVerified: new Date(5), image: 'i' }
    const none = { name: null, email: null, emailVerified: null, image: null }
    const names = Object.keys(full)
    for (let mask = 0; mask < 16; mask++) {
      const given = Object.fromEntries(Object.entries(full).filter((_, at) => isGiven(mask, at)))
      const id = `u${mask}`
      const created = { ...none, ...given, id, ...('email' in given ? { email: id } : {}) }
      expect(await adapter.createUser({ ...given, id, ...('email' in given ? { email: id } : {}) })).toEqual(created)
      const changed = { ...given, ...('email' in given ? { email: `${id}!` } : {}) }
      await adapter.createUser({ id: `${id}+`, ...none })
      expect(await adapter.updateUser({ id: `${id}+`, ...changed })).toEqual({ ...none, id: `${id}+`, ...changed })
      const gone = Object.fromEntries(names.filter((_, at) => isGiven(mask, at)).map((name) => [name, null]))
      expect(await adapter.updateUser({ id, ...gone })).toEqual({ ...created, ...gone })
    }
  })

  test('300 sets of 53 fields, each twice', async () => {
    const { adapter } = await adapterOn({ fields })
    await adapter.createUser({ id: 'u' } as never)
    const expected: Record<string, unknown> = (await adapter.getUser('u')) as never
    for (let round = 0; round < 600; round++) {
      const seed = (round % 300) + 1
      const given = Object.fromEntries(
        Object.keys(fields.user)
          .filter((_, at) => (seed * (at + 7)) % 11 < 1 + (seed % 5) || at === seed % 48)
          .map((name, at) => [name, round + at]),
      )
      Object.assign(expected, given)
      expect(await adapter.updateUser({ id: 'u', ...given } as never)).toEqual(expected)
    }
    expect(await adapter.getUser('u')).toEqual(expected)
  })
})
