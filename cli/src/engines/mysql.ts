import { CONNECT_TIMEOUT, type Engine } from './engine.ts'

type Adapter = typeof import('@strongroom/mysql2')
type Driver = typeof import('mysql2/promise')

/** `check` and `migrate` ask the server which of the two it is; text is written for one of them. */
function engine(title: string, dialect: 'mysql' | 'mariadb'): Engine {
  return {
    title,
    adapter: '@strongroom/mysql2',
    driver: 'mysql2',
    presets: ['drizzle-mysql', 'prisma', 'auth-kysely'],
    takes: ['schema', 'fields'],
    sql: true,
    async schema(load, options) {
      const { schema } = await load.adapter<Adapter>()
      return schema({ ...options, dialect })
    },
    async open(load, url) {
      const { createPool } = await load.driver<Driver>('/promise')
      const { check, migrate } = await load.adapter<Adapter>()
      const pool = createPool({ uri: url.replace(/^mariadb:/i, 'mysql:'), connectTimeout: CONNECT_TIMEOUT })
      return {
        check: (options) => check(pool, options),
        migrate: (options) => migrate(pool, options),
        close: () => pool.end(),
      }
    },
  }
}

export const mysql = engine('MySQL', 'mysql')
export const mariadb = engine('MariaDB', 'mariadb')
