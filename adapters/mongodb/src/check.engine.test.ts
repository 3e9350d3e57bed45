import { Long, ObjectId } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { errorOf, migratedClient, openClient } from '../test/databases.ts'
import { inShell } from '../test/shell.ts'
import { type MongoDBSchemaOptions, MongoDBAdapter, authMongodb, capabilities, check, migrate } from './index.ts'

const later = new Date(Date.now() + 3_600_000)

describe('check of indexes', () => {
  test('names everything that is missing, and its fixes mend it', async () => {
    const client = openClient()
    const findings = await check(client)
    expect(findings.map(({ table, column, rule, severity }) => [table, column, rule, severity])).toEqual([
      ['users', 'email', 'unique', 'error'],
      ['accounts', 'providerAccountId', 'unique', 'error'],
      ['accounts', undefined, 'index', 'warning'],
      ['sessions', 'sessionToken', 'unique', 'error'],
      ['sessions', undefined, 'index', 'warning'],
      ['sessions', undefined, 'index', 'warning'],
      ['verification_tokens', 'token', 'unique', 'error'],
      ['verification_tokens', undefined, 'index', 'warning'],
      ['authenticators', 'credentialID', 'unique', 'error'],
      ['authenticators', undefined, 'index', 'warning'],
    ])
    expect(await client.db().collections()).toEqual([])
    for (const { fix = '' } of findings) await inShell(client.db(), fix)
    expect(await check(client)).toEqual([])
  })

  test('what is lost is what the capabilities of the documented schema say, and nothing more', async () => {
    const findings = await check(openClient(), { schema: authMongodb })
    const lost = new Set(findings.flatMap(({ lost = [] }) => lost))
    // References are lost whatever indexes there are.
    const always = Object.keys(capabilities().notGuaranteed)
    const said = Object.keys(capabilities({ schema: authMongodb }).notGuaranteed)
    expect([...new Set([...lost, ...always])].toSorted()).toEqual(said.toSorted())
  })

  test('what the schema itself does without is a warning, with what it costs', async () => {
    const options: MongoDBSchemaOptions = { schema: { constraints: { unique: { user: [] } } } }
    const client = await migratedClient(options)
    const findings = await check(client, options)
    expect(findings).toMatchObject([
      {
        table: 'users',
        column: 'email',
        rule: 'unique',
        severity: 'warning',
        lost: expect.arrayContaining(['createUser.email-unique']) as string[],
      },
    ])
    await inShell(client.db(), findings[0]?.fix ?? '')
    expect(await check(client)).toEqual([])
  })

  test('a TTL index is asked for by the option alone, and may be there without it', async () => {
    const client = await migratedClient()
    const findings = await check(client, { ttl: true })
    expect(findings.map(({ table, rule }) => [table, rule])).toEqual([
      ['sessions', 'index'],
      ['verification_tokens', 'index'],
    ])
    for (const { fix = '' } of findings) await inShell(client.db(), fix)
    expect(await check(client, { ttl: true })).toEqual([])
    expect(await check(client)).toEqual([])
    const [index] = (await client.db().collection('sessions').indexes()).filter(({ key }) => 'expires' in key)
    expect(index).toMatchObject({ expireAfterSeconds: 0 })
  })

  test.each([
    ['users', { email: 1 }, 'too-strict', ['createUser.without-email']],
    ['accounts', { userId: 1 }, 'too-strict', ['linkAccount.links']],
    ['sessions', { userId: 1 }, 'too-strict', undefined],
    // An index of the application's own.
    ['verification_tokens', { identifier: 1 }, 'too-strict', undefined],
  ] as const)('%s: %o unique keeps apart what may be shared', async (name, key, rule, lost) => {
    const client = openClient()
    await client.db().collection(name).createIndex(key, { unique: true }, {})
    const found = (await check(client)).filter((finding) => finding.rule === rule)
    expect(found).toMatchObject([{ table: name, column: Object.keys(key)[0] }])
    expect(found[0]?.lost).toEqual(lost)
    await inShell(client.db(), found[0]?.fix ?? '')
    await migrate(client)
    expect(await check(client)).toEqual([])
  })

  test('a unique index that holds fewer documents than it should keeps less unique', async () => {
    const client = openClient()
    const options = { unique: true, partialFilterExpression: { sessionToken: { $gt: '' } } }
    await client.db().collection('sessions').createIndex({ sessionToken: 1 }, options, {})
    const found = (await check(client)).find(({ table, rule }) => table === 'sessions' && rule === 'unique')
    expect(found).toMatchObject({
      severity: 'error',
      lost: ['createSession.token-unique', 'createSession.error-codes'],
    })
  })
})

