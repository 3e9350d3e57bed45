// npm run mutate -- [files]: changes the sources of core-types, adapters/sql and adapters/better-sqlite3 one bit at a time
// and looks who notices: first the contract's cases on SQLite, then, for what they let pass, the unit tests. Writes
// .work/mutation/survivors.json. Files may be named, since the whole takes long.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Files, type Mutation, merge, undetected } from './mutation/merge.ts'

const root = join(import.meta.dirname, '..')
const work = '.work/mutation'
const files = process.argv.slice(2)
const at = (path: string): string => join(root, path)
const json = (path: string): unknown => JSON.parse(readFileSync(at(path), 'utf8'))

function stryker(config: string, ...options: string[]): Files {
  const command = [
    at('node_modules/@stryker-mutator/core/bin/stryker.js'),
    'run',
    config,
    '--concurrency',
    '1',
    ...options,
  ]
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error(`Stryker ended with ${status}.`)
  const { jsonReporter } = json(config) as { jsonReporter: { fileName: string } }
  return (json(jsonReporter.fileName) as { files: Files }).files
}

mkdirSync(at(work), { recursive: true })
const byCases = stryker('scripts/mutation/conformance.json', ...(files.length > 0 ? ['--mutate', files.join(',')] : []))
const units = `${work}/units.config.json`
const settings = json('scripts/mutation/units.json') as object
writeFileSync(at(units), JSON.stringify({ ...settings, mutate: undetected(byCases) }))
const mutations: Mutation[] = merge(byCases, stryker(units))

for (const { file, mutants, byCases, byUnits, survived } of mutations) {
  const reached = byCases + byUnits + survived.length
  const score = reached === 0 ? 'nothing reached' : `${((100 * (byCases + byUnits)) / reached).toFixed(1)} %`
  console.log(
    `${file}: ${mutants} mutants, ${byCases} by cases, ${byUnits} by unit tests, ${survived.length} survived: ${score}`,
  )
}
writeFileSync(at(`${work}/survivors.json`), `${JSON.stringify(mutations, undefined, 2)}\n`)
