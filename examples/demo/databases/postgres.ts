import { defineTarget } from '@strongroom/adapter-test-kit'
import { PostgresAdapter, capabilities, migrate } from '@strongroom/pg'
import { Pool } from 'pg'
import { type DemoDatabase, type Row, tables } from './database.ts'
import { Closing, startServer } from './server.ts'

// The kit gives odd values on purpose, of which an adapter warns.
const quiet = { onWarning: () => {} }
// The kit has a schema of its own, so that the sign-in begins with empty tables.
const judged = { schema: { namespace: 'conformance' } }

export const postgres: DemoDatabase = {
  name: 'PostgreSQL',
  open() {
    const closing = new Closing()
    return closing.around(async () => {
      const engine = await startServer('postgres-18')
      closing.add(() => engine.stop())
      const connect = (): Pool => {
        const pool = new Pool({ connectionString: engine.url })
        closing.add(() => (pool.ended ? undefined : pool.end()))
        return pool
      }
      const pool = connect()
      await migrate(pool)
      await migrate(pool, judged)
      const rowsOf = async (table: string): Promise<[string, Row[]]> => [
        table,
        (await pool.query<Row>(`SELECT * FROM ${table}`)).rows,
      ]
      const closed = async () => {
        const gone = connect()
        await gone.end()
        return PostgresAdapter(gone, { ...judged, ...quiet })
      }
      return {
        adapter: PostgresAdapter(pool),
        rows: async () => Object.fromEntries(await Promise.all(tables.map(rowsOf))),
        target: defineTarget({
          name: `PostgreSQL ${engine.version} through pg`,
          capabilities: capabilities(judged),
          open: () => ({
            adapter: PostgresAdapter(pool, { ...judged, ...quiet }),
            peer: () => PostgresAdapter(connect(), { ...judged, ...quiet }),
            closed,
            reset: () => pool.query('TRUNCATE conformance.users, conformance.verification_token CASCADE'),
            versions: { postgres: engine.version },
          }),
        }),
        close: () => closing.close(),
      }
    })
  },
}
