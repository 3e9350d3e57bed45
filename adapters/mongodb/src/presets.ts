import type { Schema } from './schema.ts'

const stays = { ids: { type: 'objectId', from: 'database' } } as const

/**
 * The collections that `@auth/mongodb-adapter` makes: ObjectIds, and no indexes, so nothing but `_id` is unique.
 *
 * `migrate` makes the indexes; `authMongodb.migrated`, which is the default, then leans on them.
 */
export const authMongodb = {
  ...stays,
  constraints: { unique: { user: [['id']], account: [], session: [], verificationToken: [], authenticator: [] } },
  migrated: stays,
} as const satisfies Schema
