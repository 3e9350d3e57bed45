import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { startEngine } from '../adapter-test-kit/src/engines/index.ts'
import { type OpenDatabase, openDatabase } from '../examples/express/databases/index.ts'
import { type EngineName, servers } from './engines.ts'

/** A database that can be taken away from those who use it, and comes back with its data. */
export interface Store extends OpenDatabase {
  stop(): Promise<void>
  start(): Promise<void>
}

/** A database of one's own. */
export function openStore(engine: EngineName): Promise<Store> {
  return engine === 'sqlite' ? onFile() : onServer(engine)
}

async function onServer(id: keyof typeof servers): Promise<Store> {
  const engine = await startEngine(id, { durable: true })
  const database = await openDatabase(engine.url.replace(/^\w+:/, servers[id]))
  return {
    ...database,
    stop: () => engine.kill(),
    start: () => engine.restart(),
    async close() {
      await database.close()
      await engine.stop()
    },
  }
}

const tables = ['users', 'accounts', 'sessions', 'verification_token', 'authenticators']

/** No server stops with a file. So its tables go away, for everybody who has it open. */
async function onFile(): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-flows-'))
  const file = join(folder, 'site.db')
  const database = await openDatabase(file)
  const rename = async (from: string, to: string): Promise<void> => {
    const other = new Database(file)
    for (const table of tables) other.exec(`ALTER TABLE ${table}${from} RENAME TO ${table}${to}`)
    other.close()
  }
  return {
    ...database,
    stop: () => rename('', '_away'),
    start: () => rename('_away', ''),
    async close() {
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
