// npm run flows -- [what scripts/test.ts takes]
// Runs what people do on every engine, prints the table flow × engine, and writes docs/flows.md.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from '../adapter-test-kit/src/engines/index.ts'
import { type EngineName, engineNames, flowsOn } from './engines.ts'

const root = join(import.meta.dirname, '..')
const results = join(root, '.work/flows')

type State = 'passed' | 'failed'

/** How the flows went on an engine; empty where they did not run. */
function statesOn(engine: EngineName): ReadonlyMap<string, State> {
  const file = join(results, `${engine}.json`)
  rmSync(file, { force: true })
  const run = [join(root, 'scripts/test.ts'), ...process.argv.slice(2), '--project', flowsOn(engine)]
  const { status: exit } = spawnSync(
    process.execPath,
    [...run, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    {
      cwd: root,
      stdio: 'inherit',
    },
  )
  if (exit !== 0) process.exitCode = 1
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as {
      testResults: { assertionResults: { title: string; status: string }[] }[]
    }
    const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
    return new Map(tests.map(({ title, status }) => [title, status === 'passed' ? 'passed' : 'failed']))
  } catch {
    return new Map()
  }
}

const titleOf = (engine: EngineName): string => (engine === 'sqlite' ? 'SQLite' : catalogue[engine].title)
const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

mkdirSync(results, { recursive: true })
const columns = engineNames.map((engine) => ({ engine, states: statesOn(engine) }))
const names = new Set(columns.flatMap(({ states }) => [...states.keys()]))
const words = { passed: 'yes', failed: '**no**', none: 'not run' }
const table = [
  line(['', ...columns.map(({ engine }) => titleOf(engine))]),
  line(['---', ...columns.map(() => '---')]),
  ...[...names].map((name) => line([name, ...columns.map(({ states }) => words[states.get(name) ?? 'none'])])),
].join('\n')
const page = `# What people do, on which database

The example site in Chromium, by \`npm run flows\`: each flow of \`e2e/flows\`, and whether it goes as it should. Each of
them is seen to fail with an adapter that has a bug, named beside the flow, by \`e2e/broken.test.ts\`.

${table}
`
writeFileSync(join(root, 'docs/flows.md'), page)
console.log(`\n${table}\n`)
