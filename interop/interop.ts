// npm run interop [-- a part of an adapter's name]
// Published adapters and ours on the same databases, before and after migrate. Writes INTEROP.md.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = import.meta.dirname
const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { dependencies: object }
if (!Object.keys(dependencies).every((name) => existsSync(join(folder, 'node_modules', name)))) {
  const flags = ['ci', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund']
  if (spawnSync('npm', flags, { cwd: folder, stdio: 'inherit' }).status !== 0) process.exit(1)
}

const { openEngine, titleOf, versionOf, zone } = await import('./engines.ts')
process.env['TZ'] = zone
const { combinations, notRun } = await import('./adapters/index.ts')
const { messageOf, runIn, statesOf } = await import('./run.ts')
const { blindOnes } = await import('./proof.ts')
const { notRunRow, notes, rowOf } = await import('./page.ts')

const only = process.argv[2]
const chosen = combinations.filter(({ adapter }) => adapter.includes(only ?? ''))
const red: string[] = []
const rows: { readonly adapter: string; readonly line: string }[] = []

for (const name of new Set(chosen.map(({ engine }) => engine))) {
  const own = chosen.filter((each) => each.engine === name)
  const engine = await openEngine(name).catch((error: unknown) => messageOf(error))
  if (typeof engine === 'string') {
    red.push(`${titleOf(name)}: ${engine}`)
    rows.push(...own.map((each) => ({ adapter: each.adapter, line: notRunRow(each, engine) })))
    continue
  }
  try {
    for (const combination of own) {
      if (combination.proves)
        red.push(...(await blindOnes(combination, engine)).map((blind) => `cannot fail: ${blind}`))
      for (const state of statesOf(combination)) {
        const row = await runIn(state, combination, await engine.fresh()).then(
          (results) => rowOf(combination, engine.title, state, results),
          (error: unknown) => rowOf(combination, engine.title, state, messageOf(error)),
        )
        console.log(row.line)
        rows.push({ adapter: combination.adapter, line: row.line })
        red.push(...row.red)
      }
    }
  } finally {
    await engine.stop()
  }
}
if (only === undefined)
  for (const each of notRun) rows.push({ adapter: each.adapter, line: notRunRow(each, each.because) })
const order = [...new Set(combinations.map(({ adapter }) => adapter))]
rows.sort((a, b) => order.indexOf(a.adapter) - order.indexOf(b.adapter))

const page = `# Published adapters and ours on the same data

<!-- Made by \`npm run interop\`. Do not edit. -->

Each in a new database with the schema that the published adapter documents (\`schemas/\`), ours with the preset for it:
before \`migrate\`, after it, and after it by what the preset says that it has become.

- **theirs → ours**: theirs writes users, accounts, sessions, tokens, and passkeys where it has them. Ours reads them,
  uses the token up, updates and deletes; theirs sees that. After \`migrate\` both also read what was there before.
- **ours → theirs**: the other way round.
- **sign-in there and back**: by mail and by OAuth, through \`@auth/core\` ${versionOf('@auth/core')}. The adapter changes, and the same cookie
  is signed in and extended; it changes back, and the cookie still is. Who signs out with one is signed out with both.

No clock here shows UTC: PostgreSQL, MySQL's sessions and the process are in ${zone}. In every run each check is seen to
fail with one of the two on another database, and with values that are a bit off; sign-in with each method doing nothing.

| adapter | engine | schema | theirs → ours | ours → theirs | sign-in there and back |
| --- | --- | --- | --- | --- | --- |
${rows.map(({ line }) => line).join('\n')}

${notes().join('\n')}
`
if (only === undefined) writeFileSync(join(folder, 'INTEROP.md'), page)
console.log(red.length === 0 ? '\nAll green.' : `\nRed:\n${red.join('\n')}`)
process.exit(red.length === 0 ? 0 : 1)
