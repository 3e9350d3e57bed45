import { type Entity, entityNames, model } from '@strongroom/core-types'
import type { CreateIndexesOptions, IndexDescriptionInfo } from 'mongodb'
import { type Document, type Layout, type Place, pathOf } from './layout.ts'

/** An index that the adapter leans on. */
export interface Wanted {
  readonly place: Place
  readonly fields: readonly string[]
  readonly key: Readonly<Record<string, 1>>
  readonly options: CreateIndexesOptions
}

/** The indexes of a layout: unique sets, look-ups, and expiry. */
export function indexesOf({ places }: Layout, ttl = false): Wanted[] {
  return entityNames.flatMap((entity) => {
    const place: Place = places[entity]
    const { index = [] }: Entity = model[entity]
    return [
      ...place.unique
        // A user's id is _id, which every collection keeps unique.
        .filter((fields) => pathOf(place, String(fields[0])) !== '_id')
        .map((fields) => uniqueIndex(place, fields)),
      ...index.map((fields) => indexOn(place, fields, ttl && fields[0] === 'expires' ? { expireAfterSeconds: 0 } : {})),
    ]
  })
}

/** The index that keeps fields unique. */
export function uniqueIndex(place: Place, fields: readonly string[]): Wanted {
  return indexOn(place, fields, { unique: true, ...absentApart(place, fields) })
}

function indexOn(place: Place, fields: readonly string[], options: CreateIndexesOptions): Wanted {
  const key = Object.fromEntries(fields.map((field) => [pathOf(place, field), 1 as const]))
  return { place, fields, key, options }
}

// Users without an e-mail address stand side by side: the index holds text alone, whether null is stored or nothing.
function absentApart(place: Place, fields: readonly string[]): CreateIndexesOptions {
  const [field] = fields
  const optional = place.columns.some(({ name, field: { optional } }) => name === field && optional === true)
  return optional && field !== undefined ? { partialFilterExpression: { [pathOf(place, field)]: { $gt: '' } } } : {}
}

/**
 * What stands where an index is wanted:
 * - `same`: an index that does
 * - `missing`: none on these fields
 * - `collation`: one under which keys meet that are not the same
 * - `strict`: one that keeps more unique than is wanted
 * - `other`: one that keeps less unique, or lets documents go at another time
 */
export type Standing = 'same' | 'missing' | 'collation' | 'strict' | 'other'

/** Tells what stands where an index is wanted. */
export function standing({ key, options }: Wanted, existing: readonly IndexDescriptionInfo[]): Standing {
  const { unique = false, partialFilterExpression: partial, expireAfterSeconds } = options
  const like = existing.filter((index) => isOn(index, key))
  const keeps = (index: IndexDescriptionInfo): boolean => index.unique ?? false
  // A partial index over fewer documents keeps less unique; a plain one also holds what is absent.
  const samePart = (index: IndexDescriptionInfo): boolean =>
    JSON.stringify(index['partialFilterExpression']) === JSON.stringify(partial)
  const same = like.some(
    (index) =>
      keeps(index) === unique &&
      samePart(index) &&
      collationOf(index) === undefined &&
      // That somebody lets expired documents go stands in nobody's way.
      (expireAfterSeconds === undefined || index.expireAfterSeconds === expireAfterSeconds),
  )
  if (same) return 'same'
  if (like.length === 0) return 'missing'
  if (like.some((index) => keeps(index) === unique && collationOf(index) !== undefined)) return 'collation'
  const strict = like.some(
    (index) => keeps(index) && (!unique || (partial !== undefined && index['partialFilterExpression'] === undefined)),
  )
  return strict ? 'strict' : 'other'
}

function isOn(index: IndexDescriptionInfo, key: Wanted['key']): boolean {
  return JSON.stringify(index.key) === JSON.stringify(key)
}

/** The collation of an index that stands where one is wanted. */
export function collationOn({ key }: Wanted, existing: readonly IndexDescriptionInfo[]): Document | undefined {
  return existing
    .filter((index) => isOn(index, key))
    .map(collationOf)
    .find((collation) => collation !== undefined)
}

/** The locale's rules by which a collection or an index compares text; `undefined` when it compares exactly. */
export function collationOf(options: object | undefined): Document | undefined {
  const collation: unknown = options === undefined ? undefined : Reflect.get(options, 'collation')
  if (typeof collation !== 'object' || collation === null) return undefined
  return Reflect.get(collation, 'locale') === 'simple' ? undefined : (collation as Document)
}

/** Whether text that differs in case alone is the same under a collation. */
export function ignoresCase(collation: Document | undefined): boolean {
  return collation !== undefined && Number(collation['strength'] ?? 3) < 3 && collation['caseLevel'] !== true
}

/** The groups of documents that an index would keep apart. */
export function alike({ key, options: { partialFilterExpression } }: Wanted, more: Document = {}): Document[] {
  // To an index what is absent and what is null are the same.
  const keys = Object.keys(key).map((path) => [path, { $ifNull: [`$${path}`, null] }] as const)
  return [
    ...(partialFilterExpression === undefined ? [] : [{ $match: partialFilterExpression }]),
    { $group: { _id: Object.fromEntries(keys), count: { $sum: 1 }, ...more } },
    { $match: { count: { $gt: 1 } } },
  ]
}

/** A command on a collection, as a line for the server's shell. */
export function shellLine(collection: string, method: string, ...args: readonly unknown[]): string {
  const given = args.map((argument) => JSON.stringify(argument)).join(', ')
  return `db.getCollection(${JSON.stringify(collection)}).${method}(${given})`
}

/** The command that makes an index. */
export function indexText({ place, key, options }: Wanted): string {
  return shellLine(place.collection, 'createIndex', key, ...(Object.keys(options).length === 0 ? [] : [options]))
}
