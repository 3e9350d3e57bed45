import { describe, expect, test } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { documented } from '../../../scripts/presets/documented.ts'
import { kept, verdictOf } from '../../../scripts/presets/verdict.ts'
import { postgresTarget } from '../test/target.ts'
import { type Schema, authPg, capabilities, drizzlePg, migrate, prisma, schema as schemaText } from './index.ts'

const { version } = server()
const presets: [file: string, schema: Schema][] = [
  ['auth-pg', authPg],
  ['drizzle-pg', drizzlePg],
  ['prisma-pg', prisma],
]
// What the documented schema of @auth/pg-adapter has no table for.
const passkeys = (schema: Schema): string[] =>
  schemaText({ schema })
    .split(/;\n+/)
    .filter((text) => text.includes('CREATE TABLE "public"."authenticators"'))

describe.each(presets)('%s', (file, schema) => {
  test.each([
    ['as documented', schema, false],
    ['after migrate', schema.migrated ?? schema, true],
  ])('%s the contract is kept, but for what is said to be lost', { timeout: 60_000 }, async (_, layout, migrated) => {
    const target = postgresTarget(file, version, 10, { schema: layout }, async (pool) => {
      for (const statement of documented(file)) await pool.query(statement)
      if (migrated) await migrate(pool, { schema })
      else for (const statement of passkeys(schema)) await pool.query(statement)
    })
    const { verdicts, wrong, lost } = await verdictOf(target as never)
    expect(wrong).toEqual([])
    expect(verdicts).toEqual(kept)
    expect(lost).toEqual(Object.keys(capabilities({ schema: layout }).notGuaranteed).toSorted())
  })
})
