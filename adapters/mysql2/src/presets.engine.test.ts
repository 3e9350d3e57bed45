import { createPool } from 'mysql2/promise'
import { describe, expect, test } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { documented } from '../../../scripts/presets/documented.ts'
import { kept, verdictOf } from '../../../scripts/presets/verdict.ts'
import { ask } from '../test/databases.ts'
import { mysqlTarget } from '../test/target.ts'
import { type Schema, capabilities, drizzleMysql, migrate, prisma } from './index.ts'

const { version } = server()
const presets: [file: string, schema: Schema][] = [
  ['drizzle-mysql', drizzleMysql],
  ['prisma-mysql', prisma],
]
const open = (uri: string) => {
  const client = createPool({ uri, connectionLimit: 10 })
  return { client, close: () => client.end() }
}

describe.each(presets)('%s', (file, schema) => {
  test.each([
    // One account a person is too few for the kit to say much.
    ...(schema === prisma ? [] : [['as documented', schema, false] as const]),
    ['after migrate', schema.migrated ?? schema, true] as const,
  ])('%s the contract is kept, but for what is said to be lost', { timeout: 60_000 }, async (_, layout, migrated) => {
    const target = mysqlTarget(file, version, open, { schema: layout }, async (client, url) => {
      await ask(url, ...documented(file))
      if (migrated) await migrate(client, { schema })
    })
    const { verdicts, wrong, lost } = await verdictOf(target as never)
    expect(wrong).toEqual([])
    expect(verdicts).toEqual(kept)
    expect(lost).toEqual(Object.keys(capabilities({ schema: layout }).notGuaranteed).toSorted())
  })
})
