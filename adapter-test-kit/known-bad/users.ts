import { AdapterError, type NewUser } from '@strongroom/core-types'
import { createTable } from '../src/reference/table.ts'
import { type KnownBad, comparing, wait } from './tools.ts'

const duplicate = () =>
  new AdapterError('duplicate', 'taken', { operation: 'createUser', entity: 'user', field: 'email' })

export const users: KnownBad[] = [
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
      'any/errors-typed',
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
  {
    id: 'delete-user-answers-nothing',
    bug: '`deleteUser` does not say whom it deleted.',
    breaks: ['deleteUser/answers'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, deleteUser: async (id) => void (await adapter.deleteUser(id)) }
    },
  },
  {
    id: 'delete-user-throws-on-miss',
    bug: '`deleteUser` of an unknown id throws.',
    breaks: ['deleteUser/idempotent', 'deleteUser/answers', 'any/unusable-keys-of-users'],
    make: (reference) => {
      const adapter = reference()
      return {
        ...adapter,
        async deleteUser(id) {
          const user = await adapter.deleteUser(id)
          if (!user) throw new Error('Record to delete does not exist.')
          return user
        },
      }
    },
  },
  {
    id: 'delete-user-keeps-row',
    bug: '`deleteUser` answers the row and leaves it there.',
    breaks: ['deleteUser/deletes', 'deleteUser/frees-keys', 'getUser/miss', 'getUser/miss-exact'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, deleteUser: async (id) => await adapter.getUser(id) }
    },
  },
  {
    id: 'delete-user-keeps-email',
    bug: 'The e-mail address of a deleted user stays taken.',
    breaks: ['deleteUser/frees-keys'],
    make: (reference) => {
      const adapter = reference()
      const left = new Set<unknown>()
      return {
        ...adapter,
        async createUser(user) {
          if (user.email && left.has(user.email)) throw duplicate()
          return await adapter.createUser(user)
        },
        async deleteUser(id) {
          const user = await adapter.deleteUser(id)
          if (user) left.add(user.email)
          return user
        },
      }
    },
  },
  ...(['account', 'session', 'authenticator'] as const).map((entity): KnownBad => ({
    id: `delete-user-keeps-${entity}s`,
    bug: `\`deleteUser\` leaves the ${entity}s of the user.`,
    breaks: [`deleteUser/cascades-${entity}s`],
    make(reference) {
      const table = createTable(entity)
      const adapter = reference({ [entity]: table })
      return {
        ...adapter,
        async deleteUser(id) {
          const kept = table.where({ userId: id })
          const user = await adapter.deleteUser(id)
          for (const row of kept) table.insert(row, 'deleteUser')
          return user
        },
        // The join finds no user and answers the row all the same.
        ...(entity === 'account' && { getUserByAccount: orphanOwner(table.find, adapter.getUserByAccount) }),
      }
    },
  })),
  ...(['account', 'session', 'authenticator'] as const).map((entity): KnownBad => ({
    id: `delete-user-takes-one-${entity}`,
    bug: `\`deleteUser\` takes only one ${entity} along.`,
    breaks: [`deleteUser/cascades-${entity}s`],
    make(reference) {
      const table = createTable(entity)
      const adapter = reference({ [entity]: table })
      return {
        ...adapter,
        async deleteUser(id) {
          const kept = table.where({ userId: id }).slice(1)
          const user = await adapter.deleteUser(id)
          for (const row of kept) table.insert(row, 'deleteUser')
          return user
        },
        ...(entity === 'account' && { getUserByAccount: orphanOwner(table.find, adapter.getUserByAccount) }),
      }
    },
  })),
  {
    id: 'delete-user-ends-all-sessions',
    bug: '`deleteUser` deletes the sessions of everybody.',
    breaks: ['deleteUser/bystanders'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async deleteUser(id) {
          session.where({}).forEach(session.take)
          return await adapter.deleteUser(id)
        },
      }
    },
  },
]

function orphanOwner(
  find: (match: Record<string, unknown>) => Record<string, unknown> | undefined,
  read: (key: never) => unknown,
) {
  return async (key: object) =>
    ((await read(key as never)) ?? (find({ ...key }) ? { id: 'gone' } : null)) as { id: string } | null
}
