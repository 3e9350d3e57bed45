import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Target } from '@strongroom/adapter-test-kit'
import type { CustomFields } from '@strongroom/core-types'
import Database from 'better-sqlite3'
import { SQLiteAdapter, type SQLiteOptions, type SchemaOptions, capabilities, migrate } from '../src/index.ts'

type SQLiteTarget = Target<ReturnType<typeof SQLiteAdapter>>

/** What the worker process needs to open the same database. */
export interface WorkerData {
  readonly file: string
  readonly options: SQLiteOptions<CustomFields>
}

/** An adapter on a connection of its own. */
export function connect({ file, options }: WorkerData) {
  const database = new Database(file, { timeout: 20_000 })
  return { database, adapter: SQLiteAdapter(database, { ...options, onWarning: () => {} }) }
}

/** The conformance kit's target: a file in WAL mode, with other connections and other processes on it. */
export function sqliteTarget(
  name: string,
  options: SchemaOptions = {},
  prepare: (database: Database.Database) => Promise<unknown> = (database) => migrate(database, options),
): SQLiteTarget {
  return {
    name,
    capabilities: capabilities(options),
    worker: new URL('worker.ts', import.meta.url),
    async open() {
      const directory = mkdtempSync(join(tmpdir(), 'strongroom-'))
      const workerData: WorkerData = { file: join(directory, 'auth.db'), options }
      const opened: Database.Database[] = []
      const connection = () => {
        const { database, adapter } = connect(workerData)
        opened.push(database)
        return { database, adapter }
      }
      const { database, adapter } = connection()
      database.pragma('journal_mode = WAL')
      database.pragma('synchronous = OFF')
      await prepare(database)
      const tables = database
        .prepare(
          "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'strongroom_schema'",
        )
        .pluck()
        .all() as string[]
      return {
        adapter,
        workerData,
        peer: () => connection().adapter,
        closed() {
          const gone = connection()
          gone.database.close()
          return gone.adapter
        },
        hold() {
          const { database: holder } = connection()
          holder.exec('BEGIN IMMEDIATE')
          return () => void holder.close()
        },
        reset() {
          // In any order, and also where a schema lacks what it should have.
          database.pragma('foreign_keys = OFF')
          for (const table of tables) database.exec(`DELETE FROM "${table.replaceAll('"', '""')}"`)
          database.pragma('foreign_keys = ON')
        },
        versions: { engine: `SQLite ${String(database.prepare('SELECT sqlite_version()').pluck().get())}` },
        close() {
          for (const database of opened) database.close()
          rmSync(directory, { recursive: true, force: true })
        },
      }
    },
  }
}
