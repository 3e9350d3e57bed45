import { inspect, styleText } from 'node:util'
import type { Row } from './databases/database.ts'

/** All rows by table. */
export type Rows = Readonly<Record<string, readonly Row[]>>

/** How many rows each table holds, and what it held `before`; then the rows. Tokens and ids are shortened. */
export function describeRows(rows: Rows, before: Rows): string {
  const counts = Object.entries(rows).map(([table, { length }]) => {
    const was = before[table]?.length ?? 0
    return was === length ? `${table} ${length}` : styleText('bold', `${table} ${was} → ${length}`)
  })
  const filled = Object.entries(rows).filter(([, { length }]) => length > 0)
  return [counts.join(' · '), ...filled.map(([table, held]) => `\n${table}\n${gridOf(held)}`)].join('\n')
}

function gridOf(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const cells = rows.map((row) => columns.map((column) => cellOf(column, row[column])))
  const widths = columns.map((column, at) => Math.max(column.length, ...cells.map((line) => line[at]?.length ?? 0)))
  const lineOf = (line: readonly string[]): string =>
    `  ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd()
  return [styleText('dim', lineOf(columns)), ...cells.map(lineOf)].join('\n')
}

function cellOf(column: string, value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (value instanceof Date) return value.toISOString()
  const text = typeof value === 'string' ? value : inspect(value, { breakLength: Infinity })
  if (/token|id$/i.test(column)) return shorten(text)
  // Milliseconds since the epoch, where the database has no type for times.
  return /^\d{13}$/.test(text) ? `${text} (${new Date(Number(text)).toISOString().slice(0, 16)}Z)` : text
}

/** The beginning of what nobody should read whole. */
export function shorten(secret: string): string {
  return secret.length > 12 ? `${secret.slice(0, 8)}…` : secret
}
