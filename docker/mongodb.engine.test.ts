import { type Collection, MongoClient, MongoServerError, type ObjectId } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { listEngines, type RunningEngine, startEngine } from '../adapter-test-kit/src/engines/index.ts'

const all = process.env['STRONGROOM_ALL_ENGINES'] === '1'
const engines = listEngines().filter(
  ({ family, when }) =>
    ['mongodb', 'ferretdb', 'secantusdb'].includes(family) && (when === 'default' || (all && when === 'flag')),
)

interface Row {
  _id?: string | number | ObjectId
  email?: string | null
  userId?: number
  n?: number
}

/** What a server answers to a duplicate: the driver's error, which every one of them must give. */
async function refused(work: Promise<unknown>): Promise<MongoServerError> {
  const error = await work.then(
    () => new Error('nothing was refused'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof MongoServerError)) throw error
  return error
}

describe.each(engines)('$id', { timeout: 60_000 }, ({ id, title }) => {
  const asked = /\d[\d.]*/.exec(title)?.[0] ?? '?'
  let engine: RunningEngine
  let client: MongoClient

  /** An empty collection, of a name of its own. */
  const collection = (name: string): Collection<Row> => client.db().collection<Row>(name)

  beforeAll(async () => {
    engine = await startEngine(id, { durable: true, log: () => {} })
    client = await MongoClient.connect(engine.url, { serverSelectionTimeoutMS: 5_000 })
  }, 600_000)

  afterAll(async () => {
    await client?.close()
    await engine?.stop()
  })

  it('runs the version that the catalogue names', () => {
    expect(engine.version.slice(0, asked.length + 1)).toBe(`${asked}.`)
  })

  it('asks for the password', async () => {
    const wrong = engine.url.replace(new URL(engine.url).password, 'wrong')
    await expect(MongoClient.connect(wrong)).rejects.toThrow(/authentication failed/i)
    const nobody = new MongoClient(engine.url.replace(/\/\/.*@/, '//').replace('&authSource=admin', ''))
    await expect(nobody.db().collection('x').insertOne({})).rejects.toThrow(/auth/i)
    await nobody.close()
  })

  it('finds what was inserted, in every database', async () => {
    const other = client.db('a_project').collection<Row>('rows')
    await other.insertOne({ _id: 'a', email: 'a@example.com' })
    expect(await other.findOne({ email: 'a@example.com' })).toEqual({ _id: 'a', email: 'a@example.com' })
    expect(await collection('rows').findOne({ email: 'a@example.com' })).toBeNull()
  })

  it('refuses the second of a unique index, also of a partial one', async () => {
    const rows = collection('unique')
    const email = { unique: true, partialFilterExpression: { email: { $gt: '' } } }
    await rows.createIndex({ email: 1 }, { ...email, name: 'by_email' }, {})
    await rows.insertMany([{ email: null }, { email: null }, {}, {}, { email: 'a@example.com' }])
    const error = await refused(rows.insertOne({ email: 'a@example.com' }))
    expect(error).toMatchObject({ code: 11000, message: expect.stringContaining('by_email') as string })
    expect(await rows.countDocuments({ email: 'a@example.com' })).toBe(1)
  })

  it('joins with $lookup', async () => {
    await collection('users').insertOne({ _id: 1, email: 'a@example.com' })
    await collection('sessions').insertMany([
      { _id: 's', userId: 1 },
      { _id: 'orphan', userId: 2 },
    ])
    const userOf = (session: string): Promise<unknown[]> =>
      collection('sessions')
        .aggregate([
          { $match: { _id: session } },
          { $lookup: { from: 'users', localField: 'userId', foreignField: '_id', as: 'user' } },
          { $unwind: '$user' },
          { $replaceRoot: { newRoot: '$user' } },
        ])
        .toArray()
    expect(await userOf('s')).toEqual([{ _id: 1, email: 'a@example.com' }])
    expect(await userOf('orphan')).toEqual([])
  })

  it('gives a document to one of eight that delete it', async () => {
    const tokens = collection('tokens')
    // Connections first, so that the eight do not queue for them.
    await Promise.all(Array.from({ length: 8 }, () => tokens.findOne({})))
    for (let n = 0; n < 10; n++) {
      await tokens.insertOne({ n })
      const taken = await Promise.all(Array.from({ length: 8 }, () => tokens.findOneAndDelete({ n })))
      expect(taken.filter(Boolean)).toEqual([expect.objectContaining({ n })])
    }
  })

  it('pause() leaves a query waiting, and unpause() lets it answer', async () => {
    await engine.pause()
    let answered = false
    const answer = collection('tokens')
      .countDocuments()
      .finally(() => (answered = true))
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(answered).toBe(false)
    await engine.unpause()
    expect(await answer).toBe(0)
  })

  it('kill() ends connections, and restart() brings back the data and the index on the same port', async () => {
    const { url, version } = engine
    const kept = collection('kept')
    await kept.createIndex({ n: 1 }, { unique: true }, {})
    await kept.insertOne({ n: 7 })
    await engine.kill()
    await expect(kept.findOne({})).rejects.toThrow(/ECONNREFUSED|closed/)
    await engine.restart()
    expect(engine).toMatchObject({ url, version })
    // The same client, which finds its way back.
    expect(await kept.findOne({}, { projection: { _id: 0 } })).toEqual({ n: 7 })
    expect(await refused(kept.insertOne({ n: 7 }))).toMatchObject({ code: 11000 })
    expect(await kept.countDocuments()).toBe(1)
  })
})
