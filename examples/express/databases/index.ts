import type { Adapter } from '@strongroom/core-types'

/** A database with the adapter's tables in it. */
export interface OpenDatabase {
  /** As people call it. */
  readonly name: string
  readonly adapter: Adapter
  readonly close: () => void | Promise<void>
}

/** Opens what `DATABASE_URL` names; a driver is loaded when it is needed. What has no scheme is a file of SQLite. */
export async function openDatabase(url: string): Promise<OpenDatabase> {
  switch (/^(\w+)(?:\+\w+)?:\/\//.exec(url)?.[1]) {
    case 'postgres':
    case 'postgresql':
      return (await import('./postgres.ts')).open(url)
    case 'mysql':
    case 'mariadb':
      return (await import('./mysql.ts')).open(url)
    case 'mongodb':
      return (await import('./mongodb.ts')).open(url)
    case undefined:
      return (await import('./sqlite.ts')).open(url)
    default:
      throw new Error('DATABASE_URL starts with postgres://, mysql://, mariadb:// or mongodb://, or is a file name.')
  }
}
