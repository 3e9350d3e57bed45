import { CONNECT_TIMEOUT, type Engine } from './engine.ts'

type Adapter = typeof import('@strongroom/pg')
type Driver = typeof import('pg')

export const postgres: Engine = {
  title: 'PostgreSQL',
  adapter: '@strongroom/pg',
  driver: 'pg',
  presets: ['auth-pg', 'drizzle-pg', 'prisma', 'auth-kysely'],
  takes: ['schema', 'fields'],
  sql: true,
  async schema(load, options) {
    const { schema } = await load.adapter<Adapter>()
    return schema(options)
  },
  async open(load, url) {
    const { Pool } = await load.driver<Driver>()
    const { check, migrate } = await load.adapter<Adapter>()
    const pool = new Pool({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT })
    // An idle connection that breaks is told by the next query.
    pool.on('error', () => {})
    return {
      check: (options) => check(pool, options),
      migrate: (options) => migrate(pool, options),
      close: () => pool.end(),
    }
  },
}