describe('check of documents', () => {
  test('a database that works has nothing to say of its documents', async () => {
    const client = await migratedClient()
    const adapter = MongoDBAdapter(client)
    const { id: userId } = await adapter.createUser({ email: 'u@x.example', emailVerified: later })
    await adapter.createUser({})
    await adapter.linkAccount({ userId, type: 'oauth', provider: 'p', providerAccountId: '1', access_token: 'a' })
    await client
      .db()
      .collection('accounts')
      .insertOne({ userId: new ObjectId(userId), type: 'oauth', provider: 'p', providerAccountId: 12345 })
    await adapter.createSession({ sessionToken: 's', userId, expires: later })
    await adapter.createVerificationToken({ identifier: 'i', token: 't', expires: later })
    expect(await check(client)).toEqual([])
  })

  test.each([
    ['users', 'emailVerified', '2020-01-01T00:00:00.000Z', new Date('2020-01-01T00:00:00.000Z')],
    ['sessions', 'expires', '2120-01-01T00:00:00.000Z', new Date('2120-01-01T00:00:00.000Z')],
    ['verification_tokens', 'expires', '2120-01-01T00:00:00.000Z', new Date('2120-01-01T00:00:00.000Z')],
  ])('%s: %s as text is found, and its fix makes dates of it', async (name, path, text, date) => {
    const client = await migratedClient()
    const user = await MongoDBAdapter(client).createUser({})
    const collection = client.db().collection(name)
    const { insertedId: _id } = await collection.insertOne({
      userId: new ObjectId(user.id),
      sessionToken: 's',
      identifier: 'i',
      [path]: text,
    })
    const found = (await check(client)).filter(({ rule }) => rule === 'type')
    expect(found).toMatchObject([{ table: name, column: path, severity: 'error', lost: ['any.dates'] }])
    expect(found[0]?.message).toContain('in 1 documents')
    expect(JSON.stringify(found)).not.toContain(text)
    await inShell(client.db(), found[0]?.fix ?? '')
    expect(await collection.findOne({ _id })).toMatchObject({ [path]: date })
    expect((await check(client)).filter(({ rule }) => rule === 'type')).toEqual([])
  })

  test('what is no text either has no fix', async () => {
    const client = await migratedClient()
    await client.db().collection('users').insertOne({ emailVerified: 1_600_000_000 })
    const [found] = await check(client)
    expect(found).toMatchObject({ rule: 'type', table: 'users', column: 'emailVerified' })
    expect(found).not.toHaveProperty('fix')
  })

  test('a user id as text, where users have ObjectIds, is told as that and not as left over', async () => {
    const client = await migratedClient()
    const adapter = MongoDBAdapter(client)
    const { id: userId } = await adapter.createUser({})
    await client.db().collection('accounts').insertOne({ userId, type: 'oauth', provider: 'p', providerAccountId: '1' })
    const key = { provider: 'p', providerAccountId: '1' }
    expect(await adapter.getUserByAccount(key)).toBeNull()
    const found = await check(client)
    expect(found).toMatchObject([{ table: 'accounts', column: 'userId', rule: 'type', severity: 'error' }])
    expect(found[0]?.message).toContain('deleteExpired() deletes them')
    await inShell(client.db(), found[0]?.fix ?? '')
    expect(await check(client)).toEqual([])
    expect(await adapter.getUserByAccount(key)).toMatchObject({ id: userId })
  })

  test('ids of another kind than the schema says', async () => {
    const client = await migratedClient()
    await MongoDBAdapter(client).createUser({})
    const found = await check(client, { schema: { ids: { type: 'text', from: 'caller' } } })
    expect(found).toMatchObject([{ table: 'users', column: '_id', rule: 'type', severity: 'error' }])
  })

  test('what is left of a user that is gone is a warning, and deleteExpired mends it', async () => {
    const client = await migratedClient()
    const adapter = MongoDBAdapter(client)
    const userId = new ObjectId().toHexString()
    await adapter.createSession({ sessionToken: 's', userId, expires: later })
    await adapter.createSession({ sessionToken: 't', userId, expires: later })
    await client.db().collection('accounts').insertOne({ provider: 'p', providerAccountId: '1' })
    const found = await check(client)
    expect(found).toMatchObject([
      { table: 'accounts', column: 'userId', rule: 'orphans', severity: 'warning', fix: 'deleteExpired()' },
      { table: 'sessions', column: 'userId', rule: 'orphans', severity: 'warning', fix: 'deleteExpired()' },
    ])
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringContaining('1 documents'),
      expect.stringContaining('2 documents'),
    ])
    expect(await adapter.deleteExpired()).toMatchObject({ account: 1, session: 2 })
    expect(await check(client)).toEqual([])
  })

  test('a field that is not declared is told, with the line that declares it where there is one', async () => {
    const client = await migratedClient()
    const db = client.db()
    await db.collection('users').insertMany([
      {
        role: 'admin',
        logins: 5,
        banned: false,
        seen: new Date(),
        roles: ['a'],
        mixed: 'a',
        half: 0.5,
        'not a name': 'a',
        nothing: null,
      },
      { role: 'member', logins: new Long(2 ** 40), mixed: 1, role2: null },
      { role: null },
    ])
    const { insertedIds } = await db.collection('users').insertMany([{}])
    await db
      .collection('accounts')
      .insertOne({ userId: insertedIds[0], provider: 'p', providerAccountId: '1', since: new Date(), label: 'l' })
    const found = await check(client)
    expect(found.every(({ rule, severity }) => rule === 'undeclared' && severity === 'warning')).toBe(true)
    const user = (name: string, type: string): string =>
      `fields: { user: { ${name}: { type: '${type}', optional: true } } }`
    expect(Object.fromEntries(found.map(({ table, column, fix }) => [`${table}.${column}`, fix]))).toEqual({
      'users.role': user('role', 'text'),
      'users.logins': user('logins', 'bigint'),
      'users.banned': user('banned', 'boolean'),
      'users.seen': user('seen', 'timestamp'),
      'users.roles': undefined,
      'users.mixed': undefined,
      'users.half': undefined,
      'users.not a name': undefined,
      'users.nothing': undefined,
      'users.role2': undefined,
      'accounts.label': "fields: { account: { label: { type: 'text', optional: true } } }",
      'accounts.since': undefined,
    })
    // As said, the fields are kept and nothing more is told of them.
    const fields = { user: { role: { type: 'text', optional: true } } } as const
    expect((await check(client, { fields })).map(({ column }) => column)).not.toContain('role')
    const { id } = await MongoDBAdapter(client, { fields }).createUser({ role: 'admin' })
    expect(await MongoDBAdapter(client, { fields }).getUser(id)).toMatchObject({ role: 'admin' })
  })
})

