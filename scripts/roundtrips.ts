// npm run roundtrips: counts on each engine how many statements every method takes, and writes docs/round-trips.md.
// Fails where a method takes more than one and nobody has said why.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEngine } from '../adapter-test-kit/src/engines/index.ts'
import { openMongodb } from './roundtrips/databases/mongodb.ts'
import { openMysql } from './roundtrips/databases/mysql.ts'
import { openPostgres } from './roundtrips/databases/postgres.ts'
import { openSqlite } from './roundtrips/databases/sqlite.ts'
import { type Counted, measure } from './roundtrips/measure.ts'
import { page } from './roundtrips/page.ts'

/** The columns: where each engine comes from. */
const columns: readonly (() => Promise<Counted>)[] = [
  openSqlite,
  onServer('postgres-18', openPostgres),
  onServer('mysql-9.7', (url) => openMysql(url, 'MySQL')),
  onServer('mariadb-11.8', (url) => openMysql(url, 'MariaDB')),
  onServer('mariadb-11.8', (url) => openMysql(url, "MariaDB, dialect: 'mariadb'", { dialect: 'mariadb' })),
  onServer('ferretdb-2', openMongodb),
]

function onServer(id: Parameters<typeof startEngine>[0], open: (url: string) => Promise<Counted>) {
  return async (): Promise<Counted> => {
    const engine = await startEngine(id)
    try {
      const counted = await open(engine.url)
      return { ...counted, close: () => Promise.allSettled([counted.close()]).then(() => engine.stop()) }
    } catch (error) {
      await engine.stop()
      throw error
    }
  }
}

const results = []
for (const open of columns) {
  const counted = await open()
  try {
    results.push({ title: counted.title, measured: await measure(counted), reasons: counted.reasons ?? {} })
  } finally {
    await counted.close()
  }
}
const { text, unexplained } = page(results)
mkdirSync(join(import.meta.dirname, '../docs'), { recursive: true })
writeFileSync(join(import.meta.dirname, '../docs/round-trips.md'), text)
for (const what of unexplained) console.error(`More than one statement, or none, and no reason is given: ${what}`)
process.exitCode = unexplained.length > 0 ? 1 : 0
