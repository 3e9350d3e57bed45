// What the adapters are run on, and a database of one's own there.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { catalogue, startEngine } from '@strongroom/adapter-test-kit/engines'
import mysql from 'mysql2/promise'
import pg from 'pg'

export type EngineName = 'sqlite' | 'postgres-18' | 'mysql-9.7' | 'mariadb-11.8' | 'ferretdb-2'

/** Where nobody's clock shows UTC: what is written and read as local time comes back as another time. */
export const zone = 'Asia/Kolkata'

export interface Engine {
  readonly title: string
  /** A new database: a file, or the URL of a server's. */
  fresh(): Promise<string>
  stop(): Promise<void>
}

export function titleOf(name: EngineName): string {
  return name === 'sqlite' ? 'SQLite' : catalogue[name].title
}

export async function openEngine(name: EngineName): Promise<Engine> {
  let count = 0
  if (name === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'strongroom-interop-'))
    return {
      title: titleOf(name),
      fresh: async () => join(folder, `${++count}.db`),
      stop: async () => rmSync(folder, { recursive: true }),
    }
  }
  const server = await startEngine(name)
  return {
    title: titleOf(name),
    async fresh() {
      const url = new URL(server.url)
      const database = `interop_${++count}`
      if (url.protocol.startsWith('postgres')) {
        const client = new pg.Client(server.url)
        await client.connect()
        await client.query(`CREATE DATABASE ${database}`)
        await client.query(`ALTER DATABASE ${database} SET timezone = '${zone}'`)
        await client.end()
      } else if (url.protocol !== 'mongodb:') {
        const connection = await mysql.createConnection(server.url)
        await connection.query(`CREATE DATABASE ${database}`)
        await connection.end()
      }
      url.pathname = `/${database}`
      return url.href
    },
    stop: () => server.stop(),
  }
}

export function poolOf(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url })
  // A pool counts as closed before its connections are, and the server may be gone first.
  pool.on('error', () => {})
  return pool
}

/** MySQL knows no zones by name before they are loaded. */
export function mysqlPoolOf(url: string): mysql.Pool {
  const pool = mysql.createPool(url)
  pool.on('connection', (connection) => void connection.query("SET time_zone = '+05:30'"))
  return pool
}

/** A documented schema. */
export function schemaOf(name: string): string {
  return readFileSync(join(import.meta.dirname, `schemas/${name}.sql`), 'utf8')
}

/** The version of a package that is installed here. */
export function versionOf(name: string): string {
  const require = createRequire(join(import.meta.dirname, 'node_modules', name, 'package.json'))
  return (require('./package.json') as { version: string }).version
}
