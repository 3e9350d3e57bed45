import { runConformance } from '@strongroom/adapter-test-kit'
import { describeConformance } from '@strongroom/adapter-test-kit/vitest'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { recorded } from '../../../scripts/matrix/record.ts'
import { sqliteTarget } from '../test/target.ts'
import { variants } from '../test/variants.ts'

const version = new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get() as string
for (const { variant, options } of variants) {
  describeConformance(
    sqliteTarget(`better-sqlite3, ${variant}`, options),
    recorded({ adapter: 'better-sqlite3', engine: 'SQLite', version, variant }),
  )
}

const seeds = Array.from({ length: 20 }, (_, seed) => seed)
test.each(seeds)('every profile is kept with seed %i', { timeout: 60_000 }, async (seed) => {
  const order = seed % 2 === 0 ? 'shuffled' : 'reversed'
  const { verdicts, results, warnings } = await runConformance(sqliteTarget('better-sqlite3'), { seed, order })
  const wrong = results.filter(({ status }) => status !== 'passed' && status !== 'notApplicable')
  expect(wrong.map(({ id, status, message }) => `${id} ${status}: ${message}`)).toEqual([])
  expect(verdicts).toEqual({ authjs: 'kept', secure: 'kept', strongroom: 'kept' })
  expect(warnings).toEqual([])
})
