import {
  AdapterError,
  type EntityName,
  type Finding,
  type Migration,
  type MigrationOptions,
  entityNames,
  model,
} from '@strongroom/core-types'
import type { CreateIndexesOptions } from 'mongodb'
import type { Run } from './driver.ts'
import { explain } from './errors.ts'
import { type Layout, type Place, pathOf } from './layout.ts'

/** An index that the adapter leans on. */
interface Wanted {
  readonly place: Place
  readonly fields: readonly string[]
  readonly key: Record<string, 1>
  readonly options: CreateIndexesOptions
}

/** The indexes of a layout, from the model: unique sets, look-ups, and expiry. */
export function indexesOf({ places }: Layout, ttl = false): Wanted[] {
  const wanted = (entity: EntityName, fields: readonly string[], options: CreateIndexesOptions): Wanted => {
    const place: Place = places[entity]
    const key = Object.fromEntries(fields.map((field) => [pathOf(place, field), 1 as const]))
    return { place, fields, key, options }
  }
  return entityNames.flatMap((entity) => {
    const { unique, ...rest } = model[entity]
    const lookups: readonly (readonly string[])[] = 'index' in rest ? rest.index : []
    return [
      ...unique
        // A user's id is _id, which every collection keeps unique.
        .filter((fields) => pathOf(places[entity], fields[0]) !== '_id')
        .map((fields) => wanted(entity, fields, { unique: true, ...absentApart(places[entity], fields) })),
      ...lookups.map((fields) =>
        wanted(entity, fields, ttl && fields[0] === 'expires' ? { expireAfterSeconds: 0 } : {}),
      ),
    ]
  })
}

// Users without an e-mail address stand side by side: the index holds text alone, whether null is stored or nothing.
function absentApart(place: Place, fields: readonly string[]): CreateIndexesOptions {
  const [field] = fields
  const optional = place.columns.some(({ name, field: { optional } }) => name === field && optional === true)
  return optional && field !== undefined ? { partialFilterExpression: { [pathOf(place, field)]: { $gt: '' } } } : {}
}

/** An index as a line for the server's shell. */
export function indexText({ place, key, options }: Wanted): string {
  const more = Object.keys(options).length === 0 ? '' : `, ${JSON.stringify(options)}`
  return `db.getCollection(${JSON.stringify(place.collection)}).createIndex(${JSON.stringify(key)}${more})`
}

/** How `migrate` goes about it. There are no addresses to mend: keys are compared exactly. */
export type IndexMigrationOptions = Pick<MigrationOptions, 'plan' | 'onProgress'>

/** Creates the indexes that are missing. Creating one that is there changes nothing, so several may start at once. */
export async function migrateIndexes(
  run: Run,
  layout: Layout,
  ttl?: boolean,
  { plan = false, onProgress }: IndexMigrationOptions = {},
): Promise<Migration> {
  const statements: string[] = []
  const planned = (await compared('migrate', run, layout, ttl)).filter(({ found }) => found !== 'same')
  for (const [index, { wanted, found }] of planned.entries()) {
    const text = indexText(wanted)
    const { place, fields, key, options } = wanted
    const field = fields.at(-1)
    const refuse = (why: string, cause?: unknown): AdapterError =>
      new AdapterError('schema', `migrate: ${place.collection}: ${text} ${why}`, {
        operation: 'migrate',
        entity: place.entity,
        field,
        cause,
      })
    if (found === 'other') throw refuse('cannot be made: an index on these fields has other options. Drop it first.')
    statements.push(text)
    if (plan) continue
    onProgress?.(text, index + 1, planned.length)
    await run('migrate', place, async (all) => {
      try {
        await all[place.entity].createIndex(key, options, {})
      } catch (error) {
        throw explain(error).code === 'duplicate'
          ? refuse('cannot be made: documents that are alike stand in the way.', error)
          : error
      }
    })
  }
  return { statements }
}

/** The indexes that are missing or different, with the command that mends it. */
export async function checkIndexes(run: Run, layout: Layout, ttl?: boolean): Promise<Finding[]> {
  return (await compared('check', run, layout, ttl)).flatMap(({ wanted, found }): Finding[] => {
    if (found === 'same') return []
    const { place, key, options } = wanted
    const paths = Object.keys(key)
    const unique = options.unique === true
    const what = unique ? 'nothing that keeps' : 'no index on'
    const drop = `db.getCollection(${JSON.stringify(place.collection)}).dropIndex(${JSON.stringify(key)})\n`
    return [
      {
        table: place.collection,
        ...(unique ? { column: String(paths.at(-1)) } : {}),
        rule: unique ? 'unique' : 'index',
        severity: unique ? 'error' : 'warning',
        message: `${place.collection} has ${what} (${paths.join(', ')})${unique ? ' unique' : ''}.`,
        fix: (found === 'other' ? drop : '') + indexText(wanted),
      },
    ]
  })
}

async function compared(operation: string, run: Run, layout: Layout, ttl: boolean | undefined) {
  const answers: { wanted: Wanted; found: 'same' | 'other' | 'missing' }[] = []
  for (const place of Object.values(layout.places)) {
    const existing = await run(operation, place, async ({ db, ...all }) => {
      // A collection that does not exist has no indexes to list.
      const known = await db.listCollections({ name: place.collection }, { nameOnly: true }).toArray()
      return known.length === 0 ? [] : all[place.entity].indexes()
    })
    for (const wanted of indexesOf(layout, ttl).filter((index) => index.place === place)) {
      const like = existing.filter(({ key }) => JSON.stringify(key) === JSON.stringify(wanted.key))
      const { unique = false, partialFilterExpression, expireAfterSeconds } = wanted.options
      const same = like.some(
        (index) =>
          (index.unique ?? false) === unique &&
          // A partial index over fewer documents keeps less unique; a plain one also holds what is absent.
          JSON.stringify(index['partialFilterExpression']) === JSON.stringify(partialFilterExpression) &&
          // Under a collation keys meet that are not the same.
          index['collation'] === undefined &&
          // That somebody lets expired documents go stands in nobody's way.
          (expireAfterSeconds === undefined || index.expireAfterSeconds === expireAfterSeconds),
      )
      answers.push({ wanted, found: same ? 'same' : like.length > 0 ? 'other' : 'missing' })
    }
  }
  return answers
}
