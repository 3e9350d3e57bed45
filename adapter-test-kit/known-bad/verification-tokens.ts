import type { VerificationToken } from '@strongroom/core-types'
import { createTable } from '../src/reference/table.ts'
import { type KnownBad, comparing, wait } from './tools.ts'

type Key = { identifier: string; token: string }

export const verificationTokens: KnownBad[] = [
  {
    id: 'create-token-reselects',
    bug: '`createVerificationToken` answers the first row of the identifier.',
    breaks: ['createVerificationToken/answers'],
    make: (reference) => {
      const verificationToken = createTable('verificationToken')
      const adapter = reference({ verificationToken })
      return {
        ...adapter,
        async createVerificationToken(token) {
          const { identifier } = await adapter.createVerificationToken(token)
          return verificationToken.find({ identifier }) as unknown as VerificationToken
        },
      }
    },
  },
  {
    id: 'token-replaced',
    bug: '`createVerificationToken` replaces a pair that is there.',
    breaks: ['createVerificationToken/pair-unique'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async createVerificationToken(token) {
          await adapter.useVerificationToken(token)
          return await adapter.createVerificationToken(token)
        },
      }
    },
  },
  {
    id: 'token-twice',
    bug: '`createVerificationToken` stores a pair twice.',
    breaks: ['createVerificationToken/pair-unique'],
    make: (reference) => reference({ verificationToken: createTable('verificationToken', []) }),
  },
  {
    id: 'one-token-per-identifier',
    bug: 'A new token of an identifier replaces the one before.',
    breaks: ['createVerificationToken/side-by-side'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async createVerificationToken(token) {
          await adapter.deleteVerificationTokens(token.identifier)
          return await adapter.createVerificationToken(token)
        },
      }
    },
  },
  {
    id: 'token-stays',
    bug: '`useVerificationToken` leaves the token.',
    breaks: ['useVerificationToken/once'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async useVerificationToken(key) {
          const row = await adapter.useVerificationToken(key)
          if (row) await adapter.createVerificationToken(row)
          return row
        },
      }
    },
  },
  {
    id: 'token-read-then-delete',
    bug: '`useVerificationToken` reads the token and then deletes it.',
    breaks: ['useVerificationToken/one-winner'],
    make: (reference) => {
      const verificationToken = createTable('verificationToken')
      const adapter = reference({ verificationToken })
      return {
        ...adapter,
        async useVerificationToken(key: Key) {
          const row = verificationToken.find({ ...key })
          await wait()
          await adapter.useVerificationToken(key)
          return row ? ({ ...row } as unknown as VerificationToken) : null
        },
      }
    },
  },
  {
    id: 'token-expiry-as-text',
    bug: '`useVerificationToken` answers `expires` as ISO text.',
    breaks: ['useVerificationToken/expires', 'useVerificationToken/expired-keeps-date', 'any/dates-exact-of-expiry'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async useVerificationToken(key) {
          const row = await adapter.useVerificationToken(key)
          return row && { ...row, expires: row.expires.toISOString() as never }
        },
      }
    },
  },
  {
    id: 'expired-token-renewed',
    bug: 'The expiry of an expired token reads as the current time.',
    breaks: ['useVerificationToken/expired-keeps-date'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async useVerificationToken(key) {
          const row = await adapter.useVerificationToken(key)
          return row && { ...row, expires: new Date(Math.max(Number(row.expires), Date.now())) }
        },
      }
    },
  },
  {
    id: 'wrong-token-burns',
    bug: '`useVerificationToken` with a wrong token deletes the tokens of the identifier.',
    breaks: ['useVerificationToken/wrong-try'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async useVerificationToken(key) {
          const row = await adapter.useVerificationToken(key)
          if (!row) await adapter.deleteVerificationTokens(key.identifier)
          return row
        },
      }
    },
  },
  {
    id: 'right-token-burns-others',
    bug: '`useVerificationToken` deletes every token of that text, whoever it was sent to.',
    breaks: ['useVerificationToken/leaves-others'],
    make: (reference) => {
      const verificationToken = createTable('verificationToken')
      const adapter = reference({ verificationToken })
      return {
        ...adapter,
        async useVerificationToken(key) {
          const row = await adapter.useVerificationToken(key)
          verificationToken.where({ token: row?.token }).forEach(verificationToken.take)
          return row
        },
      }
    },
  },
  {
    id: 'token-by-token-alone',
    bug: '`useVerificationToken` ignores the identifier.',
    breaks: ['useVerificationToken/wrong-try', 'any/identity-of-tokens', 'any/keys-never-operators-tokens'],
    make: (reference) => {
      const verificationToken = createTable('verificationToken')
      const adapter = reference({ verificationToken })
      return {
        ...adapter,
        useVerificationToken: async ({ token }: Key) =>
          (verificationToken.take(verificationToken.find({ token })) ?? null) as unknown as VerificationToken,
      }
    },
  },
  {
    id: 'token-without-identifier',
    bug: '`useVerificationToken` without an identifier looks up by the token alone.',
    breaks: ['useVerificationToken/identifier-needed', 'any/keys-never-operators-tokens'],
    make: (reference) => {
      const verificationToken = createTable('verificationToken')
      const adapter = reference({ verificationToken })
      return {
        ...adapter,
        async useVerificationToken({ identifier, token }: Key) {
          const row = identifier === undefined ? verificationToken.find({ token }) : { identifier }
          return await adapter.useVerificationToken({ identifier: String(row?.['identifier']), token })
        },
      }
    },
  },
  {
    id: 'identifier-in-any-case',
    bug: 'Identifiers are compared without case.',
    breaks: ['any/identity-of-tokens'],
    make: (reference) => {
      const lower = (value: unknown, field: string) => (field === 'identifier' ? String(value).toLowerCase() : value)
      return reference({ verificationToken: comparing(createTable('verificationToken'), lower) })
    },
  },
]
