// npm run verdicts: runs the kit on published adapters and writes VERDICTS.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { authjs, runConformance } from '@strongroom/adapter-test-kit'

const names = ['kysely', 'drizzle', 'unstorage', 'typeorm']
const profiles = ['authjs', 'secure', 'strongroom'] as const
const only = process.argv[2]

function versionOf(name: string): string {
  const file = join(import.meta.dirname, 'node_modules', name, 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

const rows: string[] = []
const faults: string[] = []
for (const name of names.filter((name) => only === undefined || name === only)) {
  const { target } = (await import(`./targets/${name}.ts`)) as { target: Parameters<typeof runConformance>[0] }
  const report = await runConformance(target, { seed: 1 })
  const counts = profiles.map((profile) => {
    const own = report.results.filter((result) => result.profile === profile)
    const count = (...statuses: string[]): number => own.filter(({ status }) => statuses.includes(status)).length
    return `${report.verdicts[profile]} (${count('passed')} passed, ${count('failed', 'errored')} failed, ${count('inconclusive')} inconclusive)`
  })
  rows.push(`| ${target.name} ${versionOf(target.name)} | ${counts.join(' | ')} |`)
  const failed = report.results.filter(({ status }) => status === 'failed' || status === 'errored')
  for (const profile of ['authjs', 'secure'] as const) {
    const broken = new Set(failed.filter((result) => result.profile === profile).map(({ rule }) => rule))
    const rules = authjs.rules.filter(({ id }) => broken.has(id))
    if (rules.length === 0) continue
    faults.push(
      '',
      `### ${target.name}, ${profile}`,
      '',
      ...rules.map(({ id, sentence }) => `- ${sentence} (\`${id}\`)`),
    )
  }
  if (only !== undefined)
    for (const { id, profile, message } of failed) console.log(`${profile} ${id}: ${message.slice(0, 300)}`)
}
const page = [
  '# Published adapters by the contract',
  '',
  '<!-- Made by `npm run verdicts` in `interop`. Do not edit. -->',
  '',
  'SQLite in memory, or a map, one process; each with the schema of its documentation. `authjs` is what sign-in needs,',
  '`secure` what keeps strangers apart; `strongroom` are our own promises, which nobody else has made.',
  '',
  '| adapter | authjs | secure | strongroom |',
  '| --- | --- | --- | --- |',
  ...rows,
  '',
  '## Sentences that a case found broken',
  ...faults,
  '',
].join('\n')
if (only === undefined) writeFileSync(join(import.meta.dirname, 'VERDICTS.md'), page)
console.log(page)
process.exit(0)
