import { describe, expect, test } from 'vitest'
import { documented } from '../../../scripts/presets/documented.ts'
import { kept, verdictOf } from '../../../scripts/presets/verdict.ts'
import { sqliteTarget } from '../test/target.ts'
import { type Schema, capabilities, drizzleSqlite, migrate, prisma } from './index.ts'

const presets: [file: string, schema: Schema][] = [
  ['drizzle-sqlite', drizzleSqlite],
  ['prisma-sqlite', prisma],
  ['prisma-sqlite', { ...prisma, encodings: { timestamp: 'native' } }],
]

describe.each(presets)('%s', (file, schema) => {
  test.each([
    ['as documented', schema, false],
    ['after migrate', schema.migrated ?? schema, true],
  ])('%s the contract is kept, but for what is said to be lost', { timeout: 60_000 }, async (_, schema, migrated) => {
    const target = sqliteTarget(file, { schema }, async (database) => {
      for (const statement of documented(file)) database.exec(statement)
      if (migrated) await migrate(database, { schema })
    })
    const { verdicts, wrong, lost } = await verdictOf(target as never)
    expect(wrong).toEqual([])
    expect(verdicts).toEqual(kept)
    expect(lost).toEqual(Object.keys(capabilities({ schema }).notGuaranteed).toSorted())
  })
})
