import { AdapterError } from '@strongroom/core-types'
import { createTable } from '../src/reference/table.ts'
import type { KnownBad } from './tools.ts'

const duplicate = () =>
  new AdapterError('duplicate', 'taken', { operation: 'createUser', entity: 'user', field: 'email' })

export const deleteUsers: KnownBad[] = [
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
  {
    id: 'delete-user-hides-sessions',
    bug: '`deleteUser` leaves sessions, hidden only as long as nobody has the id.',
    breaks: ['deleteUser/cascades-sessions'],
    make: (reference) => {
      const session = createTable('session')
      const adapter = reference({ session })
      return {
        ...adapter,
        async deleteUser(id) {
          const left = session.where({ userId: id })
          const user = await adapter.deleteUser(id)
          for (const row of left) session.insert(row, 'deleteUser')
          return user
        },
        async getSessionAndUser(token) {
          const row = session.find({ sessionToken: token })
          return row && (await adapter.getUser(String(row['userId']))) ? await adapter.getSessionAndUser(token) : null
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
