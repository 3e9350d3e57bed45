import { Misuse } from '../errors.ts'
import type { Engine } from './engine.ts'
import { mongodb } from './mongodb.ts'
import { mariadb, mysql } from './mysql.ts'
import { postgres } from './postgres.ts'
import { sqlite } from './sqlite.ts'

export type { Engine, Options, Purpose, Store } from './engine.ts'

/** The engines, as they are written after `--engine`. */
export const engines = { postgres, mysql, mariadb, sqlite, mongodb } satisfies Record<string, Engine>

export type EngineName = keyof typeof engines

/** Their names. */
export const engineNames = Object.keys(engines) as EngineName[]

const schemes: Readonly<Record<string, Engine>> = {
  postgres,
  postgresql: postgres,
  mysql,
  mariadb,
  mongodb,
  'mongodb+srv': mongodb,
}

/**
 * The engine of a URL.
 *
 * @throws Misuse naming the forms that there are, and nothing of the URL
 */
export function engineOf(url: string | undefined): Engine {
  const [, scheme = ''] = /^([\w+]+):\/\//.exec(url ?? '') ?? []
  const found = schemes[scheme.toLowerCase()]
  if (found !== undefined) return found
  // A letter before a colon is a drive.
  const isFile = /^(?:file|sqlite):./i.test(url ?? '') || (scheme === '' && /.\.(?:db|sqlite3?)$/i.test(url ?? ''))
  if (isFile) return sqlite
  const forms =
    'postgres://, mysql://, mariadb://, mongodb:// or file:, or is the name of a file that ends in .db or .sqlite'
  throw new Misuse(
    `${url ? `DATABASE_URL is none that is known: it` : 'DATABASE_URL is not set. It'} starts with ${forms}.`,
  )
}
