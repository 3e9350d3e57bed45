import Database from 'better-sqlite3'
import * as kysely from 'kysely'
import * as kysely028 from 'kysely-0.28'
import { createPool } from 'mysql2'
import { Pool } from 'pg'

/** Any tables with any columns. */
export type Tables = Record<string, Record<string, unknown>>

/** How an instance is made. Survives structured cloning, for worker processes. */
export interface Making {
  /** The server's URL with the database in it, or SQLite's file. */
  readonly url: string
  /** `CamelCasePlugin`, and `ParseJSONResultsPlugin`, which makes JSON of whatever looks like it. */
  readonly plugins?: boolean
  /** What `withSchema` is given. */
  readonly schema?: string | undefined
  /** Connections of the pool, 10 if not said. */
  readonly max?: number
  readonly version?: '0.28' | '0.29'
  /** SQLite's driver answers every integer as a bigint. */
  readonly safeIntegers?: boolean
}

/** An instance, with what it stands on. */
export interface Made {
  readonly db: kysely.Kysely<Tables>
  readonly log: kysely.LogEvent[]
  readonly pool: Pool | ReturnType<typeof createPool> | Database.Database
}

/** A `Kysely` over pg, mysql2 or better-sqlite3, whichever the URL is of. */
export function make({ url, plugins = false, schema, max = 10, version, safeIntegers = false }: Making): Made {
  // The types of the two releases are not of one mind, their instances are.
  const { Kysely, CamelCasePlugin, ParseJSONResultsPlugin, PostgresDialect, MysqlDialect, SqliteDialect } = (
    version === '0.28' ? kysely028 : kysely
  ) as typeof kysely
  const log: kysely.LogEvent[] = []
  const open = (): { dialect: kysely.Dialect; pool: Made['pool'] } => {
    if (url.startsWith('postgres')) {
      const pool = new Pool({ connectionString: url, max })
      pool.on('error', () => {})
      return { pool, dialect: new PostgresDialect({ pool }) }
    }
    if (url.startsWith('mysql')) {
      const pool = createPool({ uri: url, connectionLimit: max })
      return { pool, dialect: new MysqlDialect({ pool }) }
    }
    const database = new Database(url, { timeout: 20_000 })
    // What a power cut would lose is not asked here, and every sync takes its time.
    database.pragma('synchronous = OFF')
    database.defaultSafeIntegers(safeIntegers)
    return { pool: database, dialect: new SqliteDialect({ database }) }
  }
  const { pool, dialect } = open()
  const db = new Kysely<Tables>({
    dialect,
    plugins: plugins ? [new CamelCasePlugin(), new ParseJSONResultsPlugin()] : [],
    log: (event) => void log.push(event),
  })
  return { db: schema === undefined ? db : db.withSchema(schema), log, pool }
}

/** Ends an instance, whether or not it was used. */
export async function end({ db, pool }: Pick<Made, 'db' | 'pool'>): Promise<void> {
  await kysely.sql`SELECT 1`.execute(db).catch(() => undefined)
  await db.destroy()
  if (pool instanceof Database) pool.close()
}
