// Builds images of database servers out of Debian packages, one after the other.
//   npm run docker:build -- [--all] [--force] [ID…]
// Without an id: the default engines; with --all also those that run by flag. What is present is left alone unless
// --force is given.
import { parseArgs } from 'node:util'

import { buildImage, ownImage } from '../adapter-test-kit/src/engines/build.ts'
import { listEngines } from '../adapter-test-kit/src/engines/catalogue.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean', default: false }, force: { type: 'boolean', default: false } },
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const since = (began: number): string => `${((performance.now() - began) / 1000).toFixed(0)} s`

const known = listEngines()
const unknown = positionals.filter((id) => !known.some((engine) => engine.id === id))
const chosen = known.filter((engine) =>
  positionals.length > 0
    ? positionals.includes(engine.id)
    : engine.when === 'default' || (values.all && engine.when === 'flag'),
)
for (const id of unknown) say(`${id}: not in the catalogue, which has ${known.map((engine) => engine.id).join(', ')}`)
let failed = unknown.length

const began = performance.now()
for (const [index, engine] of chosen.entries()) {
  const beganOne = performance.now()
  const own = ownImage(engine)
  try {
    if ('reason' in own) throw new Error(own.reason)
    say(`${engine.id}: ${index + 1} of ${chosen.length}`)
    await buildImage(engine, own.name, say, { force: values.force })
    say(`${engine.id}: done in ${since(beganOne)}`)
  } catch (error) {
    failed++
    say(`${engine.id}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
say(`${chosen.length} engines in ${since(began)}, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
