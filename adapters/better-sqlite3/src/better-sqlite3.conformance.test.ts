import { runConformance } from '@strongroom/adapter-test-kit'
import { describeConformance } from '@strongroom/adapter-test-kit/vitest'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { recorded } from '../../../scripts/matrix/record.ts'
import { sqliteTarget } from '../test/target.ts'
import type { SchemaOptions } from './index.ts'

const other = {
  schema: {
    ids: { type: 'integer', from: 'database' },
    encodings: { timestamp: 'iso8601' },
    tables: {
      user: { name: 'my "people"', columns: { id: 'user', email: 'select', emailVerified: 'email_verified_at' } },
      account: { name: 'order', columns: { userId: 'user', providerAccountId: 'provider_account_id' } },
      session: { name: 'group', columns: { sessionToken: 'session token', userId: 'user' } },
      verificationToken: { name: 'tökens', columns: { identifier: 'from', token: 'where' } },
      authenticator: { columns: { credentialID: 'credential_id', userId: 'user' } },
    },
  },
  fields: {
    user: {
      role: { type: 'text', default: 'member' },
      lastSeen: { type: 'timestamp', optional: true },
      settings: { type: 'json', optional: true },
      logins: { type: 'bigint', default: 0 },
      banned: { type: 'boolean', optional: true },
    },
    account: { label: { type: 'text', optional: true } },
    session: { userAgent: { type: 'text', optional: true }, role: { type: 'text', default: 'none' } },
  },
} as const satisfies SchemaOptions

const loose = { schema: { constraints: { foreignKeys: false } } } as const satisfies SchemaOptions

const version = new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get() as string
const variants: { variant: string; options?: SchemaOptions }[] = [
  { variant: 'default' },
  { variant: 'other names, integer ids of the database, custom fields', options: other },
  { variant: 'without foreign keys', options: loose },
]
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
