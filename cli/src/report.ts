import { type Finding, rules } from '@strongroom/core-types'

/** How many findings there are of either severity. */
export function countOf(findings: readonly Finding[]): { readonly errors: number; readonly warnings: number } {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return { errors, warnings: findings.length - errors }
}

/** Findings as data. */
export function toJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ ...countOf(findings), findings }, undefined, 2)}\n`
}

/** Findings for people, by table. */
export function toText(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'The database is what its schema says.\n'
  const tables = Map.groupBy(findings, ({ table }) => table)
  const parts = [...tables].map(([table, each]) => `${table}\n${each.map(finding).join('')}`)
  const { errors, warnings } = countOf(findings)
  return `${parts.join('\n')}\n${counted(errors, 'error')}, ${counted(warnings, 'warning')}\n`
}

/** A number of things. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const sentences: ReadonlyMap<string, string> = new Map(rules.map(({ id, sentence }) => [id, sentence]))

function finding({ severity, rule, message, lost = [], fix }: Finding): string {
  const lines = [
    `  ${severity.padEnd(7)}  ${rule}: ${message}`,
    ...lost.map((id) => `    lost: ${id}: ${sentences.get(id) ?? ''}`),
    ...(fix === undefined ? [] : [`    fix:  ${fix.trimEnd().replaceAll('\n', '\n          ')}`]),
  ]
  return `${lines.join('\n')}\n`
}

/** A statement on one line. */
export const onOneLine = (statement: string): string => statement.trim().replaceAll(/\s*\n\s*/g, ' ')
