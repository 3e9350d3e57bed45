import { MongoDBAdapter as PublishedAdapter } from '@auth/mongodb-adapter'
import { MongoDBAdapter, migrate } from '@strongroom/mongodb'
import { MongoClient } from 'mongodb'
// The driver of this repository: the published adapter wants an older one.
import { MongoClient as OwnClient } from '../../node_modules/mongodb/lib/index.js'
import type { Combination } from '../combination.ts'

export const combinations: readonly Combination[] = [
  {
    adapter: '@auth/mongodb-adapter',
    engine: 'ferretdb-2',
    becomes: false,
    limits: [],
    async open(url) {
      const client = new MongoClient(url)
      const own = new OwnClient(url)
      return {
        theirs: PublishedAdapter(client),
        ours: () => MongoDBAdapter(own),
        migrate: () => migrate(own),
        close: () => Promise.all([client.close(), own.close()]),
      }
    },
  },
]
