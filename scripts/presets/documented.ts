import { readFileSync } from 'node:fs'

/** The statements of a schema in `interop/schemas`, as a published adapter documents it. */
export function documented(name: string): string[] {
  const text = readFileSync(new URL(`../../interop/schemas/${name}.sql`, import.meta.url), 'utf8')
  return text
    .replaceAll(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}
