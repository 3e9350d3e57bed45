import { describe, expect, test } from 'vitest'
import { adapterOn, open, rowsOf } from '../test/databases.ts'
import { SQLiteAdapter, check, migrate } from './index.ts'

const expires = new Date(4e12)

/** As an application might have written it: no STRICT, types of other engines, indexes of its own. */
const documented = `
  CREATE TABLE users (
    id VARCHAR(255) PRIMARY KEY, name VARCHAR(255), email VARCHAR(255) UNIQUE, emailVerified BIGINT, image TEXT
  );
  CREATE TABLE accounts (
    userId VARCHAR(255) NOT NULL REFERENCES users (id) ON DELETE CASCADE, type VARCHAR(255) NOT NULL,
    provider VARCHAR(255) NOT NULL, providerAccountId VARCHAR(255) NOT NULL, refresh_token CLOB, access_token TEXT,
    expires_at BIGINT, id_token TEXT, scope TEXT, session_state TEXT, token_type NVARCHAR(100)
  );
  CREATE UNIQUE INDEX one_link ON accounts (providerAccountId, provider);
  CREATE INDEX links ON accounts (userId, type);
  CREATE TABLE sessions (
    id INTEGER PRIMARY KEY, expires BIGINT NOT NULL, sessionToken VARCHAR(255) NOT NULL UNIQUE,
    userId VARCHAR(255) NOT NULL, FOREIGN KEY (userId) REFERENCES users ON DELETE CASCADE
  );
  CREATE TABLE verification_token (
    identifier TEXT NOT NULL, expires INT8 NOT NULL, token TEXT NOT NULL, PRIMARY KEY (identifier, token)
  ) WITHOUT ROWID;
  CREATE TABLE authenticators (
    credentialID TEXT NOT NULL UNIQUE, userId TEXT NOT NULL REFERENCES Users (ID) ON DELETE CASCADE,
    providerAccountId TEXT NOT NULL, credentialPublicKey TEXT NOT NULL, counter UNSIGNED BIG INT NOT NULL,
    credentialDeviceType CHARACTER(32) NOT NULL, credentialBackedUp BOOLEAN NOT NULL, transports TEXT,
    PRIMARY KEY (userId, credentialID)
  );
`

describe("somebody else's schema", () => {
  test('is adopted where it loses nothing: only indexes are added', async () => {
    const database = open()
    database.exec(documented)
    expect((await check(database)).filter(({ severity }) => severity === 'error')).toEqual([])
    expect((await migrate(database)).statements.toSorted()).toEqual([
      // The primary key (userId, credentialID) and the index (userId, type) serve look-ups by user as they are.
      'CREATE INDEX "sessions_expires_idx" ON "sessions" ("expires")',
      'CREATE INDEX "sessions_userId_idx" ON "sessions" ("userId")',
      'CREATE INDEX "verification_token_expires_idx" ON "verification_token" ("expires")',
    ])
    expect(await check(database)).toMatchObject([
      { table: 'sessions', column: 'id', rule: 'undeclared', severity: 'warning' },
    ])
  })

  test('works, and keeps what it is given', async () => {
    const database = open()
    database.exec(documented)
    const { adapter } = await adapterOn({}, database)
    const user = { id: '007', name: '2001-01-01', email: '1e3', emailVerified: new Date(4e12 + 1), image: '0x10' }
    expect(await adapter.createUser(user)).toEqual(user)
    const account = {
      userId: '007',
      type: 'oauth',
      provider: 'p',
      providerAccountId: '0012',
      expires_at: 2 ** 52,
    } as const
    expect(await adapter.linkAccount(account)).toEqual(account)
    const session = { sessionToken: '1.0', userId: '007', expires }
    expect(await adapter.createSession(session)).toEqual(session)
    expect(await adapter.getSessionAndUser('1.0')).toEqual({ session, user })
    const passkey = {
      credentialID: 'c',
      userId: '007',
      providerAccountId: '0012',
      credentialPublicKey: 'k',
      counter: 2 ** 40,
      credentialDeviceType: 'd',
      credentialBackedUp: false,
      transports: null,
    }
    expect(await adapter.createAuthenticator(passkey)).toEqual(passkey)
    expect(await adapter.deleteUser('007')).toEqual(user)
    for (const table of ['accounts', 'sessions', 'authenticators']) expect(rowsOf(database, table)).toEqual([])
  })
})

