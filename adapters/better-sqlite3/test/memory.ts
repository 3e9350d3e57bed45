import type { Target } from '@strongroom/adapter-test-kit'
import Database from 'better-sqlite3'
import { SQLiteAdapter, type SchemaOptions, capabilities, migrate } from '../src/index.ts'

type Edit = (text: string) => string

/** The database, with every text changed on its way to it. */
function edited(database: Database.Database, edit: Edit): Pick<Database.Database, 'prepare'> {
  return { prepare: (text: string) => database.prepare(edit(text)) } as Pick<Database.Database, 'prepare'>
}

/**
 * A target in this process's memory, in a few milliseconds: one connection, so that its races are those of calls that
 * start in one tick. What other connections do, the target on a file shows.
 *
 * @param edit changes the texts of statements and of the schema, to see what a wrong one does
 */
export function memoryTarget(
  name: string,
  options: SchemaOptions = {},
  edit: Edit = (text) => text,
): Target<ReturnType<typeof SQLiteAdapter>> {
  return {
    name,
    store: 'process',
    kind: 'sql',
    capabilities: capabilities(options),
    async open() {
      const database = new Database(':memory:')
      const driven = edited(database, edit) as Database.Database
      await migrate(driven, options)
      const tables = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'strongroom_schema'")
        .pluck()
        .all() as string[]
      return {
        adapter: SQLiteAdapter(driven, { ...options, onWarning: () => {} }),
        closed() {
          const gone = new Database(':memory:')
          gone.close()
          return SQLiteAdapter(gone, { ...options, onWarning: () => {} })
        },
        reset() {
          database.pragma('foreign_keys = OFF')
          for (const table of tables) database.exec(`DELETE FROM "${table.replaceAll('"', '""')}"`)
          database.pragma('foreign_keys = ON')
        },
        close: () => void database.close(),
      }
    },
  }
}
