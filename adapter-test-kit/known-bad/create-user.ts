import { AdapterError, type NewUser } from '@strongroom/core-types'
import { createTable } from '../src/reference/table.ts'
import { type KnownBad, comparing, wait } from './tools.ts'

const duplicate = () =>
  new AdapterError('duplicate', 'taken', { operation: 'createUser', entity: 'user', field: 'email' })

export const createUsers: KnownBad[] = [
  {
    id: 'create-user-echoes',
    bug: '`createUser` answers its argument instead of the stored row.',
    breaks: ['createUser/makes-id', 'createUser/defaults-visible', 'any/absent-in-users', 'any/custom-fields'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async createUser(user: NewUser) {
          await adapter.createUser(user)
          return user as never
        },
      }
    },
  },
  {
    id: 'create-user-hides-defaults',
    bug: '`createUser` shows null where the database filled in a default.',
    breaks: ['createUser/defaults-visible'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async createUser(user: NewUser & { role?: string }) {
          return { ...(await adapter.createUser(user)), role: user.role ?? null }
        },
      }
    },
  },
  {
    id: 'create-user-answers-id',
    bug: '`createUser` answers the id alone.',
    breaks: ['createUser/full-row'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, createUser: async (user) => ({ id: (await adapter.createUser(user)).id }) }
    },
  },
  {
    id: 'create-user-needs-id',
    bug: '`createUser` throws when it is given no id.',
    breaks: ['createUser/makes-id', 'any/ids-strings'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async createUser(user) {
          if (!user.id) throw new Error('NOT NULL constraint failed: users.id')
          return await adapter.createUser(user)
        },
      }
    },
  },
  {
    id: 'create-user-replaces-id',
    bug: '`createUser` makes an id of its own although ids come from the caller.',
    breaks: ['createUser/keeps-id'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, createUser: async (user) => await adapter.createUser({ ...user, id: undefined }) }
    },
  },
  {
    id: 'create-user-upserts',
    bug: '`createUser` with an id that is taken overwrites its user.',
    breaks: ['createUser/id-unique'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async createUser(user) {
          const known = user.id ? await adapter.getUser(user.id) : null
          return known ? await adapter.updateUser({ ...user, id: known.id }) : await adapter.createUser(user)
        },
      }
    },
  },
  {
    id: 'unverified-becomes-now',
    bug: 'An absent `emailVerified` is stored as the current time.',
    breaks: ['createUser/unverified-stays-unverified', 'any/absent-in-users'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        createUser: async (user) =>
          await adapter.createUser({ ...user, emailVerified: user.emailVerified ?? new Date() }),
      }
    },
  },
  {
    id: 'one-user-without-email',
    bug: 'Absent e-mail addresses count as equal.',
    breaks: ['createUser/without-email'],
    make: (reference) => {
      const adapter = reference()
      let taken = false
      return {
        ...adapter,
        async createUser(user) {
          if (!user.email && taken) throw duplicate()
          taken ||= !user.email
          return await adapter.createUser(user)
        },
      }
    },
  },
  {
    id: 'email-not-unique',
    bug: 'The table has no UNIQUE on e-mail addresses.',
    breaks: [
      'createUser/email-unique',
      'createUser/email-unique-race',
      'createUser/duplicate-code',
      'updateUser/email-unique',
    ],
    make: (reference) => reference({ user: createTable('user', [['id']]) }),
  },
  {
    id: 'email-checked-before',
    bug: '`createUser` looks whether the e-mail address is free, and then inserts.',
    breaks: ['createUser/email-unique-race'],
    make: (reference) => {
      const adapter = reference({ user: createTable('user', [['id']]) })
      return {
        ...adapter,
        async createUser(user) {
          if (user.email && (await adapter.getUserByEmail(user.email))) throw duplicate()
          await wait()
          return await adapter.createUser(user)
        },
      }
    },
  },
  {
    id: 'create-user-answers-last',
    bug: '`createUser` answers the row inserted last, whoever inserted it.',
    breaks: ['createUser/parallel-own-row'],
    make: (reference) => {
      const adapter = reference()
      let last: Awaited<ReturnType<typeof adapter.createUser>>
      return {
        ...adapter,
        async createUser(user) {
          last = await adapter.createUser(user)
          await wait()
          return last
        },
      }
    },
  },
  {
    id: 'get-user-answers-first',
    bug: '`getUser` answers the first user whatever the id, if that id exists.',
    breaks: ['getUser/finds'],
    make: (reference) => {
      const user = createTable('user')
      const adapter = reference({ user })
      return {
        ...adapter,
        getUser: async (id) => (await adapter.getUser(id)) && (await adapter.getUser(String(user.find({})?.['id']))),
      }
    },
  },
  {
    id: 'email-by-prefix',
    bug: '`getUserByEmail` compares the part before the domain.',
    breaks: ['any/identity-of-emails'],
    make: (reference) => {
      const local = (value: unknown, field: string) =>
        field === 'email' && typeof value === 'string' ? value.split('@')[0] : value
      return reference({ user: comparing(createTable('user'), local) })
    },
  },
  {
    id: 'email-by-domain',
    bug: '`getUserByEmail` compares the domain alone.',
    breaks: ['getUserByEmail/finds'],
    make: (reference) => {
      const domain = (value: unknown, field: string) =>
        field === 'email' && typeof value === 'string' ? value.split('@')[1] : value
      return reference({ user: comparing(createTable('user'), domain) })
    },
  },
]
