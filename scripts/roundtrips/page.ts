import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { alignedTable } from '../matrix/table.ts'
import type { Measured } from './measure.ts'
import { reasons } from './scenarios.ts'

/** One column of the table. */
export interface Result {
  readonly title: string
  readonly measured: Measured
  readonly reasons: Readonly<Record<string, string>>
}

/** The page, and what takes more than one statement without a reason. */
export function page(results: readonly Result[]): { text: string; unexplained: string[] } {
  const titles = Object.keys(results[0]?.measured ?? {})
  const unexplained: string[] = []
  const rows = titles.map((title) => {
    const counts = results.map(({ measured }) => measured[title] ?? Number.NaN)
    const why = results.flatMap((result, at) => {
      const count = counts[at]
      if (count === 1 || title === 'sessionHandle') return []
      const method = title.replace(/,.*/, '')
      const known = [result.reasons[title] ?? result.reasons[method], reasons[title]].filter(
        (reason) => reason !== undefined,
      )
      if (known.length === 0) unexplained.push(`${title} on ${result.title}: ${count}`)
      return known
    })
    return [title, ...counts.map(String), [...new Set(why)].join('; ')]
  })
  const head = ['method', ...results.map((result) => result.title), 'why more than one']
  const text = `# Round trips

Statements that the server executes for one call of each method, counted on the server: by \`pg_stat_statements\`, by
\`Questions\`, and by SQLite's trace. A call is one statement but where the last column says why. node-postgres has a
statement planned in the same trip; mysql2 takes one more for it, once a connection, and that is not counted. Of
MongoDB's protocol it is the commands that the driver sends, counted by its command monitoring.

Made by \`npm run roundtrips\`; the tests on each engine count again and compare.

${alignedTable(head, rows)}
`
  return { text, unexplained }
}

/** The column of an engine as the page has it. */
export function committed(title: string): Measured {
  const text = readFileSync(join(import.meta.dirname, '../../docs/round-trips.md'), 'utf8')
  const [head = [], , ...rows] = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
  const column = head.indexOf(title)
  if (column < 0) throw new Error(`docs/round-trips.md has no column ${title}.`)
  return Object.fromEntries(rows.map((cells) => [cells[0] ?? '', Number(cells[column])]))
}
