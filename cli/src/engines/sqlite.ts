import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Misuse, told } from '../errors.ts'
import type { Engine } from './engine.ts'

type Adapter = typeof import('@strongroom/better-sqlite3')
type Driver = typeof import('better-sqlite3')

export const sqlite: Engine = {
  title: 'SQLite',
  adapter: '@strongroom/better-sqlite3',
  driver: 'better-sqlite3',
  presets: ['drizzle-sqlite', 'prisma', 'auth-kysely'],
  takes: ['schema', 'fields'],
  sql: true,
  async schema(load, options) {
    const { schema } = await load.adapter<Adapter>()
    return schema(options)
  },
  async open(load, url, { cwd, command }) {
    const Database = await load.driver<Driver>()
    const { check, migrate } = await load.adapter<Adapter>()
    const file = resolve(cwd, fileOf(url))
    const exists = existsSync(file)
    // A name that is misspelt must not read as an empty database.
    if (!exists && command === 'check')
      throw new Misuse('DATABASE_URL names a file that does not exist. migrate makes it.')
    const isNew = !exists && command === 'migrate'
    if (isNew && !existsSync(dirname(file)))
      throw new Misuse('DATABASE_URL names a file in a folder that does not exist.')
    const database = open(Database, exists || isNew ? file : ':memory:')
    return {
      check: (options) => check(database, options),
      migrate: (options) => migrate(database, options),
      close: () => database.close(),
    }
  },
}

function open(Database: Driver, file: string): InstanceType<Driver> {
  try {
    return new Database(file)
  } catch (error) {
    if (error instanceof Database.SqliteError) throw error
    // Its native part is missing, or is for another version of Node.
    const what = `better-sqlite3 does not start. ${told(error)}`
    throw new Misuse(
      `${what} It may have been installed without its scripts, or for another Node:\n\n  npm rebuild better-sqlite3\n`,
      {
        cause: error,
      },
    )
  }
}

/** The file of a URL: `file:`, `sqlite:`, or nothing before it. What follows a question mark is other tools' settings. */
export function fileOf(url: string): string {
  const [path = ''] = url.split('?')
  return /^file:\/\/\//i.test(path) ? fileURLToPath(path) : path.replace(/^(?:file|sqlite):(?:\/\/)?/i, '')
}
