import { DrizzleAdapter as PublishedAdapter } from '@auth/drizzle-adapter'
import { SQLiteAdapter, drizzleSqlite, migrate as migrateSqlite } from '@strongroom/better-sqlite3'
import { MySQLAdapter, drizzleMysql, migrate as migrateMysql } from '@strongroom/mysql2'
import { PostgresAdapter, drizzlePg, migrate as migratePg } from '@strongroom/pg'
import Database from 'better-sqlite3'
import { drizzle as drizzleOnSqlite } from 'drizzle-orm/better-sqlite3'
import { drizzle as drizzleOnMysql } from 'drizzle-orm/mysql2'
import { drizzle as drizzleOnPg } from 'drizzle-orm/node-postgres'
import mysql from 'mysql2/promise'
import type { Combination, Limit } from '../combination.ts'
import { mysqlPoolOf, poolOf, schemaOf } from '../engines.ts'

const adapter = '@auth/drizzle-adapter'

/** Wide enough after `migrate`. */
function tooNarrow(check: string, column: string): Limit[] {
  const because = `${column}, and ours leaves out what is longer for as long as it is told so`
  return [
    { check, direction: 'theirs → ours', until: 'migrate', because },
    { check, direction: 'ours → theirs', until: 'migrated', because },
  ]
}

const mysqlLimits: readonly Limit[] = [
  ...tooNarrow('tokens of 8 KB', '`access_token` has 255 characters'),
  ...tooNarrow('an account that expires after 2038', '`expires_at` has 32 bits'),
  { check: 'milliseconds of sessions and tokens', until: 'migrate', because: 'TIMESTAMP rounds to seconds' },
]

function onPg(schema: string, variant: string): Combination {
  return {
    adapter,
    engine: 'postgres-18',
    becomes: true,
    limits: tooNarrow('an account that expires after 2038', '`expires_at` has 32 bits'),
    variant,
    async open(url) {
      const pool = poolOf(url)
      await pool.query(schemaOf(schema))
      return {
        theirs: PublishedAdapter(drizzleOnPg(pool)),
        ours: (by) => PostgresAdapter(pool, { schema: by === 'preset' ? drizzlePg : drizzlePg.migrated }),
        migrate: () => migratePg(pool, { schema: drizzlePg }),
        close: () => pool.end(),
      }
    },
  }
}

function onMysql(engine: 'mysql-9.7' | 'mariadb-11.8'): Combination {
  return {
    adapter,
    engine,
    becomes: true,
    limits: mysqlLimits,
    async open(url) {
      const setUp = await mysql.createConnection({ uri: url, multipleStatements: true })
      await setUp.query(schemaOf('drizzle-mysql'))
      await setUp.end()
      const pool = mysqlPoolOf(url)
      return {
        theirs: PublishedAdapter(drizzleOnMysql(pool)),
        ours: (by) => MySQLAdapter(pool, { schema: by === 'preset' ? drizzleMysql : drizzleMysql.migrated }),
        migrate: () => migrateMysql(pool, { schema: drizzleMysql }),
        close: () => pool.end(),
      }
    },
  }
}

const onSqlite: Combination = {
  adapter,
  engine: 'sqlite',
  becomes: false,
  proves: true,
  limits: [],
  async open(file) {
    const database = new Database(file)
    database.exec(schemaOf('drizzle-sqlite'))
    return {
      theirs: PublishedAdapter(drizzleOnSqlite(database)),
      ours: () => SQLiteAdapter(database, { schema: drizzleSqlite }),
      migrate: async () => migrateSqlite(database, { schema: drizzleSqlite }),
      close: async () => database.close(),
    }
  },
}

export const combinations: readonly Combination[] = [
  onPg('drizzle-pg', 'tables of its page'),
  onPg('drizzle-pg-default', 'tables of its own'),
  onMysql('mysql-9.7'),
  onMysql('mariadb-11.8'),
  onSqlite,
]
