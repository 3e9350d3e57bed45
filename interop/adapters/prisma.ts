import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { PrismaAdapter as PublishedAdapter } from '@auth/prisma-adapter'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaMariaDb } from '@prisma/adapter-mariadb'
import { PrismaPg } from '@prisma/adapter-pg'
import { SQLiteAdapter, migrate as migrateSqlite, prisma as prismaSqlite } from '@strongroom/better-sqlite3'
import { MySQLAdapter, migrate as migrateMysql, prisma as prismaMysql } from '@strongroom/mysql2'
import { PostgresAdapter, migrate as migratePg, prisma as prismaPg } from '@strongroom/pg'
import Database from 'better-sqlite3'
import mysql from 'mysql2/promise'
import type { Combination, Limit } from '../combination.ts'
import { mysqlPoolOf, poolOf, schemaOf } from '../engines.ts'

type Client = Parameters<typeof PublishedAdapter>[0] & { $disconnect(): Promise<void> }

const folder = join(import.meta.dirname, '..')
const require = createRequire(import.meta.url)

/** The client of a documented schema, made anew by Prisma. */
function clientOf(name: string, adapter: unknown): Client {
  const cli = join(folder, 'node_modules/prisma/build/index.js')
  const { status, stderr } = spawnSync(
    process.execPath,
    [cli, 'generate', '--schema', join(folder, `schemas/${name}.prisma`)],
    {
      encoding: 'utf8',
      // Its schema engine is not in the package; nothing here needs it, so a file that exists will do.
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
    },
  )
  if (status !== 0) throw new Error(`prisma generate: ${stderr}`)
  const { PrismaClient } = require(join(folder, '.work', name)) as {
    PrismaClient: new (options: object) => Client
  }
  return new PrismaClient({ adapter })
}

const adapter = '@auth/prisma-adapter'

const shortNumbers: Limit = {
  check: 'an account that expires after 2038',
  because: '`expires_at` has 32 bits, in the schema of the client, too; ours leaves it out',
}

const onPg: Combination = {
  adapter,
  engine: 'postgres-18',
  becomes: false,
  limits: [{ check: 'a user without an e-mail address', because: '`email` is required' }, shortNumbers],
  async open(url) {
    const pool = poolOf(url)
    await pool.query(schemaOf('prisma-pg'))
    const client = clientOf('prisma-pg', new PrismaPg({ connectionString: url }))
    return {
      theirs: PublishedAdapter(client),
      ours: () => PostgresAdapter(pool, { schema: prismaPg }),
      migrate: () => migratePg(pool, { schema: prismaPg }),
      close: () => Promise.all([pool.end(), client.$disconnect()]),
    }
  },
}

const onMysql: Combination = {
  adapter,
  engine: 'mysql-9.7',
  becomes: true,
  limits: [
    { check: 'two accounts of a user', until: 'migrate', because: '`userId` is unique in `Account`' },
    {
      check: 'deleteUser',
      direction: 'ours → theirs',
      until: 'migrate',
      because: 'Theirs deletes nobody who has accounts or sessions: the foreign keys restrict it',
    },
    shortNumbers,
  ],
  async open(url) {
    const setUp = await mysql.createConnection({ uri: url, multipleStatements: true })
    await setUp.query(schemaOf('prisma-mysql'))
    await setUp.end()
    const pool = mysqlPoolOf(url)
    const { hostname, port, username, password, pathname } = new URL(url)
    const client = clientOf(
      'prisma-mysql',
      new PrismaMariaDb({
        host: hostname,
        port: Number(port),
        user: decodeURIComponent(username),
        password: decodeURIComponent(password),
        database: pathname.slice(1),
        allowPublicKeyRetrieval: true,
      }),
    )
    return {
      theirs: PublishedAdapter(client),
      ours: (by) => MySQLAdapter(pool, { schema: by === 'preset' ? prismaMysql : prismaMysql.migrated }),
      migrate: () => migrateMysql(pool, { schema: prismaMysql }),
      close: () => Promise.all([pool.end(), client.$disconnect()]),
    }
  },
}

function onSqlite(timestampFormat: 'iso8601' | 'unixepoch-ms', variant?: string): Combination {
  const schema =
    timestampFormat === 'iso8601' ? prismaSqlite : ({ ...prismaSqlite, encodings: { timestamp: 'native' } } as const)
  return {
    adapter,
    engine: 'sqlite',
    becomes: false,
    limits: [],
    ...(variant === undefined ? {} : { variant }),
    async open(file) {
      const database = new Database(file)
      database.exec(schemaOf('prisma-sqlite'))
      const client = clientOf('prisma-sqlite', new PrismaBetterSqlite3({ url: `file:${file}` }, { timestampFormat }))
      return {
        theirs: PublishedAdapter(client),
        ours: () => SQLiteAdapter(database, { schema }),
        migrate: async () => migrateSqlite(database, { schema }),
        async close() {
          await client.$disconnect()
          database.close()
        },
      }
    },
  }
}

export const combinations: readonly Combination[] = [
  onPg,
  onMysql,
  onSqlite('iso8601'),
  onSqlite('unixepoch-ms', 'dates as numbers'),
]
