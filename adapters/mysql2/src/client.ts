import { AdapterError } from '@strongroom/core-types'
import type { Connection, Pool, QueryOptions } from 'mysql2/promise'

/** A pool or a connection of `mysql2/promise`. */
export type PromiseClient =
  | Pick<Pool, 'execute' | 'query' | 'getConnection'>
  | Pick<Connection, 'execute' | 'query' | 'destroy'>

/** A pool or a connection of `mysql2`, which answers by callbacks and knows its promise. */
export interface CallbackClient {
  promise(): PromiseClient
}

// What the application chose for its own queries changes nothing.
const own = {
  rowsAsArray: true,
  namedPlaceholders: false,
  supportBigNumbers: true,
  bigNumberStrings: true,
  decimalNumbers: false,
  nestTables: false,
} as const

// A pool's typeCast function goes before a query's `true`, but not before a function, which takes time for every value.
const castNothing = { ...own, typeCast: (_: unknown, next: () => unknown) => next() }
const castByDefault = { ...own, typeCast: true }

/** The promise side of whatever mysql2 gives. */
export function promised(client: PromiseClient | CallbackClient): PromiseClient {
  return 'promise' in client ? client.promise() : client
}

/**
 * What every query of ours says of itself.
 *
 * @throws AdapterError `invalid-input` for a client whose character set cannot hold every text
 */
export function settingsOf(client: object): Omit<QueryOptions, 'sql'> {
  const config = configOf(client)
  checkCharset(config)
  return config === undefined || typeof config.typeCast === 'function' ? castNothing : castByDefault
}

interface Config {
  readonly charsetNumber?: unknown
  readonly typeCast?: unknown
}

/** A client with what it was opened with. The promise side wraps the other. */
interface Configured {
  readonly pool?: Configured
  readonly connection?: Configured
  readonly config?: Config & { readonly connectionConfig?: Config }
}

/** What a client's connections were opened with; `undefined` where it does not show that. */
function configOf(client: object): Config | undefined {
  const { pool, connection, config: shown } = client as Configured
  const config = shown ?? (pool ?? connection)?.config
  return config?.connectionConfig ?? config
}

/** In another character set than utf8mb4 texts that differ reach the server as one. */
function checkCharset({ charsetNumber: number }: Config = {}): void {
  if (typeof number !== 'number' || isUtf8mb4(number)) return
  const message =
    `mysql2: the client's charset has the number ${number}, in which texts that differ can meet. ` +
    "Leave `charset` out, or set 'utf8mb4'."
  throw new AdapterError('invalid-input', message, { operation: 'connect' })
}

/** By the servers' collation numbers, as mysql2 knows them. */
function isUtf8mb4(number: number): boolean {
  return number === 45 || number === 46 || (number >= 224 && number <= 247) || (number >= 255 && number <= 323)
}
