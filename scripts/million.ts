// npm run million: a documented schema with 1,000,000 users, accounts and sessions, migrated while readers and writers go
// on; how long each statement takes and how long anybody waited for it. Then once more, cut off half-way. Writes
// docs/million.md. Servers have their data in memory, so a disk adds to this what it takes to write.
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { catalogue, startEngine } from '../adapter-test-kit/src/engines/index.ts'
import { openMysql } from './million/mysql.ts'
import { openPostgres } from './million/postgres.ts'
import { type Measured, measure } from './million/measure.ts'

const rows = Number(process.env['STRONGROOM_ROWS'] ?? 1_000_000)
const measured: Measured[] = []
for (const [engine, open] of [
  ['postgres-18', openPostgres],
  ['mysql-9.7', openMysql],
  ['mariadb-11.8', openMysql],
] as const) {
  const server = await startEngine(engine)
  try {
    const database = await open(server.url, rows)
    measured.push({
      title: `${database.title} on ${catalogue[engine].title} (${server.version})`,
      ...(await measure(database)),
    })
  } finally {
    await server.stop()
  }
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(2)
const short = (statement: string): string => statement.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')
const cut = (text: string): string => (text.length > 110 ? `${text.slice(0, 109)}…` : text)
// Names in quotes of MySQL's need longer ones around them.
const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``)
const pages = measured.map(
  ({ title, steps, whole, cutOff }) => `## ${title}

${seconds(whole)} s in all.

| statement | takes, s | a reader waited, s | a writer waited, s |
| --- | ---: | ---: | ---: |
${steps.map(({ statement, took, read, wrote }) => `| ${code(cut(short(statement)))} | ${seconds(took)} | ${seconds(read)} | ${seconds(wrote)} |`).join('\n')}

${cutOff}
`,
)
const text = `# Migrating ${rows.toLocaleString('en')} users

Made by \`npm run million\` on ${availableParallelism()} processors, data in memory: a documented schema with ${rows.toLocaleString('en')} users, as
many accounts and as many sessions. While \`migrate\` runs, one connection reads a session with its user, and another one
creates and renews sessions, each as fast as it can. "Waited" is the longest that one of its statements took meanwhile.

${pages.join('\n')}`
writeFileSync(join(import.meta.dirname, '../docs/million.md'), text)
console.log(text)
