import { AdapterError, type Authenticator, type NewAuthenticator } from '@strongroom/core-types'
import { createTable } from '../src/reference/table.ts'
import { type KnownBad, mapAnswers, mapValues, wait } from './tools.ts'

const unknown = () => new AdapterError('not-found', 'no row', { operation: 'updateAuthenticatorCounter' })

export const authenticators: KnownBad[] = [
  {
    id: 'keys-in-base64url',
    bug: 'Public keys come back in base64url.',
    breaks: ['createAuthenticator/answers', 'getAuthenticator/finds'],
    make: (reference) =>
      mapAnswers(reference(), (answer) =>
        mapValues(answer, (value, name) =>
          name === 'credentialPublicKey' ? Buffer.from(String(value), 'base64').toString('base64url') : value,
        ),
      ),
  },
  {
    id: 'counter-as-text',
    bug: 'Signature counters come back as text.',
    breaks: ['createAuthenticator/answers', 'updateAuthenticatorCounter/answers', 'any/wide-counters'],
    make: (reference) =>
      mapAnswers(reference(), (answer) =>
        mapValues(answer, (value, name) => (name === 'counter' ? String(value) : value)),
      ),
  },
  {
    id: 'boolean-as-number',
    bug: 'The backed-up state comes back as 0 or 1.',
    breaks: ['createAuthenticator/answers'],
    make: (reference) =>
      mapAnswers(reference(), (answer) =>
        mapValues(answer, (value) => (typeof value === 'boolean' ? Number(value) : value)),
      ),
  },
  {
    id: 'transports-needed',
    bug: '`createAuthenticator` throws when transports are undefined.',
    breaks: ['createAuthenticator/without-transports'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async createAuthenticator(given) {
          if (given.transports === undefined) throw new TypeError('Bind parameters must not be undefined')
          return await adapter.createAuthenticator(given)
        },
      }
    },
  },
  {
    id: 'create-authenticator-upserts',
    bug: '`createAuthenticator` with a credential id that is taken gives it to the new user.',
    breaks: ['createAuthenticator/credential-unique'],
    make: (reference) => {
      const authenticator = createTable('authenticator')
      const adapter = reference({ authenticator })
      return {
        ...adapter,
        async createAuthenticator(given) {
          authenticator.take(authenticator.find({ credentialID: given.credentialID }))
          return await adapter.createAuthenticator(given)
        },
      }
    },
  },
  {
    id: 'credential-in-any-case',
    bug: 'Credential ids in another case count as taken.',
    breaks: ['createAuthenticator/case-differs'],
    make: (reference) => {
      const adapter = reference()
      const taken = new Set<string>()
      return {
        ...adapter,
        async createAuthenticator(given) {
          const id = given.credentialID.toLowerCase()
          if (taken.has(id)) throw new AdapterError('duplicate', 'taken', { operation: 'createAuthenticator' })
          const row = await adapter.createAuthenticator(given)
          taken.add(id)
          return row
        },
      }
    },
  },
  {
    id: 'create-authenticator-of-nobody',
    bug: '`createAuthenticator` for an unknown user stores an authenticator that answers.',
    breaks: ['createAuthenticator/unknown-user'],
    make: (reference) => {
      const authenticator = createTable('authenticator')
      const adapter = reference({ authenticator })
      return {
        ...adapter,
        async createAuthenticator(given: NewAuthenticator) {
          if (await adapter.getUser(given.userId)) return await adapter.createAuthenticator(given)
          authenticator.insert({ ...given }, 'createAuthenticator')
          return given
        },
      }
    },
  },
  {
    id: 'get-authenticator-of-user',
    bug: "`getAuthenticator` answers the first authenticator of the credential's user.",
    breaks: ['getAuthenticator/finds', 'updateAuthenticatorCounter/bystanders'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async getAuthenticator(id) {
          const row = await adapter.getAuthenticator(id)
          return row && (await adapter.listAuthenticatorsByUserId(row.userId))[0]
        },
      }
    },
  },
  {
    id: 'list-authenticators-empty',
    bug: '`listAuthenticatorsByUserId` always answers an empty list.',
    breaks: ['listAuthenticatorsByUserId/lists', 'any/results-own-passkeys'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        listAuthenticatorsByUserId: async (id) => (await adapter.listAuthenticatorsByUserId(id)).slice(0, 0),
      }
    },
  },
  {
    id: 'list-authenticators-of-all',
    bug: '`listAuthenticatorsByUserId` answers those of everybody.',
    breaks: ['listAuthenticatorsByUserId/lists', 'deleteUser/cascades-authenticators'],
    make: (reference) => {
      const authenticator = createTable('authenticator')
      const adapter = reference({ authenticator })
      const all = () => authenticator.where({}) as unknown as Authenticator[]
      return { ...adapter, listAuthenticatorsByUserId: async () => all().map((row) => ({ ...row })) }
    },
  },
  {
    id: 'list-authenticators-miss-is-null',
    bug: '`listAuthenticatorsByUserId` answers null instead of an empty list.',
    breaks: ['listAuthenticatorsByUserId/miss', 'listAuthenticatorsByUserId/lists'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async listAuthenticatorsByUserId(id) {
          const list = await adapter.listAuthenticatorsByUserId(id)
          return list.length > 0 ? list : null
        },
      }
    },
  },
  {
    id: 'list-authenticators-throws',
    bug: '`listAuthenticatorsByUserId` of an unknown user throws.',
    breaks: ['listAuthenticatorsByUserId/miss', 'any/unusable-keys-of-authenticators'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async listAuthenticatorsByUserId(id) {
          if (!(await adapter.getUser(id))) throw new Error('No such user')
          return await adapter.listAuthenticatorsByUserId(id)
        },
      }
    },
  },
  {
    id: 'counter-not-stored',
    bug: '`updateAuthenticatorCounter` answers the new counter and stores the old one.',
    breaks: ['updateAuthenticatorCounter/answers', 'updateAuthenticatorCounter/never-down-race', 'any/wide-counters'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateAuthenticatorCounter(id, counter) {
          const row = await adapter.getAuthenticator(id)
          if (!row) throw unknown()
          return { ...row, counter: Math.max(counter, row.counter) }
        },
      }
    },
  },
  {
    id: 'counter-answers-old-row',
    bug: '`updateAuthenticatorCounter` answers the row before the update.',
    breaks: ['updateAuthenticatorCounter/answers'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateAuthenticatorCounter(id, counter) {
          const row = await adapter.getAuthenticator(id)
          const updated = await adapter.updateAuthenticatorCounter(id, counter)
          return row ?? updated
        },
      }
    },
  },
  {
    id: 'counter-equal-throws',
    bug: '`updateAuthenticatorCounter` takes an unchanged row for an unknown one.',
    breaks: ['updateAuthenticatorCounter/equal'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateAuthenticatorCounter(id, counter) {
          if ((await adapter.getAuthenticator(id))?.counter === counter) throw unknown()
          return await adapter.updateAuthenticatorCounter(id, counter)
        },
      }
    },
  },
  {
    id: 'counter-goes-down',
    bug: '`updateAuthenticatorCounter` stores a lower counter.',
    breaks: ['updateAuthenticatorCounter/never-down', 'updateAuthenticatorCounter/never-down-race'],
    make: (reference) => {
      const authenticator = createTable('authenticator')
      const adapter = reference({ authenticator })
      return {
        ...adapter,
        async updateAuthenticatorCounter(id, counter) {
          const row = authenticator.find({ credentialID: id })
          if (row) Object.assign(row, { counter: 0 })
          return await adapter.updateAuthenticatorCounter(id, counter)
        },
      }
    },
  },
  {
    id: 'counter-read-then-write',
    bug: '`updateAuthenticatorCounter` compares with the counter it read before.',
    breaks: ['updateAuthenticatorCounter/never-down-race'],
    make: (reference) => {
      const authenticator = createTable('authenticator')
      const adapter = reference({ authenticator })
      return {
        ...adapter,
        async updateAuthenticatorCounter(id, counter) {
          const before = (await adapter.getAuthenticator(id))?.counter ?? 0
          await wait()
          const row = authenticator.find({ credentialID: id })
          if (row && counter >= before) Object.assign(row, { counter })
          return await adapter.updateAuthenticatorCounter(id, counter)
        },
      }
    },
  },
  {
    id: 'counter-of-unknown-is-null',
    bug: '`updateAuthenticatorCounter` of an unknown credential answers null.',
    breaks: ['updateAuthenticatorCounter/unknown-throws', 'any/errors-typed-passkeys'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        updateAuthenticatorCounter: async (id, counter) =>
          (await adapter.getAuthenticator(id)) ? await adapter.updateAuthenticatorCounter(id, counter) : null,
      }
    },
  },
  {
    id: 'counter-all-of-user',
    bug: '`updateAuthenticatorCounter` raises every counter of the user.',
    breaks: ['updateAuthenticatorCounter/bystanders'],
    make: (reference) => {
      const authenticator = createTable('authenticator')
      const adapter = reference({ authenticator })
      return {
        ...adapter,
        async updateAuthenticatorCounter(id, counter) {
          const row = await adapter.updateAuthenticatorCounter(id, counter)
          for (const other of authenticator.where({ userId: row.userId }))
            Object.assign(other, { counter: row.counter })
          return row
        },
      }
    },
  },
]
