import {
  AdapterError,
  type EntityName,
  type Finding,
  type Migration,
  type MigrationOptions,
} from '@strongroom/core-types'
import { lonely, ownerOf } from './commands.ts'
import { type Collections, type Run } from './driver.ts'
import { explain } from './errors.ts'
import {
  type Found,
  type Step,
  compareIndexes,
  duplicates,
  eMailCase,
  mistyped,
  orphans,
  typeOf,
  undeclared,
  upperCase,
} from './findings.ts'
import { type Wanted, alike, collationOf, ignoresCase, indexText, indexesOf } from './indexes.ts'
import { type Document, type Layout, type Place, pathOf } from './layout.ts'

// So many documents of a collection tell which fields it has.
const SAMPLE = 100

/** How `migrate` goes about it. There is no `emails`: a collection that compares by a collation is not ours to replace. */
export type IndexMigrationOptions = Pick<MigrationOptions, 'plan' | 'onProgress'>

/**
 * Creates the indexes that are missing. Whatever stands in the way is found before anything is changed. Creating an
 * index that is there changes nothing, so several may start at once, and one that ended half-way goes on.
 */
export async function migrateIndexes(
  run: Run,
  layout: Layout,
  ttl?: boolean,
  { plan = false, onProgress }: IndexMigrationOptions = {},
): Promise<Migration> {
  const planned: Wanted[] = []
  for (const place of Object.values(layout.places)) {
    const steps = await run('migrate', place, (all) => compare(all, layout, place, ttl))
    const stuck = steps.find(({ stops }) => stops)
    if (stuck !== undefined) throw inTheWay(place, stuck)
    planned.push(...steps.flatMap(({ index }) => index ?? []))
  }
  const statements = planned.map(indexText)
  if (plan) return { statements }
  for (const [number, { place, fields, key, options }] of planned.entries()) {
    const text = String(statements[number])
    onProgress?.(text, number + 1, planned.length)
    await run('migrate', place, async (all) => {
      try {
        await all[place.entity].createIndex(key, options, {})
      } catch (error) {
        if (explain(error).code !== 'duplicate') throw error
        const message = `migrate: ${place.collection}: ${text} cannot be made: documents that are alike came meanwhile. What came before it stays.`
        throw schemaError(place.entity, fields.at(-1), message, error)
      }
    })
  }
  return { statements }
}

/** What differs, with the command that mends it. */
export async function checkDatabase(run: Run, layout: Layout, ttl?: boolean): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const place of Object.values(layout.places)) {
    const steps = await run('check', place, async (all) => [
      ...(await compare(all, layout, place, ttl)),
      ...(await inspect(all, layout, place)),
    ])
    for (const { field: _, index: __, stops: ___, ...finding } of steps) findings.push(finding)
  }
  return findings
}

/** What differs from the indexes that a collection is to have, and before each the documents that stand in its way. */
async function compare(all: Collections, layout: Layout, place: Place, ttl: boolean | undefined): Promise<Step[]> {
  const found = await inspectCollection(all, place)
  const wanted = indexesOf(layout, ttl).filter((index) => index.place === place)
  const steps: Step[] = []
  if (place.entity === 'user' && ignoresCase(collationOf(found.options))) {
    const count = await countOf(all, place, [{ $match: upperCase(place) }])
    if (count > 0) steps.push(eMailCase(place, count))
  }
  for (const step of compareIndexes(place, wanted, found)) {
    const groups = step.index?.options.unique === true ? await countOf(all, place, alike(step.index)) : 0
    if (step.index !== undefined && groups > 0) steps.push(duplicates(step.index, groups))
    steps.push(step)
  }
  return steps
}

/** What the documents themselves tell. */
async function inspect(all: Collections, { places: { user } }: Layout, place: Place): Promise<Step[]> {
  const steps: Step[] = []
  for (const { name, path } of place.columns) {
    const type = typeOf(place, name)
    if (type === 'any') continue
    const wrong = { [path]: { $ne: null, $not: { $type: type } } }
    const count = await countOf(all, place, [{ $match: wrong }])
    if (count === 0) continue
    const text = type !== 'string' && (await countOf(all, place, [{ $match: { [path]: { $type: 'string' } } }])) > 0
    steps.push(mistyped(place, name, count, text))
  }
  if (place.positions.has('userId')) {
    const path = pathOf(place, 'userId')
    // Those of another type are told as such.
    const typed = { $or: [{ [path]: null }, { [path]: { $type: typeOf(place, 'userId') } }] }
    const count = await countOf(all, place, [{ $match: typed }, ownerOf(user, place), lonely])
    if (count > 0) steps.push(orphans(place, count))
  }
  const sample = await all[place.entity].aggregate([{ $sample: { size: SAMPLE } }]).toArray()
  return [...steps, ...undeclared(place, sample)]
}

async function inspectCollection({ db, ...all }: Collections, place: Place): Promise<Found> {
  const [known] = await db.listCollections({ name: place.collection }, { raw: false }).toArray()
  // A collection that does not exist has no indexes to list.
  if (known === undefined) return { options: {}, indexes: [] }
  const options = 'options' in known ? (known.options as Document | undefined) : undefined
  return { options: options ?? {}, indexes: await all[place.entity].indexes() }
}

async function countOf(all: Collections, place: Place, pipeline: readonly Document[]): Promise<number> {
  const [found] = await all[place.entity].aggregate([...pipeline, { $count: 'count' }]).toArray()
  return Number(found?.['count'] ?? 0)
}

function inTheWay(place: Place, { rule, message, fix = '', field }: Step): AdapterError {
  const drop = fix.includes('.dropIndex(') ? ' An index on these fields has other options. Drop it first:' : ''
  const mended = rule === 'duplicates' ? ` Mend them first; this shows them:` : drop
  return schemaError(place.entity, field ?? undefined, `migrate: ${message}${mended} ${fix} Nothing was changed.`)
}

function schemaError(entity: EntityName, field: string | undefined, message: string, cause?: unknown): AdapterError {
  return new AdapterError('schema', message, { operation: 'migrate', entity, field, cause })
}
