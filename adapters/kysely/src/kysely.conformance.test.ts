import { randomBytes } from 'node:crypto'
import { describeConformance } from '@strongroom/adapter-test-kit/vitest'
import { recorded } from '../../../scripts/matrix/record.ts'
import { engine } from '../test/databases.ts'
import type { Making } from '../test/instances.ts'
import { kyselyTarget } from '../test/target.ts'
import type { KyselyOptions } from './index.ts'

const { id, family, version, image } = engine()

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
} as const satisfies KyselyOptions['fields']

/** Names that the plugin makes others of: `e_mail`, `credential_key`. */
const renamed = {
  fields,
  schema: {
    tables: {
      user: { name: 'sitePeople', columns: { id: 'personId', email: 'eMail' } },
      authenticator: { name: 'passKeys', columns: { credentialID: 'credentialKey', userId: 'personId' } },
    },
  },
} as const satisfies KyselyOptions

interface Variant {
  readonly variant: string
  readonly how?: Omit<Making, 'url'>
  readonly options?: KyselyOptions
  readonly on?: readonly (typeof family)[]
}

// MySQL's schemas are databases, of which the server has one namespace.
const namespace = { sqlite: 'main', postgres: 'siteAuth', mysql: `other_${randomBytes(6).toString('hex')}` }
const schema = namespace[family === 'mariadb' ? 'mysql' : family]
const variants: Variant[] = [
  { variant: 'as it comes' },
  { variant: 'pool of one', how: { max: 1 }, on: ['postgres', 'mysql'] },
  { variant: "dialect: 'mariadb'", options: { dialect: 'mariadb' }, on: ['mariadb'] },
  { variant: 'kysely 0.28', how: { version: '0.28' }, on: ['sqlite'] },
  {
    variant: 'CamelCasePlugin, ParseJSONResultsPlugin, withSchema, custom fields',
    how: { plugins: true, schema },
    options: { fields },
  },
  {
    variant: 'the same plugins on kysely 0.28, other names',
    how: { plugins: true, version: '0.28', schema },
    options: renamed,
    on: ['sqlite'],
  },
  {
    variant: 'integers as bigints, integer ids, dates as text',
    how: { safeIntegers: true },
    options: { fields, schema: { ids: { type: 'integer', from: 'database' }, encodings: { timestamp: 'iso8601' } } },
    on: ['sqlite'],
  },
]

for (const { variant, how, options, on = [family] } of variants) {
  if (!on.includes(family)) continue
  const engineVersion = family === 'sqlite' ? `SQLite ${version}` : version
  describeConformance(
    kyselyTarget(`kysely on ${id}, ${variant}`, engineVersion, how, options),
    recorded({ adapter: 'kysely', engine: id, version, ...(image !== undefined && { image }), variant }),
  )
}
