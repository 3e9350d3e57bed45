import { MySQLAdapter, migrate } from '@strongroom/mysql2'
import mysql from 'mysql2/promise'
import type { OpenDatabase } from './index.ts'

export async function open(url: string): Promise<OpenDatabase> {
  const pool = mysql.createPool({ uri: url.replace(/^mariadb:/, 'mysql:'), connectTimeout: 5000 })
  const mariadb = url.startsWith('mariadb:')
  await migrate(pool)
  const adapter = MySQLAdapter(pool, { dialect: mariadb ? 'mariadb' : 'mysql', timeout: 5000 })
  return { name: mariadb ? 'MariaDB' : 'MySQL', adapter, close: () => pool.end() }
}
