import { createTable } from '../src/reference/table.ts'
import { type KnownBad, wait } from './tools.ts'

export const updateUsers: KnownBad[] = [
  {
    id: 'update-user-answers-partial',
    bug: '`updateUser` answers only what it was given.',
    breaks: ['updateUser/full-row', 'updateUser/nothing-to-change', 'updateUser/undefined-explicit'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateUser(user) {
          await adapter.updateUser(user)
          return user
        },
      }
    },
  },
  {
    id: 'update-user-replaces',
    bug: '`updateUser` replaces the row: what is not given becomes absent.',
    breaks: ['updateUser/touches-only-given', 'updateUser/full-row'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        updateUser: async (user) =>
          await adapter.updateUser({ name: null, email: null, emailVerified: null, image: null, ...user }),
      }
    },
  },
  {
    id: 'update-user-undefined-as-null',
    bug: '`updateUser` stores null for a field given as undefined.',
    breaks: ['updateUser/undefined-explicit'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateUser(user) {
          const entries = Object.entries(user).map(([name, value]: [string, unknown]) => [name, value ?? null])
          return await adapter.updateUser(Object.fromEntries(entries) as typeof user)
        },
      }
    },
  },
  {
    id: 'update-user-ignores-null',
    bug: '`updateUser` takes null for not given.',
    breaks: ['updateUser/null-absent'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateUser(user) {
          const entries = Object.entries(user).filter(([, value]) => value !== null)
          return await adapter.updateUser(Object.fromEntries(entries) as typeof user)
        },
      }
    },
  },
  {
    id: 'update-user-empty-set',
    bug: '`updateUser` with nothing to change throws a syntax error.',
    breaks: ['updateUser/nothing-to-change'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateUser(user) {
          if (Object.keys(user).length < 2) throw new Error('near "WHERE": syntax error')
          return await adapter.updateUser(user)
        },
      }
    },
  },
  {
    id: 'update-user-upserts',
    bug: '`updateUser` of an unknown id creates the user.',
    breaks: ['updateUser/creates-nothing', 'updateUser/not-found'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateUser(user) {
          if (await adapter.getUser(user.id)) return await adapter.updateUser(user)
          return await adapter.createUser(user)
        },
      }
    },
  },
  {
    id: 'update-user-miss-is-null',
    bug: '`updateUser` of an unknown id answers null.',
    breaks: ['updateUser/not-found'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        updateUser: async (user) => ((await adapter.getUser(user.id)) ? await adapter.updateUser(user) : null),
      }
    },
  },
  {
    id: 'update-user-email-not-unique',
    bug: '`updateUser` to an address that is taken takes it away.',
    breaks: ['updateUser/email-unique'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateUser(user) {
          const owner = user.email ? await adapter.getUserByEmail(user.email) : null
          if (owner && owner.id !== user.id) await adapter.updateUser({ id: owner.id, email: null })
          return await adapter.updateUser(user)
        },
      }
    },
  },
  {
    id: 'update-user-everybody',
    bug: '`updateUser` changes the image of every user.',
    breaks: ['updateUser/bystanders'],
    make: (reference) => {
      const user = createTable('user')
      const adapter = reference({ user })
      return {
        ...adapter,
        async updateUser(changes) {
          const { image } = changes
          if (image) for (const row of user.where({})) Object.assign(row, { image })
          return await adapter.updateUser(changes)
        },
      }
    },
  },
  {
    id: 'update-user-read-write',
    bug: '`updateUser` reads the whole row and writes the whole row.',
    breaks: ['updateUser/independent'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async updateUser(user) {
          const row = await adapter.getUser(user.id)
          await wait()
          const given = Object.fromEntries(Object.entries(user).filter(([, value]) => value !== undefined))
          return await adapter.updateUser({ ...row, ...given, id: user.id })
        },
      }
    },
  },
]
