import type { Adapter } from '@strongroom/core-types'
import type { DemoDatabase } from './databases/database.ts'
import { sqlite } from './databases/sqlite.ts'

/** SQLite with something wrong. */
export function broken(bug: (adapter: Adapter) => Partial<Adapter>): DemoDatabase {
  return {
    name: 'Broken',
    async open() {
      const database = await sqlite.open()
      return { ...database, adapter: { ...database.adapter, ...bug(database.adapter) } }
    },
  }
}

/** A bug that goes unnoticed until somebody looks into the database. */
export const leavesSessions = (): Partial<Adapter> => ({ deleteSession: async () => null })
