import { describe, expect, test } from 'vitest'
import { kept, verdictOf, withoutPasskeys } from '../../../scripts/presets/verdict.ts'
import { documented, published } from '../test/documented.ts'
import { engine, errorOf, open } from '../test/databases.ts'
import { kyselyTarget } from '../test/target.ts'
import { KyselyAdapter, authKysely, capabilities, check, migrate } from './index.ts'

const { id, family, version } = engine()
const schema = authKysely
const expires = new Date('2039-05-06T07:08:09.123Z')

// On MySQL the published adapter's tables compare text by a collation under which different keys meet.
describe.runIf(family === 'sqlite' || family === 'postgres')("@auth/kysely-adapter's documented schema", () => {
  test.each([
    ['as documented', schema],
    ['after migrate', schema.migrated],
  ])('%s the contract is kept, but for what is said to be lost', { timeout: 60_000 }, async (title, layout) => {
    const server = family === 'sqlite' ? `SQLite ${version}` : version
    const target = kyselyTarget(`authKysely on ${id}`, server, {}, { schema: layout }, async ({ db }) => {
      await documented(db)
      if (title === 'after migrate') await migrate(db, { schema })
    })
    const { verdicts, wrong, lost } = await verdictOf((layout === schema ? withoutPasskeys(target) : target) as never)
    expect(wrong).toEqual([])
    expect(verdicts).toEqual(kept)
    expect(lost).toEqual(Object.keys(capabilities({ schema: layout }).notGuaranteed).toSorted())
  })

  test('check finds passkeys, a unique key and indexes missing; migrate adds those and leaves the rest as it is', async () => {
    const { db } = await open()
    await documented(db)
    const rules = async () =>
      (await check(db, { schema })).map(({ table, column, rule }) => [table, column, rule].join(' ').replace('  ', ' '))
    const stays = ['User email nullable']
    const missing = [
      'Account providerAccountId unique',
      'Session index',
      'VerificationToken index',
      'Authenticator missing',
    ]
    expect((await rules()).sort()).toEqual([...stays, ...missing].sort())
    await migrate(db, { schema })
    expect(await rules()).toEqual(stays)
  })

  test('without migrate everything but passkeys works', async () => {
    const { db } = await open()
    await documented(db)
    const adapter = KyselyAdapter(db, { schema })
    const user = await adapter.createUser({ email: 'a@example.com' })
    await adapter.linkAccount({ userId: user.id, type: 'oidc', provider: 'p', providerAccountId: '1' })
    await adapter.createSession({ sessionToken: 's', userId: user.id, expires })
    expect(await adapter.getSessionAndUser('s')).toEqual({
      session: { sessionToken: 's', userId: user.id, expires },
      user,
    })
    expect(await errorOf(adapter.getAuthenticator('key'))).toMatchObject({ code: 'schema', entity: 'authenticator' })
    expect(await errorOf(adapter.createUser({ email: undefined }))).toMatchObject({ code: 'invalid-input' })
    const pair = { provider: 'p', providerAccountId: '1' }
    expect(await errorOf(adapter.unlinkAccount(pair, { keepLast: true }))).toMatchObject({ code: 'conflict' })
    expect(await adapter.deleteUser(user.id)).toEqual(user)
    expect(await adapter.getUserByAccount(pair)).toBeNull()
  })

  test('what the published adapter wrote we read, and the other way round', async () => {
    const { db } = await open()
    await documented(db)
    const [ours, theirs] = [KyselyAdapter(db, { schema }), published(db)]
    for (const [at, writer, reader] of [[1, theirs, ours] as const, [2, ours, theirs] as const]) {
      const given = { id: '', name: 'Ada', email: `${at}@example.com`, emailVerified: expires, image: null }
      const user = await writer.createUser({ ...given, id: crypto.randomUUID() })
      const account = { userId: user.id, type: 'oauth' as const, provider: 'p', providerAccountId: `${at}` }
      await writer.linkAccount(account)
      const session = { sessionToken: `s${at}`, userId: user.id, expires }
      await writer.createSession(session)
      const token = { identifier: given.email, token: `t${at}`, expires }
      await writer.createVerificationToken(token)

      const stored = { ...given, id: user.id }
      expect(await reader.getUser(user.id)).toEqual(stored)
      expect(await reader.getUserByEmail(given.email)).toEqual(stored)
      expect(await reader.getUserByAccount(account)).toEqual(stored)
      expect(await reader.getSessionAndUser(session.sessionToken)).toEqual({ session, user: stored })
      expect(await reader.useVerificationToken(token)).toEqual(token)
      expect(await writer.useVerificationToken(token)).toBeNull()
      await reader.deleteSession(session.sessionToken)
      expect(await writer.getSessionAndUser(session.sessionToken)).toBeNull()
    }
  })
})
