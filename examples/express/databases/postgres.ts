import { PostgresAdapter, migrate } from '@strongroom/pg'
import { Pool } from 'pg'
import type { OpenDatabase } from './index.ts'

export async function open(url: string): Promise<OpenDatabase> {
  const pool = new Pool({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 5000 })
  pool.on('error', (error) => console.error(error.message))
  await migrate(pool)
  return { name: 'PostgreSQL', adapter: PostgresAdapter(pool), close: () => pool.end() }
}
