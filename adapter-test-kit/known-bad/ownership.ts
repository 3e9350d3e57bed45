import { createTable } from '../src/reference/table.ts'
import type { KnownBad } from './tools.ts'

export const ownership: KnownBad[] = [
  {
    id: 'arguments-emptied',
    bug: '`linkAccount` deletes the fields that it does not store from its argument.',
    breaks: ['any/arguments-untouched', 'any/arguments-frozen'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async linkAccount(account) {
          if ('extra' in account && !Reflect.deleteProperty(account, 'extra')) throw new TypeError('Cannot delete')
          return await adapter.linkAccount(account)
        },
      }
    },
  },
  {
    id: 'arguments-completed',
    bug: '`createUser` writes the id that it makes into its argument.',
    breaks: ['any/arguments-untouched'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async createUser(user) {
          const row = await adapter.createUser(user)
          Reflect.set(user, 'stored', row.id)
          return row
        },
      }
    },
  },
  {
    id: 'arguments-kept',
    bug: 'Dates of an argument are stored as they are, not copied.',
    breaks: ['any/arguments-copied'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async createSession(given) {
          const row = await adapter.createSession(given)
          Object.assign(session.find({ sessionToken: given.sessionToken }) ?? {}, { expires: given.expires })
          return row
        },
      }
    },
  },
  {
    id: 'results-are-the-rows',
    bug: '`getUser` answers the stored row itself.',
    breaks: ['any/results-own', 'any/custom-fields'],
    make: (reference) => {
      const user = createTable('user')
      const adapter = reference({ user })
      return { ...adapter, getUser: async (id) => ((await adapter.getUser(id)) && user.find({ id })) as never }
    },
  },
  {
    id: 'lists-hold-the-rows',
    bug: '`listAuthenticatorsByUserId` answers the stored rows themselves.',
    breaks: ['any/results-own-passkeys'],
    make: (reference) => {
      const authenticator = createTable('authenticator')
      const adapter = reference({ authenticator })
      return {
        ...adapter,
        listAuthenticatorsByUserId: async (userId) => {
          await adapter.listAuthenticatorsByUserId(userId)
          return authenticator.where({ userId }) as never
        },
      }
    },
  },
]
