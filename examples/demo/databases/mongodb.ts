import { defineTarget } from '@strongroom/adapter-test-kit'
import { MongoDBAdapter, capabilities, migrate } from '@strongroom/mongodb'
import { MongoClient } from 'mongodb'
import { type DemoDatabase, type Row, tables } from './database.ts'
import { Closing, startServer } from './server.ts'

// The kit gives odd values on purpose, of which an adapter warns; and it has a database of its own.
const judged = { databaseName: 'conformance', onWarning: () => {} }
const collectionOf = (table: string): string => (table === 'verification_token' ? 'verification_tokens' : table)

export const mongodb: DemoDatabase = {
  name: 'FerretDB, which speaks the MongoDB protocol',
  open() {
    const closing = new Closing()
    return closing.around(async () => {
      const engine = await startServer('ferretdb-2')
      closing.add(() => engine.stop())
      const connect = async (): Promise<MongoClient> => {
        const client = await new MongoClient(engine.url).connect()
        closing.add(() => client.close())
        return client
      }
      const client = await connect()
      await migrate(client)
      await migrate(client, judged)
      const rowsOf = async (table: string): Promise<[string, Row[]]> => {
        const documents = await client
          .db()
          .collection(collectionOf(table))
          .find({}, { projection: { _id: 0 } })
          .toArray()
        return [table, documents]
      }
      const closed = async () => {
        const gone = await connect()
        await gone.close()
        return MongoDBAdapter(gone, judged)
      }
      return {
        adapter: MongoDBAdapter(client),
        rows: async () => Object.fromEntries(await Promise.all(tables.map(rowsOf))),
        target: defineTarget({
          name: `FerretDB ${engine.version} through mongodb`,
          capabilities: capabilities(),
          open: () => ({
            adapter: MongoDBAdapter(client, judged),
            peer: async () => MongoDBAdapter(await connect(), judged),
            closed,
            async reset() {
              for (const collection of await client.db(judged.databaseName).collections())
                await collection.deleteMany({})
            },
            versions: { ferretdb: engine.version },
          }),
        }),
        close: () => closing.close(),
      }
    })
  },
}
