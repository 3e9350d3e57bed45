import { describeConformance } from '@strongroom/adapter-test-kit/vitest'
import { server } from '../../../scripts/engines/server.ts'
import { recorded } from '../../../scripts/matrix/record.ts'
import { type Opened, callbackConnection, callbackPool, mysqlTarget, poolOf } from '../test/target.ts'
import type { MySQLOptions } from './index.ts'

const { id, version, image } = server()
const onMariaDB = id.startsWith('mariadb')

const other = {
  schema: {
    ids: { type: 'integer', from: 'database' },
    tables: {
      user: { name: 'Person', columns: { id: 'user', email: 'select', emailVerified: 'email_verified_at' } },
      account: { name: 'order', columns: { userId: 'user', providerAccountId: 'provider_account_id' } },
      session: { name: 'group', columns: { sessionToken: 'session `token`', userId: 'user' } },
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
} as const satisfies MySQLOptions

interface Variant {
  readonly variant: string
  readonly open: (url: string) => Opened
  readonly options?: MySQLOptions
  readonly when?: boolean
}

// What differs by the adapter and not by the server is not tried everywhere.
const variants: Variant[] = [
  { variant: 'pool of 10', open: poolOf(10) },
  { variant: 'pool of one', open: poolOf(1) },
  { variant: 'pool of 10, dialect mariadb', open: poolOf(10), options: { dialect: 'mariadb' }, when: onMariaDB },
  { variant: 'pool of callbacks', open: callbackPool, when: id === 'mysql-9.7' },
  { variant: 'connection', open: callbackConnection, when: id === 'mysql-9.7' },
  { variant: 'other names, integer ids, custom fields', open: poolOf(10), options: other, when: id !== 'mariadb-10.5' },
]

for (const { variant, open, options, when = true } of variants) {
  if (!when) continue
  const name = `mysql2 on ${id}, ${variant}`
  describeConformance(
    mysqlTarget(name, version, open, options),
    recorded({ adapter: 'mysql2', engine: id, version, image, variant }),
  )
}