describe('what check() finds', () => {
  test.each<[what: string, break_: string, finding: { table: string; column?: string; rule: string }]>([
    ['a missing table', 'DROP TABLE authenticators', { table: 'authenticators', rule: 'missing' }],
    ['a missing column', 'ALTER TABLE users DROP COLUMN image', { table: 'users', column: 'image', rule: 'missing' }],
    ['a missing index', 'DROP INDEX sessions_userId_idx', { table: 'sessions', rule: 'index' }],
    [
      'an index that covers some rows only',
      'DROP INDEX sessions_userId_idx; CREATE INDEX part ON sessions (userId) WHERE expires > 0',
      { table: 'sessions', rule: 'index' },
    ],
    [
      'a unique index that covers some rows only',
      'DROP TABLE sessions; CREATE TABLE sessions (sessionToken TEXT NOT NULL, userId TEXT NOT NULL REFERENCES users ' +
        'ON DELETE CASCADE, expires INTEGER NOT NULL); CREATE INDEX a ON sessions (userId); ' +
        'CREATE INDEX b ON sessions (expires); CREATE UNIQUE INDEX part ON sessions (sessionToken) WHERE expires > 0',
      { table: 'sessions', column: 'sessionToken', rule: 'unique' },
    ],
  ])('%s goes away by its fix', async (_, damage, finding) => {
    const database = open()
    await migrate(database)
    database.exec(damage)
    const [found, ...others] = await check(database)
    expect(found).toMatchObject(finding)
    expect(others).toEqual([])
    database.exec(found?.fix ?? '')
    expect(await check(database)).toEqual([])
    expect(await migrate(database)).toEqual({ statements: [] })
  })

  test.each([
    [
      'seen INTEGER',
      "fields: { user: { seen: { type: 'bigint', optional: true } } }",
      { seen: { type: 'bigint', optional: true } },
    ],
    [
      'nick TEXT',
      "fields: { user: { nick: { type: 'text', optional: true } } }",
      { nick: { type: 'text', optional: true } },
    ],
    [
      "role TEXT NOT NULL DEFAULT 'it''s'",
      "fields: { user: { role: { type: 'text', default: 'it\\'s' } } }",
      { role: { type: 'text', default: "it's" } },
    ],
    [
      'nick TEXT DEFAULT 7',
      "fields: { user: { nick: { type: 'text', optional: true } } }",
      { nick: { type: 'text', optional: true } },
    ],
  ] as const)('an undeclared column (%s) goes away by the line of configuration', async (definition, fix, user) => {
    const database = open()
    await migrate(database)
    database.exec(`ALTER TABLE users ADD COLUMN ${definition}`)
    expect(await check(database)).toMatchObject([{ rule: 'undeclared', severity: 'warning', fix }])
    expect(await check(database, { fields: { user } })).toEqual([])
  })

  test.each(['"my column" TEXT', 'photo BLOB', "tenant TEXT NOT NULL DEFAULT x'41'"])(
    'an undeclared column (%s) has no fix where a line would only bring the next finding',
    async (definition) => {
      const database = open()
      await migrate(database)
      database.exec(`ALTER TABLE users ADD COLUMN ${definition}`)
      expect(await check(database)).toMatchObject([{ rule: 'undeclared', severity: 'warning' }])
      expect((await check(database))[0]).not.toHaveProperty('fix')
    },
  )

  test('changes nothing, and asks nothing of a database that is empty', async () => {
    const database = open()
    const findings = await check(database)
    expect(findings.map(({ table, rule, severity }) => [table, rule, severity])).toEqual(
      ['users', 'accounts', 'sessions', 'verification_token', 'authenticators'].map((table) => [
        table,
        'missing',
        'error',
      ]),
    )
    expect(rowsOf(database, 'sqlite_schema')).toEqual([])
    for (const { fix } of findings) database.exec(fix ?? '')
    expect(await check(database)).toEqual([])
    expect(await SQLiteAdapter(database).createUser({ id: 'u' })).toMatchObject({ id: 'u' })
  })
})
