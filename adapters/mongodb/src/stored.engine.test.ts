import { Double, Long, ObjectId } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { migratedClient } from '../test/databases.ts'
import { MongoDBAdapter } from './index.ts'

const later = new Date(Date.now() + 600_000)

/** A database with documents as `@auth/mongodb-adapter` writes them. */
async function existing() {
  const client = await migratedClient()
  const db = client.db()
  const owner = new ObjectId()
  await db
    .collection('users')
    .insertOne({ _id: owner, name: 'n', email: 'u@x.example', image: 'i', emailVerified: null })
  await db.collection('sessions').insertOne({ sessionToken: 's', userId: owner, expires: later })
  await db.collection('verification_tokens').insertOne({ identifier: 'i', token: 't', expires: later })
  return { adapter: MongoDBAdapter(client), db, owner, userId: owner.toHexString() }
}

describe('documents that another adapter has stored', () => {
  test('a user and its session', async () => {
    const { adapter, userId } = await existing()
    const user = { id: userId, name: 'n', email: 'u@x.example', image: 'i', emailVerified: null }
    expect(await adapter.getUserByEmail('u@x.example')).toEqual(user)
    expect(await adapter.getUser(userId.toUpperCase())).toEqual(user)
    expect(await adapter.getSessionAndUser('s')).toEqual({
      session: { sessionToken: 's', userId, expires: later },
      user,
    })
    expect(await adapter.useVerificationToken({ identifier: 'i', token: 't' })).toMatchObject({ token: 't' })
    expect(await adapter.deleteUser(userId)).toEqual(user)
    expect(await adapter.getSessionAndUser('s')).toBeNull()
  })

  test.each([
    ['an integer', 12345],
    ['a double', new Double(12345)],
    ['a long', new Long(12345)],
    ['text', '12345'],
  ])('an account whose id is %s', async (_kind, providerAccountId) => {
    const { adapter, db, owner, userId } = await existing()
    const stored = { provider: 'p', type: 'oauth', providerAccountId, access_token: 'a', userId: owner }
    await db.collection('accounts').insertOne(stored)
    const key = { provider: 'p', providerAccountId: '12345' }
    expect(await adapter.getUserByAccount(key)).toMatchObject({ id: userId })
    expect(await adapter.getUserByAccount({ ...key, providerAccountId: 12345 as never })).toMatchObject({ id: userId })
    for (const near of ['12346', '012345', '12345.0', '+12345', ' 12345', '1.2345e4', '0x3039']) {
      expect(await adapter.getUserByAccount({ ...key, providerAccountId: near })).toBeNull()
    }
    expect(await adapter.getAccount('12345', 'p')).toEqual({ ...key, type: 'oauth', access_token: 'a', userId })
    // The same account again is an update, of another user a duplicate.
    expect(await adapter.linkAccount({ ...key, type: 'oauth', userId, access_token: 'b' })).toMatchObject({
      ...key,
      access_token: 'b',
    })
    const { id: other } = await adapter.createUser({})
    const taken = adapter.linkAccount({ ...key, type: 'oauth', userId: other })
    await expect(taken).rejects.toMatchObject({ code: 'duplicate', field: 'providerAccountId' })
    expect(await db.collection('accounts').countDocuments()).toBe(1)
    expect(await adapter.updateAccount({ ...key, access_token: 'c' })).toMatchObject({ access_token: 'c' })
    const last = adapter.unlinkAccount(key, { userId, keepLast: true })
    await expect(last).rejects.toMatchObject({ code: 'conflict' })
    expect(await adapter.unlinkAccount(key)).toMatchObject(key)
    expect(await adapter.getUserByAccount(key)).toBeNull()
  })

  test('fields that are missing are null, of accounts left out; what is undeclared is not answered', async () => {
    const { adapter, db, owner, userId } = await existing()
    const bare = new ObjectId()
    await db.collection('users').insertOne({ _id: bare, __v: 0, roles: ['a'] })
    const id = bare.toHexString()
    expect(await adapter.getUser(id)).toEqual({ id, name: null, email: null, emailVerified: null, image: null })
    await db
      .collection('accounts')
      .insertOne({ provider: 'p', providerAccountId: '1', userId: owner, __v: 0, scope: null })
    expect(await adapter.listAccounts(userId)).toEqual([{ provider: 'p', providerAccountId: '1', userId }])
  })

  test.each([
    ['nothing', {}],
    ['null', { expires: null }],
    ['text', { expires: '9999-01-01T00:00:00Z' }],
    ['a number', { expires: 4e12 }],
  ])('a session whose expires is %s never answers', async (_kind, fields) => {
    const { adapter, db, owner } = await existing()
    await db.collection('sessions').insertOne({ sessionToken: 'odd', userId: owner, ...fields })
    expect(await adapter.getSessionAndUser('odd')).toBeNull()
    expect(await adapter.updateSession({ sessionToken: 'odd', expires: later })).toBeNull()
    expect(await adapter.getSessionAndUser('s')).not.toBeNull()
  })

  test('what is stored is as that adapter stores it', async () => {
    const { adapter, db, owner, userId } = await existing()
    const { id } = await adapter.createUser({ email: 'new@x.example' })
    await adapter.linkAccount({ userId, type: 'oidc', provider: 'p', providerAccountId: '7' })
    await adapter.createSession({ sessionToken: 'new', userId, expires: later })
    expect(await db.collection('users').findOne({ email: 'new@x.example' })).toMatchObject({ _id: new ObjectId(id) })
    expect(await db.collection('accounts').findOne({})).toMatchObject({ userId: owner, providerAccountId: '7' })
    expect(await db.collection('sessions').findOne({ sessionToken: 'new' })).toMatchObject({
      userId: owner,
      expires: later,
    })
  })
})
