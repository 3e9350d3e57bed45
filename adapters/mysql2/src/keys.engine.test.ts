import { runConformance } from '@strongroom/adapter-test-kit'
import { describe, expect, test } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { ask, createDatabase, onMariaDB, openPool } from '../test/databases.ts'
import { mysqlTarget, poolOf } from '../test/target.ts'
import { MySQLAdapter, migrate, schema } from './index.ts'

const { id, version } = server()
const expires = new Date(Date.now() + 600_000)
const lax = 'utf8mb4_general_ci'

// Keys that some collation takes for the first: case, accent, trailing space, width, ligature, ignorable.
const likes = ['straße', 'Straße', 'stráße', 'straße ', 'ｓtraße', 'strasse', 'stra\u00adße', 'straße\u0001'] as const
const [key, ...others] = likes

describe('keys are compared by bytes, whatever the database, the table and the connection have for a collation', () => {
  const settings: [title: string, database: string, session: readonly string[]][] = [
    ['a lax database', `CHARACTER SET utf8mb4 COLLATE ${lax}`, []],
    ['a database of another character set', 'CHARACTER SET latin1 COLLATE latin1_swedish_ci', []],
    ['a lax connection', '', [`SET NAMES utf8mb4 COLLATE ${lax}`]],
    ['a connection whose collation pads', '', ['SET NAMES utf8mb4 COLLATE utf8mb4_bin']],
    ['an accent-insensitive connection', '', ["SET collation_connection = 'utf8mb4_unicode_ci'"]],
  ]

  test.each(settings)('%s', async (_title, database, session) => {
    const pool = openPool(await createDatabase(undefined, database), {}, session)
    await migrate(pool)
    const adapter = MySQLAdapter(pool)
    await adapter.createUser({ id: key, email: key, name: key })
    await adapter.createSession({ sessionToken: key, userId: key, expires })
    await adapter.linkAccount({ userId: key, type: 'oauth', provider: key, providerAccountId: key, scope: 'first' })
    const handle = await adapter.sessionHandle(key)
    for (const like of others) {
      const at = { like }
      expect({ ...at, found: await adapter.getUser(like) }).toEqual({ ...at, found: null })
      expect({ ...at, found: await adapter.getUserByEmail(like) }).toEqual({ ...at, found: null })
      expect({ ...at, found: await adapter.getSessionAndUser(like) }).toEqual({ ...at, found: null })
      expect({ ...at, found: await adapter.getAccount(like, key) }).toEqual({ ...at, found: null })
      expect({ ...at, found: await adapter.getAccount(key, like) }).toEqual({ ...at, found: null })
      expect({ ...at, found: await adapter.useVerificationToken({ identifier: key, token: like }) }).toEqual({
        ...at,
        found: null,
      })
      expect({ ...at, found: await adapter.revokeSession(like, handle) }).toEqual({ ...at, found: false })
    }
    // All of them live side by side.
    for (const like of others) {
      await adapter.createUser({ id: like, email: like })
      await adapter.linkAccount({ userId: like, type: 'oauth', provider: key, providerAccountId: like, scope: 'other' })
      await adapter.createSession({ sessionToken: like, userId: like, expires })
      await adapter.createVerificationToken({ identifier: key, token: like, expires })
    }
    for (const like of likes) {
      expect(await adapter.getUserByEmail(like)).toMatchObject({ id: like })
      expect(await adapter.getSessionAndUser(like)).toMatchObject({ session: { userId: like }, user: { id: like } })
      expect(await adapter.getAccount(like, key)).toMatchObject({ userId: like, providerAccountId: like })
    }
    for (const like of others) {
      expect(await adapter.useVerificationToken({ identifier: key, token: like })).toMatchObject({ token: like })
    }
    expect(await adapter.updateUser({ id: key, name: 'renamed' })).toMatchObject({ name: 'renamed' })
    expect((await adapter.getUser(others[0]))?.name).toBeNull()
    expect(await adapter.revokeSession(key, handle)).toBe(true)
    expect(await adapter.deleteUser('straße ')).toMatchObject({ id: 'straße ' })
    expect(await adapter.getUser(key)).toMatchObject({ id: key })
  })
})

describe('with another collation forced back on the key columns', () => {
  const identity = ['sessions', 'tokens', 'emails', 'accounts', 'authenticators'].map((of) => `any/identity-of-${of}`)
  const byCase = ['any/identity-of-emails-case', 'createAuthenticator/case-differs']

  /** The cases of the kit that fail. */
  async function failing(collation: string): Promise<string[]> {
    const lax = schema({ dialect: onMariaDB() ? 'mariadb' : 'mysql' })
      .replaceAll(/utf8mb4_(0900|nopad)_bin/g, collation)
      .replaceAll('varbinary(1364)', `varchar(255) COLLATE ${collation}`)
    const { results } = await runConformance({
      ...mysqlTarget(`mysql2 on ${id}, ${collation}`, version, poolOf(5)),
      async open() {
        const url = await createDatabase()
        await ask(url, ...lax.split(';\n').filter((statement) => statement.trim() !== ''))
        const { client, close } = poolOf(5)(url)
        return { adapter: MySQLAdapter(client, { onWarning: () => {} }), close }
      },
    })
    expect(results.length).toBeGreaterThan(100)
    return results.filter(({ status }) => status === 'failed').map((result) => result.id)
  }

  test("utf8mb4's default: the kit catches that case and accents meet", async () => {
    const ofServer =
      "SELECT default_collate_name FROM information_schema.character_sets WHERE character_set_name = 'utf8mb4'"
    const [[collation] = []] = await ask(server().url, ofServer)
    expect(await failing(String(collation))).toEqual(expect.arrayContaining([...identity, ...byCase]))
  })

  test('utf8mb4_general_ci: the kit catches that case, accents and trailing spaces meet', async () => {
    expect(await failing('utf8mb4_general_ci')).toEqual(expect.arrayContaining([...identity, ...byCase]))
  })

  test('utf8mb4_bin: the kit catches that trailing spaces meet, and nothing else does', async () => {
    const failed = await failing('utf8mb4_bin')
    expect(failed).toEqual(expect.arrayContaining(identity))
    expect(failed).not.toEqual(expect.arrayContaining(byCase))
  })
})
