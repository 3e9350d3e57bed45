import { expect, test } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { kept, verdictOf } from '../../../scripts/presets/verdict.ts'
import { mongodbTarget } from '../test/target.ts'
import { authMongodb, capabilities, migrate } from './index.ts'

const { version } = server()

test.each([
  ['as documented', authMongodb, false],
  ['after migrate', authMongodb.migrated, true],
])(
  'auth-mongodb: %s the contract is kept, but for what is said to be lost',
  { timeout: 300_000 },
  async (_, schema, migrated) => {
    const target = mongodbTarget({
      name: 'auth-mongodb',
      version,
      maxPoolSize: 10,
      options: { schema },
      // Collections come with their first document, and that adapter makes no index.
      prepare: async (client) => void (migrated && (await migrate(client, { schema: authMongodb }))),
    })
    const { verdicts, wrong, lost } = await verdictOf(target as never)
    expect(wrong).toEqual([])
    expect(verdicts).toEqual(kept)
    expect(lost).toEqual(Object.keys(capabilities({ schema }).notGuaranteed).toSorted())
  },
)
