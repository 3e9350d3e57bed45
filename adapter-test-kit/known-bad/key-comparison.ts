import { entityNames } from '@strongroom/core-types'
import { type Table, createTable } from '../src/reference/table.ts'
import { allComparing, keyFields, keysOf } from './key-tools.ts'
import { type KnownBad } from './tools.ts'

const identities = ['emails', 'accounts', 'sessions', 'tokens', 'authenticators']

export const keyComparison: KnownBad[] = [
  {
    id: 'compared-without-accents',
    bug: 'Keys are compared without accents.',
    breaks: keysOf('identity-of', identities.slice(0, -1)),
    make: (reference) => reference(allComparing((key) => key.normalize('NFD').replaceAll(/\p{M}/gu, ''))),
  },
  {
    id: 'compared-in-compatible-form',
    bug: 'Full-width forms count as the plain ones.',
    breaks: keysOf('identity-of', identities.slice(0, -1)),
    make: (reference) => reference(allComparing((key) => key.normalize('NFKC'))),
  },
  {
    id: 'compared-without-case',
    bug: 'Keys other than e-mail addresses are compared without case.',
    breaks: [...keysOf('identity-of', identities.slice(1)), 'createAuthenticator/case-differs'],
    make: (reference) => reference(allComparing((key) => key.toLowerCase(), keyFields.slice(1))),
  },
  {
    id: 'compared-without-trailing-spaces',
    bug: 'Trailing spaces do not count.',
    breaks: keysOf('identity-of', identities),
    make: (reference) => reference(allComparing((key) => key.trimEnd())),
  },
  {
    id: 'compared-as-patterns',
    bug: 'Keys are compared with LIKE.',
    breaks: keysOf('identity-of', identities),
    make: (reference) => {
      const tables = entityNames.map((entity) => {
        const table = createTable(entity)
        const where: Table['where'] = (match) =>
          table.where({}).filter((row) =>
            Object.entries(match).every(([name, value]) => {
              if (typeof value !== 'string' || typeof row[name] !== 'string')
                return value !== undefined && row[name] === value
              const escaped = value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
              return new RegExp(`^${escaped.replaceAll('%', '.*').replaceAll('_', '.')}$`, 's').test(row[name])
            }),
          )
        return [entity, { ...table, where, find: (match) => where(match)[0] } satisfies Table] as const
      })
      return reference(Object.fromEntries(tables))
    },
  },
  {
    id: 'emails-folded',
    bug: 'E-mail addresses are lower-cased.',
    breaks: ['any/identity-of-emails-case', 'any/identity-of-emails'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        createUser: async (user) => await adapter.createUser({ ...user, email: user.email?.toLowerCase() }),
        getUserByEmail: async (email) => await adapter.getUserByEmail(email.toLowerCase()),
      }
    },
  },
  {
    id: 'pairs-joined',
    bug: 'Provider and account id are joined to one key.',
    breaks: ['any/identity-of-account-boundaries', 'getAccount/finds'],
    make: (reference) => {
      const adapter = reference()
      const joined = ({ provider, providerAccountId }: { provider: string; providerAccountId: string }) => ({
        provider: 'joined',
        providerAccountId: `${provider}:${providerAccountId}`,
      })
      return {
        ...adapter,
        linkAccount: async (account) => await adapter.linkAccount({ ...account, ...joined(account) }),
        getUserByAccount: async (key) => await adapter.getUserByAccount(joined(key)),
      }
    },
  },
  {
    id: 'special-characters-dropped',
    bug: 'Keys lose the characters that a URL treats specially.',
    breaks: ['any/identity-of-special-characters'],
    make: (reference) => reference(allComparing((key) => key.replaceAll(/[%?/:#&=+]/g, ''))),
  },
  {
    id: 'keys-decoded',
    bug: 'Keys are percent-decoded.',
    breaks: ['any/identity-of-special-characters'],
    make: (reference) => reference(allComparing((key) => key.replaceAll('%3A', ':'))),
  },
  {
    id: 'rows-in-an-object',
    bug: 'Accounts are kept in a plain object, whose prototype answers too.',
    breaks: ['any/identity-of-property-names'],
    make: (reference) => {
      const adapter = reference()
      const plain: Record<string, unknown> = {}
      return {
        ...adapter,
        getUserByAccount: async (key) =>
          (await adapter.getUserByAccount(key)) ?? ((plain[key.providerAccountId] ?? null) as null),
      }
    },
  },
]
