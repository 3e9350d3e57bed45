import { CONNECT_TIMEOUT, type Engine } from './engine.ts'

type Adapter = typeof import('@strongroom/mongodb')
type Driver = typeof import('mongodb')

export const mongodb: Engine = {
  title: 'MongoDB',
  adapter: '@strongroom/mongodb',
  driver: 'mongodb',
  presets: ['auth-mongodb'],
  takes: ['schema', 'fields', 'collections', 'ttl', 'databaseName'],
  sql: false,
  async schema(load, options) {
    const { schema } = await load.adapter<Adapter>()
    return schema(options)
  },
  async open(load, url) {
    const { MongoClient } = await load.driver<Driver>()
    const { check, migrate } = await load.adapter<Adapter>()
    // An option goes before the URL's.
    const own = /[?&]serverSelectionTimeoutMS=/i.test(url)
    const client = new MongoClient(url, own ? {} : { serverSelectionTimeoutMS: CONNECT_TIMEOUT })
    return {
      check: (options) => check(client, options),
      migrate: (options) => migrate(client, options),
      close: () => client.close(),
    }
  },
}
