import type { Target } from '@strongroom/adapter-test-kit'
import type { CustomFields, EntityName } from '@strongroom/core-types'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { type KyselyAdapter, type KyselyOptions, capabilities, migrate } from '../src/index.ts'
import { type WorkerData, connect } from './connect.ts'
import { createDatabase } from './databases.ts'
import { type Made, type Making, end } from './instances.ts'

type KyselyTarget = Target<ReturnType<typeof KyselyAdapter>>

const tables = {
  authenticator: 'authenticators',
  session: 'sessions',
  account: 'accounts',
  verificationToken: 'verification_token',
  user: 'users',
} as const satisfies Record<EntityName, string>

/** The conformance kit's target: instances with pools of their own on a new database; processes too on SQLite. */
export function kyselyTarget(
  name: string,
  version: string,
  how: Omit<Making, 'url'> = {},
  options: KyselyOptions<CustomFields> = {},
  prepare: (made: Made) => Promise<unknown> = ({ db }) => migrate(db, options),
): KyselyTarget {
  return {
    name,
    capabilities: capabilities(options),
    ...(version.startsWith('SQLite') && { worker: new URL('worker.ts', import.meta.url) }),
    async open() {
      const { url, remove } = await createDatabase()
      const workerData: WorkerData = { making: { ...how, url }, options }
      const opened = new Set<Made>()
      const connection = () => {
        const { made, adapter } = connect(workerData)
        opened.add(made)
        return { made, adapter }
      }
      const { made, adapter } = connection()
      if (how.schema !== undefined) await createSchema(made, how.schema)
      await prepare(made)
      return {
        adapter,
        workerData,
        peer: () => connection().adapter,
        async closed() {
          const gone = connection()
          await end(gone.made)
          opened.delete(gone.made)
          return gone.adapter
        },
        async reset() {
          for (const [entity, table] of Object.entries(tables)) {
            const names = options.schema?.tables?.[entity as EntityName]
            if (names?.absent !== true) await made.db.deleteFrom(names?.name ?? table).execute()
          }
        },
        ...(version.startsWith('SQLite') && {
          hold() {
            const holder = new Database(url)
            holder.exec('BEGIN IMMEDIATE')
            return () => void holder.close()
          },
        }),
        versions: { engine: version },
        async close() {
          for (const one of opened) await end(one)
          remove()
        },
      }
    },
  }
}

/** MySQL's schemas are databases; on PostgreSQL `migrate` creates the schema. */
async function createSchema({ db, pool }: Made, name: string): Promise<void> {
  if ('promise' in pool) await sql`CREATE DATABASE IF NOT EXISTS ${sql.id(name)}`.execute(db)
}
