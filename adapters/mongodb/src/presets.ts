import type { Schema } from './layout.ts'

/** The collections that `@auth/mongodb-adapter` makes: ObjectIds, and no indexes. They are also the default. */
export const authMongodb = { ids: { type: 'objectId', from: 'database' } } as const satisfies Schema
