import { describeConformance } from '@strongroom/adapter-test-kit/vitest'
import { server } from '../../../scripts/engines/server.ts'
import { recorded } from '../../../scripts/matrix/record.ts'
import { databaseUrl, hasTransactions } from '../test/databases.ts'
import { installWithDriver6 } from '../test/driver-6.ts'
import { type Making, mongodbTarget } from '../test/target.ts'
import type { MongoDBOptions } from './index.ts'

const { id, url, version, image } = server()
// Not everywhere: what differs is the adapter's, not the server's.
const first = id === 'ferretdb-2'

const fields = {
  user: {
    role: { type: 'text', default: 'member' },
    lastSeen: { type: 'timestamp', optional: true },
    settings: { type: 'json', optional: true },
    logins: { type: 'bigint', default: 0 },
    banned: { type: 'boolean', optional: true },
  },
  account: { label: { type: 'text', optional: true } },
  session: { userAgent: { type: 'text', optional: true }, role: { type: 'text', default: 'none' } },
} as const satisfies MongoDBOptions['fields']

const other = {
  fields,
  collections: { Users: 'site people', Accounts: 'system', Sessions: 'sessions-2', VerificationTokens: 'tökens' },
  schema: {
    ids: { type: 'uuid', from: 'caller' },
    fields: {
      user: { email: 'e mail', emailVerified: 'email_verified_at', role: 'user' },
      account: { userId: 'user', providerAccountId: 'provider_account_id', provider: '_provider' },
      session: { sessionToken: 'session token', userId: 'user', expires: 'until' },
      verificationToken: { identifier: 'from', token: 'length' },
      authenticator: { credentialID: 'credential_id', userId: 'user' },
    },
  },
} as const satisfies MongoDBOptions

interface Variant extends Partial<Omit<Making, 'name' | 'version'>> {
  readonly variant: string
  readonly when?: boolean
}

const variants: Variant[] = [
  { variant: 'ObjectIds, driver 7' },
  { variant: 'pool of one', maxPoolSize: 1, when: first },
  { variant: 'driver 6', install: installWithDriver6, when: first },
  { variant: 'text ids of the caller', options: { schema: { ids: { type: 'text', from: 'caller' } } }, when: first },
  { variant: 'other names, uuids of the caller, custom fields', options: other },
  {
    variant: 'ObjectIds, custom fields, transactions',
    options: { fields, transactions: true },
    when: await hasTransactions(databaseUrl(url)),
  },
]

for (const { variant, when = true, maxPoolSize = 10, ...making } of variants) {
  if (!when) continue
  describeConformance(
    mongodbTarget({ name: `mongodb on ${id}, ${variant}`, version, maxPoolSize, ...making }),
    // FerretDB resolves twenty at once by deadlocks of the PostgreSQL below, one after the other.
    { timeout: 45_000, ...recorded({ adapter: 'mongodb', engine: id, version, image, variant }) },
  )
}
