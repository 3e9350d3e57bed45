import { describeConformance } from '@strongroom/adapter-test-kit/vitest'
import { server } from '../../../scripts/engines/server.ts'
import { recorded } from '../../../scripts/matrix/record.ts'
import { postgresTarget } from '../test/target.ts'
import type { PostgresOptions } from './index.ts'

const { id, version, image } = server()
const pooled = id.startsWith('pgbouncer')

const other = {
  schema: {
    namespace: 'auth "v2"; --',
    ids: { type: 'uuid', from: 'database' },
    tables: {
      user: { name: 'Person', columns: { id: 'user', email: 'select', emailVerified: 'email_verified_at' } },
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
} as const satisfies PostgresOptions

const variants: { variant: string; max: number; options?: PostgresOptions; when?: boolean }[] = [
  { variant: 'pool of 10', max: 10 },
  { variant: 'pool of one', max: 1 },
  { variant: 'unnamed statements', max: 10, options: { prepare: false }, when: pooled },
  // Not everywhere: what differs is the adapter's, not the server's.
  { variant: 'other names, uuids of the database, custom fields', max: 10, options: other, when: id === 'postgres-18' },
]

for (const { variant, max, options, when = true } of variants) {
  if (!when) continue
  const name = `pg on ${id}, ${variant}`
  describeConformance(
    postgresTarget(name, version, max, options),
    recorded({ adapter: 'pg', engine: id, version, image, variant }),
  )
}
