import { defineTarget } from '@strongroom/adapter-test-kit'
import type { EngineId } from '@strongroom/adapter-test-kit/engines'
import { type MySQLOptions, MySQLAdapter, capabilities, migrate } from '@strongroom/mysql2'
import { type Pool, type RowDataPacket, createPool } from 'mysql2/promise'
import { type DemoDatabase, type Row, tables } from './database.ts'
import { Closing, startServer } from './server.ts'

// The kit gives odd values on purpose, of which an adapter warns.
const quiet = { onWarning: () => {} }
// The kit has tables of its own, so that the sign-in begins with empty ones.
const judged = {
  schema: {
    tables: {
      user: { name: 'kit_users' },
      account: { name: 'kit_accounts' },
      session: { name: 'kit_sessions' },
      verificationToken: { name: 'kit_verification_token' },
      authenticator: { name: 'kit_authenticators' },
    },
  },
} as const

function onServer(name: string, id: EngineId, dialect: NonNullable<MySQLOptions['dialect']>): DemoDatabase {
  return {
    name,
    open() {
      const closing = new Closing()
      return closing.around(async () => {
        const engine = await startServer(id)
        closing.add(() => engine.stop())
        const connect = (): Pool => {
          const pool = createPool({ uri: engine.url })
          closing.add(() => pool.end().catch(() => undefined))
          return pool
        }
        const pool = connect()
        await migrate(pool)
        await migrate(pool, judged)
        const options = { ...judged, ...quiet, dialect }
        const rowsOf = async (table: string): Promise<[string, Row[]]> => [
          table,
          (await pool.query<RowDataPacket[]>(`SELECT * FROM ${table}`))[0],
        ]
        const closed = async () => {
          const gone = connect()
          await gone.end()
          return MySQLAdapter(gone, options)
        }
        return {
          adapter: MySQLAdapter(pool, { dialect }),
          rows: async () => Object.fromEntries(await Promise.all(tables.map(rowsOf))),
          target: defineTarget({
            name: `${name} ${engine.version} through mysql2`,
            capabilities: capabilities(judged),
            open: () => ({
              adapter: MySQLAdapter(pool, options),
              peer: () => MySQLAdapter(connect(), options),
              closed,
              async reset() {
                await pool.query('DELETE FROM kit_users')
                await pool.query('DELETE FROM kit_verification_token')
              },
              versions: { [id]: engine.version },
            }),
          }),
          close: () => closing.close(),
        }
      })
    },
  }
}

export const mysql = onServer('MySQL', 'mysql-9.7', 'mysql')
export const mariadb = onServer('MariaDB', 'mariadb-11.8', 'mariadb')
