import type { Target } from '@strongroom/adapter-test-kit'
import type { CustomFields } from '@strongroom/core-types'
import { MongoClient } from 'mongodb'
import * as adapter from '../src/index.ts'
import { databaseUrl } from './databases.ts'
import type { Installed } from './driver-6.ts'

type MongoDBTarget = Target<ReturnType<typeof adapter.MongoDBAdapter>>

/** How a target is made. */
export interface Making {
  readonly name: string
  readonly version: string
  readonly maxPoolSize: number
  readonly options?: adapter.MongoDBOptions<CustomFields>
  /** Makes the database what it is. `migrate` when not given. */
  readonly prepare?: (client: MongoClient) => Promise<void>
  /** Gives driver and adapter where they are not those of this repository. */
  readonly install?: () => Promise<Installed>
}

/** The conformance kit's target: an adapter over a client with so many connections, in a database of its own. */
export function mongodbTarget({ name, version, maxPoolSize, options = {}, prepare, install }: Making): MongoDBTarget {
  return {
    name,
    kind: 'document',
    capabilities: adapter.capabilities(options),
    async open() {
      const installed = (await install?.()) ?? { MongoClient, adapter, remove: () => {} }
      const url = databaseUrl()
      const clients: MongoClient[] = []
      const connect = () => {
        const client = new installed.MongoClient(url, { maxPoolSize })
        clients.push(client)
        return { client, adapter: installed.adapter.MongoDBAdapter(client, { ...options, onWarning: () => {} }) }
      }
      const first = connect()
      await (prepare?.(first.client) ?? installed.adapter.migrate(first.client, options))
      return {
        adapter: first.adapter,
        peer: () => connect().adapter,
        async closed() {
          const gone = connect()
          await gone.client.connect()
          await gone.client.close()
          return gone.adapter
        },
        async reset() {
          const db = first.client.db()
          for (const { collectionName } of await db.collections()) await db.collection(collectionName).deleteMany({})
        },
        versions: { engine: version },
        async close() {
          await Promise.all(clients.map((client) => client.close()))
          installed.remove()
        },
      }
    },
  }
}
