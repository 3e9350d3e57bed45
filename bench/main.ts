import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openSqlite } from './engines/better-sqlite3.ts'
import { openKysely } from './engines/kysely.ts'
import { type Measurement, measure, verify } from './measure.ts'
import type { Operation } from './operation.ts'
import type { Spread } from './spread.ts'

const engines = { 'better-sqlite3': openSqlite, kysely: openKysely }

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '16' }, json: { type: 'string' } } })
const rounds = Number(values.rounds)
if (!Number.isSafeInteger(rounds) || rounds < 1) throw new RangeError('--rounds takes a whole number above 0.')

const results: object[] = []
for (const [name, open] of Object.entries(engines)) {
  console.log(`${name}: filling the database`)
  const engine = await open()
  const versions = { node: process.versions.node, ...engine.versions, system: `${process.platform} ${process.arch}` }
  console.log(
    Object.entries(versions)
      .map(([what, version]) => `${what} ${version}`)
      .join(', '),
  )
  console.log(`CPU µs per call: median of ${rounds} rounds (quartiles); ratios to the first contender, round by round`)
  try {
    for (const operation of engine.operations) {
      await verify(operation)
      const measurements = await measure(operation, rounds)
      results.push({ engine: name, versions, rounds, operation: operation.name, about: operation.about, measurements })
      print(operation, measurements)
    }
  } finally {
    await engine.close()
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, undefined, 2)}\n`)

function print({ name, about, tokens, aim }: Operation, measurements: readonly Measurement[]): void {
  console.log(`\n${name}: ${about}; ${tokens.length} calls a round`)
  const width = Math.max(...measurements.map(({ contender }) => contender.length))
  for (const { contender, micros, ratio } of measurements) {
    console.log(`  ${contender.padEnd(width)}  ${spread(micros)}  × ${spread(ratio)}`)
  }
  if (aim === undefined) return
  const ratio = measurements.find(({ contender }) => contender === aim.contender)?.ratio.median ?? Number.NaN
  const outcome = ratio <= aim.ratio ? 'met' : 'missed'
  console.log(`  The aim for ${aim.contender}, at most ${aim.ratio} ×, is ${outcome}: ${ratio.toFixed(3)}.`)
}

function spread({ lower, median, upper }: Spread): string {
  return `${median.toFixed(3)} (${lower.toFixed(3)}–${upper.toFixed(3)})`
}
