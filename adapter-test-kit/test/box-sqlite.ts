// A worker module for tests of races: boxes on one SQLite file, with a synchronous driver.
import { DatabaseSync } from 'node:sqlite'
import type { Box } from './box.ts'

export interface Setup {
  readonly file: string
  readonly take: 'atomic' | 'twice' | 'refuses' | 'exits' | 'blocks'
}

export function attach({ file, take }: Setup): { adapter: Box; hold: () => () => void; close: () => void } {
  const database = new DatabaseSync(file)
  database.exec(
    'pragma journal_mode = wal; pragma busy_timeout = 5000; create table if not exists box (key text primary key, value text) strict',
  )
  const hold = (): (() => void) => {
    const holder = new DatabaseSync(file)
    holder.exec('begin immediate')
    return () => holder.close()
  }
  const insert = database.prepare('insert into box values (?, ?)')
  const select = database.prepare('select value from box where key = ?')
  const remove = database.prepare('delete from box where key = ?')
  const removed = database.prepare('delete from box where key = ? returning value')
  const value = (row: unknown): string | null => (row as { value: string } | undefined)?.value ?? null

  const takes: Record<Setup['take'], (key: string) => string | null> = {
    atomic: (key) => value(removed.get(key)),
    twice: (key) => {
      const found = value(select.get(key))
      remove.run(key)
      return found
    },
    refuses: () => {
      // As long as a statement, or else the calls hardly ever overlap.
      for (const start = performance.now(); performance.now() < start + 1;);
      throw Object.assign(new RangeError('no more'), { code: 'E_EMPTY', errno: 5 })
    },
    exits: () => process.exit(9),
    blocks: () => {
      for (;;);
    },
  }
  return {
    adapter: {
      put: async (key, text) => {
        insert.run(key, text)
        return text
      },
      get: async (key) => value(select.get(key)),
      take: async (key) => takes[take](key),
      clear: async () => database.exec('delete from box'),
    },
    hold,
    close: () => database.close(),
  }
}