// FerretDB has no collations: it compares exactly whatever is asked for, and keeps nothing of them to be found.
describe.skipIf(server().id.startsWith('ferretdb'))('check of collations', () => {
  const collation = { locale: 'en', strength: 2 }

  test('a collection that has one stops migrate, and the fix makes another of it', async () => {
    const client = openClient()
    await client.db().createCollection('users', { collation })
    await client
      .db()
      .collection('users')
      .insertMany([{ email: 'Ada@x.example' }, { email: 'bob@x.example' }, {}])
    const error = await errorOf(migrate(client, { schema: authMongodb }))
    expect(error).toMatchObject({ code: 'schema', entity: 'user' })
    expect(error.message).toMatch(/^migrate: The collection users compares by en: .*Nothing was changed\.$/s)
    expect(await client.db().collection('users').indexes()).toHaveLength(1)

    const found = (await check(client)).filter(({ rule }) => rule === 'collation' || rule === 'e-mail-case')
    expect(found).toMatchObject([
      { table: 'users', column: 'email', rule: 'e-mail-case', severity: 'error' },
      { table: 'users', rule: 'collation', severity: 'error', lost: ['any.identity-exact', 'any.email-case-exact'] },
    ])
    expect(found[0]?.message).toContain('1 addresses')
    expect(JSON.stringify(found)).not.toContain('Ada')
    for (const { fix = '' } of found) await inShell(client.db(), fix)
    await migrate(client, { schema: authMongodb })
    expect(await check(client)).toEqual([])
    const users = await client.db().collection('users').find().sort({ _id: 1 }).toArray()
    expect(users.map(({ email }) => email as unknown)).toEqual(['ada@x.example', 'bob@x.example', undefined])
  })

  test('one that tells upper from lower case leaves the case of addresses alone', async () => {
    const client = openClient()
    await client.db().createCollection('users', { collation: { locale: 'en', strength: 3 } })
    await client.db().collection('users').insertOne({ email: 'Ada@x.example' })
    const found = (await check(client)).filter(({ rule }) => rule === 'collation' || rule === 'e-mail-case')
    expect(found).toMatchObject([{ rule: 'collation', lost: ['any.identity-exact'] }])
  })

  test('its indexes take it over, and are not told apart from it', async () => {
    const client = openClient()
    await client.db().createCollection('sessions', { collation })
    await client.db().collection('sessions').createIndex({ sessionToken: 1 }, { unique: true, collation }, {})
    const found = (await check(client)).filter(({ table, rule }) => table === 'sessions' && rule !== 'index')
    expect(found).toMatchObject([{ rule: 'collation', lost: ['any.identity-exact'] }])
    expect(found[0]?.fix).toContain('renameCollection')
  })

  test('the simple collation is none', async () => {
    const client = openClient()
    await client.db().createCollection('users', { collation: { locale: 'simple' } })
    await migrate(client)
    expect(await check(client)).toEqual([])
  })

  test('an index that has one stops migrate, and the fix makes another of it', async () => {
    const client = openClient()
    const options = { unique: true, collation, partialFilterExpression: { email: { $gt: '' } } }
    await client.db().collection('users').createIndex({ email: 1 }, options, {})
    expect((await errorOf(migrate(client))).message).toContain('Drop it first')
    const found = (await check(client)).filter(({ rule }) => rule === 'collation')
    expect(found).toMatchObject([
      { table: 'users', column: 'email', severity: 'error', lost: ['any.identity-exact', 'any.email-case-exact'] },
    ])
    await inShell(client.db(), found[0]?.fix ?? '')
    await migrate(client)
    expect(await check(client)).toEqual([])
  })
})
