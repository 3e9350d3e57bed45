import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Target, defineTarget } from '@strongroom/adapter-test-kit'
import { SQLiteAdapter, capabilities, migrate } from '@strongroom/better-sqlite3'
import Database from 'better-sqlite3'
import { type DemoDatabase, type Row, tables } from './database.ts'

// The kit gives odd values on purpose, of which an adapter warns.
const quiet = { onWarning: () => {} }

export const sqlite: DemoDatabase = {
  name: 'SQLite',
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'strongroom-demo-'))
    const database = connect(join(folder, 'demo.db'))
    await migrate(database)
    const rowsOf = (table: string): Row[] => database.prepare<[], Row>(`SELECT * FROM ${table}`).all()
    return {
      adapter: SQLiteAdapter(database),
      rows: async () => Object.fromEntries(tables.map((table) => [table, rowsOf(table)])),
      target: targetOn(join(folder, 'conformance.db')),
      async close() {
        database.close()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },
}

function targetOn(file: string): Target {
  return defineTarget({
    name: 'SQLite through better-sqlite3, a file in WAL mode',
    // One process cannot race through a driver that blocks it, so this module is loaded in a second one: see `attach`.
    worker: new URL(import.meta.url),
    capabilities: capabilities(),
    async open() {
      const database = connect(file)
      await migrate(database)
      const opened = [database]
      const another = (): Database.Database => {
        const connection = connect(file)
        opened.push(connection)
        return connection
      }
      return {
        adapter: SQLiteAdapter(database, quiet),
        peer: () => SQLiteAdapter(another(), quiet),
        closed: () => SQLiteAdapter(another().close(), quiet),
        workerData: file,
        // Other processes' writes wait for this, so that their first calls meet.
        hold() {
          const holder = another()
          holder.exec('BEGIN IMMEDIATE')
          return () => void holder.close()
        },
        reset: () => database.exec('DELETE FROM users; DELETE FROM verification_token'),
        versions: { 'better-sqlite3': driverVersion(), sqlite: sqliteVersion(database) },
        close: () => opened.forEach((connection) => connection.close()),
      }
    },
  })
}

/** What the kit calls in the second process. */
export function attach(file: string): { adapter: object; close: () => void } {
  const database = connect(file)
  return { adapter: SQLiteAdapter(database, quiet), close: () => void database.close() }
}

function connect(file: string): Database.Database {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  return database
}

function driverVersion(): string {
  return (createRequire(import.meta.url)('better-sqlite3/package.json') as { version: string }).version
}

function sqliteVersion(database: Database.Database): string {
  return String(database.prepare('SELECT sqlite_version()').pluck().get())
}
