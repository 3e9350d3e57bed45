import type { Target } from '@strongroom/adapter-test-kit'
import type { CustomFields } from '@strongroom/core-types'
import { createConnection, createPool as createCallbackPool } from 'mysql2'
import { createPool } from 'mysql2/promise'
import { type Client, type MySQLOptions, MySQLAdapter, capabilities, migrate } from '../src/index.ts'
import { ask, createDatabase } from './databases.ts'

type MySQLTarget = Target<ReturnType<typeof MySQLAdapter>>

/** An open client, and how it is closed. */
export interface Opened {
  readonly client: Client
  readonly close: () => Promise<unknown>
}

/** A pool of so many connections. */
export const poolOf =
  (connectionLimit: number) =>
  (uri: string): Opened => {
    const pool = createPool({ uri, connectionLimit })
    return { client: pool, close: () => pool.end() }
  }

/** A pool that answers by callbacks. */
export function callbackPool(uri: string): Opened {
  const pool = createCallbackPool({ uri, connectionLimit: 10 })
  return { client: pool, close: () => pool.promise().end() }
}

/** One connection, which answers by callbacks. */
export function callbackConnection(uri: string): Opened {
  const connection = createConnection({ uri })
  connection.on('error', () => {})
  return { client: connection, close: () => connection.promise().end() }
}

/** The conformance kit's target: an adapter over a client, in a database of its own. */
export function mysqlTarget(
  name: string,
  version: string,
  open: (url: string) => Opened,
  options: MySQLOptions<CustomFields> = {},
  prepare: (client: Client, url: string) => Promise<unknown> = (client) => migrate(client, options),
): MySQLTarget {
  return {
    name,
    capabilities: capabilities(options),
    async open() {
      const url = await createDatabase()
      const clients = new Set<Opened>()
      const connect = () => {
        const opened = open(url)
        clients.add(opened)
        return { opened, adapter: MySQLAdapter(opened.client, { ...options, onWarning: () => {} }) }
      }
      const { opened, adapter } = connect()
      await prepare(opened.client, url)
      return {
        adapter,
        peer: () => connect().adapter,
        async closed() {
          const gone = connect()
          clients.delete(gone.opened)
          await gone.opened.close()
          return gone.adapter
        },
        async reset() {
          const tables = await ask(
            url,
            'SHOW TABLES WHERE Tables_in_' + new URL(url).pathname.slice(1) + " <> 'strongroom_schema'",
          )
          const deletions = tables.map(([table]) => `DELETE FROM \`${String(table)}\``)
          await ask(url, 'SET foreign_key_checks = 0', ...deletions)
        },
        versions: { engine: version },
        close: () => Promise.all([...clients].map((client) => client.close())),
      }
    },
  }
}
