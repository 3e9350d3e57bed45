import { SQLiteAdapter, migrate } from '@strongroom/better-sqlite3'
import Database from 'better-sqlite3'
import type { OpenDatabase } from './index.ts'

export async function open(file: string): Promise<OpenDatabase> {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  await migrate(database)
  return { name: 'SQLite', adapter: SQLiteAdapter(database), close: () => void database.close() }
}
