import { SQLiteAdapter, migrate } from '@strongroom/better-sqlite3'
import Database from 'better-sqlite3'
import type { Counted } from '../measure.ts'

/** Counted by SQLite's trace of each statement that it executes. */
export async function openSqlite(): Promise<Counted> {
  let statements = 0
  const database = new Database(':memory:', { verbose: () => void statements++ })
  database.pragma('foreign_keys = ON')
  await migrate(database)
  return {
    title: 'SQLite',
    adapter: SQLiteAdapter(database),
    executed: () => Promise.resolve(statements),
    reasons: {
      revokeSession: "SQLite cannot hash: the user's tokens are read and hashed here",
      'revokeSessions, all others': "SQLite cannot hash: the user's tokens are read and hashed here",
    },
    close: () => Promise.resolve(database.close()),
  }
}
