import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningEngine, startEngine } from '../../../adapter-test-kit/src/engines/index.ts'
import { server } from '../../../scripts/engines/server.ts'
import {
  asApplication,
  ask,
  assertNoValue,
  countsOf,
  errorOf,
  migratedDatabase,
  openConnection,
  openPool,
  until,
} from '../test/databases.ts'
import { MySQLAdapter } from './index.ts'

const { id } = server()
const account = { userId: 'u', type: 'oauth', provider: 'p', providerAccountId: '1' } as const

describe('limits of a server', () => {
  // Its own, since the limits hold for everybody.
  let engine: RunningEngine
  let url: string
  let application: string
  beforeAll(async () => {
    engine = await startEngine(id)
    url = await migratedDatabase({}, engine.url)
    application = await asApplication(url)
    await ask(url, "INSERT INTO users (id) VALUES ('u')")
  }, 120_000)
  afterAll(() => engine?.stop())

  /** Sets global variables while something is tried. */
  async function under<T>(variables: Record<string, number>, work: () => Promise<T>): Promise<T> {
    const names = Object.keys(variables)
    const [before = []] = await ask(url, `SELECT ${names.map((name) => `@@global.${name}`).join(', ')}`)
    const set = (values: readonly unknown[]): string[] =>
      names.map((name, position) => `SET GLOBAL ${name} = ${String(values[position])}`)
    await ask(url, ...set(Object.values(variables)))
    try {
      return await work()
    } finally {
      await ask(url, ...set(before))
    }
  }

  test('too many connections: unavailable; the same pool serves when there is room', async () => {
    const pool = openPool(application)
    const adapter = MySQLAdapter(pool)
    await under({ max_connections: 10 }, async () => {
      const held = await Promise.all(Array.from({ length: 10 }, () => openConnection(application)))
      expect(await errorOf(adapter.getUser('u'))).toMatchObject({ code: 'unavailable', cause: { errno: 1040 } })
      await Promise.all(held.map((connection) => connection.end()))
    })
    expect(await adapter.getUser('u')).toMatchObject({ id: 'u' })
    expect(countsOf(pool)).toEqual({ total: 1, idle: 1, waiting: 0 })
  })

  test('a read-only server: reads answer, writes are unavailable, and are done when it is one no more', async () => {
    const adapter = MySQLAdapter(openPool(application))
    await under({ read_only: 1 }, async () => {
      expect(await adapter.getUser('u')).toMatchObject({ id: 'u' })
      const error = await errorOf(adapter.createUser({ id: 'r', name: 'Zaphod-53cr3t' }))
      expect(error).toMatchObject({ code: 'unavailable', cause: { errno: 1290 } })
      assertNoValue(error, '53cr3t')
    })
    expect(await adapter.createUser({ id: 'r' })).toMatchObject({ id: 'r' })
  })

  test.each([
    ['just above', 80_000],
    ['far above', 20_000_000],
  ])(
    'a value %s max_allowed_packet: not unavailable, for trying again does not help; the same pool serves afterwards',
    async (_title, length) => {
      const pool = openPool(application, { connectionLimit: 1 })
      const adapter = MySQLAdapter(pool)
      await under({ max_allowed_packet: 65_536 }, async () => {
        const error = await errorOf(adapter.linkAccount({ ...account, id_token: '53cr3t'.padEnd(length, 'x') }))
        expect(error).toMatchObject({ code: 'invalid-input', operation: 'linkAccount', entity: 'account' })
        expect(error.message).toMatch(/max_allowed_packet/)
        assertNoValue(error, '53cr3t')
        // The server closes the connection after its answer, which the pool learns a moment later.
        const serves = () =>
          adapter.getUser('u').then(
            (user) => user?.id === 'u',
            () => false,
          )
        await until(serves, 'a connection in place of the one that the server closed')
        const linked = await adapter.linkAccount({ ...account, id_token: 'x'.repeat(60_000) })
        expect(linked?.id_token).toHaveLength(60_000)
      })
      expect(countsOf(pool)).toMatchObject({ waiting: 0 })
    },
  )

  test('values of 8 MB survive under the default max_allowed_packet', async () => {
    const adapter = MySQLAdapter(openPool(application))
    const id_token = 'é'.repeat(4_000_000)
    expect((await adapter.linkAccount({ ...account, id_token }))?.id_token === id_token).toBe(true)
  })
})
