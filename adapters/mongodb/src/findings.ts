import {
  type Finding,
  type RuleId,
  isCustomName,
  isImplied,
  lostWhereRequired,
  lostWithLaxKeys,
  model,
} from '@strongroom/core-types'
import type { IndexDescriptionInfo } from 'mongodb'
import { lostWithoutIndex } from './capabilities.ts'
import {
  type Wanted,
  alike,
  collationOf,
  collationOn,
  ignoresCase,
  indexText,
  shellLine,
  standing,
  uniqueIndex,
} from './indexes.ts'
import { type Document, type Place, pathOf } from './layout.ts'

/** A finding, and what it is to `migrate`. */
export interface Step extends Finding {
  /** The field of the model that it is about. */
  readonly field?: string
  /** An index that `migrate` makes. */
  readonly index?: Wanted
  /** `migrate` cannot go on: a person has to mend it first. */
  readonly stops?: true
}

/** What a database has of one entity's collection. */
export interface Found {
  readonly options: Document
  readonly indexes: readonly IndexDescriptionInfo[]
}

/** What stands between the indexes that a collection has and those that it is to have. */
export function compareIndexes(place: Place, wanted: readonly Wanted[], { options, indexes }: Found): Step[] {
  const collation = collationOf(options)
  return [
    ...(collation === undefined ? [] : [lax(place, collation)]),
    // Indexes take over the collation of their collection, and go with it.
    ...wanted
      .filter((index) => collation === undefined || standing(index, indexes) !== 'collation')
      .flatMap((index) => compareIndex(index, indexes)),
    ...model[place.entity].unique
      .filter((fields) => !isImplied(place.unique, fields))
      .map((fields): Step => {
        const index = uniqueIndex(place, fields)
        const message = `By the schema nothing keeps (${pathsOf(index)}) of ${place.collection} unique.`
        return {
          ...about(index, 'unique', message),
          severity: 'warning',
          lost: lostWithoutIndex(place.entity, fields),
          fix: indexText(index),
        }
      }),
    ...tooStrict(place, wanted, indexes),
  ]
}

function compareIndex(index: Wanted, indexes: readonly IndexDescriptionInfo[]): Step[] {
  const { place, fields, key, options } = index
  const { collection, entity } = place
  const stands = standing(index, indexes)
  if (stands === 'same') return []
  const unique = options.unique === true
  const paths = pathsOf(index)
  const create = indexText(index)
  const mend: Partial<Step> =
    stands === 'missing'
      ? { index, fix: create }
      : { stops: true, fix: `${shellLine(collection, 'dropIndex', key)}\n${create}` }
  if (stands === 'strict') {
    const who = unique ? 'also where it is absent' : 'which documents may share'
    const message = `${collection} keeps (${paths}) unique, ${who}: the second one is refused.`
    const lost = strictly[`${entity} ${fields.join(', ')}`]
    return [{ ...about(index, 'too-strict', message), ...mend, ...(lost === undefined ? {} : { lost }) }]
  }
  if (!unique) {
    const message = `${collection} has no index on (${paths}).`
    return [{ ...step(place, 'index', message), severity: 'warning', ...mend }]
  }
  if (stands === 'collation') {
    const message = `The index on (${paths}) of ${collection} has a collation: keys that differ cannot stand side by side.`
    return [
      { ...about(index, 'collation', message), ...mend, lost: laxRules(place, fields, collationOn(index, indexes)) },
    ]
  }
  const message = `${collection} has nothing that keeps (${paths}) unique.`
  return [{ ...about(index, 'unique', message), ...mend, lost: lostWithoutIndex(entity, fields) }]
}

/** The rules that are lost where these fields are unique, absent or not. */
const strictly: Readonly<Record<string, readonly RuleId[]>> = {
  'user email': lostWhereRequired('user', 'email'),
  // Whoever has one account gets no second one.
  'account userId': ['linkAccount.links'],
}

/** Indexes of the application's own that keep unique what several documents may share. */
function tooStrict(place: Place, wanted: readonly Wanted[], indexes: readonly IndexDescriptionInfo[]): Step[] {
  const known = new Set(wanted.map(({ key }) => JSON.stringify(key)))
  return indexes.flatMap(({ key, unique, name }): Step[] => {
    const paths = Object.keys(key)
    const fields = paths.flatMap((path) => {
      const field = place.columns.find((column) => column.path === path)?.name
      return field !== undefined && Object.hasOwn(model[place.entity].fields, field) ? [field] : []
    })
    const own = fields.length < paths.length || isImplied(place.unique, fields)
    if (unique !== true || own || known.has(JSON.stringify(key))) return []
    const message = `${place.collection} keeps (${paths.join(', ')}) unique, which documents may share: the second one is refused.`
    const fix = shellLine(place.collection, 'dropIndex', name ?? key)
    return [{ ...step(place, 'too-strict', message, fields.at(-1)), severity: 'warning', fix }]
  })
}

/** A collection whose own collation compares keys: it was given when the collection was made, and stays. */
function lax(place: Place, collation: Document): Step {
  const { collection } = place
  const exact = `${collection}_exact`
  const names = place.columns.filter(({ field: { type } }) => type === 'key').map(({ name }) => name)
  return {
    ...step(
      place,
      'collation',
      `The collection ${collection} compares by ${String(collation['locale'])}: keys that differ can meet. A collation cannot be changed; ` +
        'a copy takes its place, while nobody signs in. Then run migrate, and make indexes of your own anew.',
    ),
    lost: laxRules(place, names, collation),
    stops: true,
    fix: [
      `db.createCollection(${JSON.stringify(exact)}, {"collation":{"locale":"simple"}})`,
      shellLine(collection, 'aggregate', [{ $match: {} }, { $out: exact }]),
      shellLine(exact, 'renameCollection', collection, true),
    ].join('\n'),
  }
}

function laxRules({ entity }: Place, fields: readonly string[], collation?: Document): readonly RuleId[] {
  const rules = new Set(fields.flatMap((field) => lostWithLaxKeys(entity, field)))
  if (!ignoresCase(collation)) rules.delete('any.email-case-exact')
  return [...rules]
}

/** Documents that are alike where an index is to keep them apart. */
export function duplicates(index: Wanted, groups: number): Step {
  const { collection } = index.place
  const message = `${collection} has ${groups} values of (${pathsOf(index)}) in more than one document: they stand in the way of a unique index.`
  const fix = shellLine(collection, 'aggregate', alike(index, { ids: { $push: '$_id' } }))
  return { ...about(index, 'duplicates', message), stops: true, fix }
}

/** Addresses that were found in any case, and are not once the collection compares exactly. */
export function eMailCase(place: Place, count: number): Step {
  const path = pathOf(place, 'email')
  const message =
    `${place.collection} has ${count} addresses in ${path} that are not lower-case. They are found all the same; in a ` +
    'collection that compares exactly they are not, where the lower-case form is asked for.'
  const fix = shellLine(place.collection, 'updateMany', upperCase(place), [
    { $set: { [path]: { $toLower: `$${path}` } } },
  ])
  return { ...step(place, 'e-mail-case', message, 'email'), fix }
}

/** Users whose address is not lower-case. */
export function upperCase(user: Place): Document {
  return { [pathOf(user, 'email')]: { $regex: '[A-Z]' } }
}

/** A field of the wrong type: of so many documents, and whether text is among them. */
export function mistyped(place: Place, field: string, count: number, text: boolean): Step {
  const path = pathOf(place, field)
  const wanted = typeOf(place, field)
  const where = `${place.collection}.${path}`
  const converted = wanted === 'date' ? '$toDate' : wanted === 'objectId' ? '$toObjectId' : undefined
  const owner = path !== '_id' && wanted !== 'date'
  const outcome =
    wanted === 'date'
      ? field === 'expires'
        ? 'these never answer.'
        : 'these come back as they are stored.'
      : `these belong to nobody${owner ? ', and deleteExpired() deletes them' : ''}.`
  const fix =
    text && converted !== undefined && path !== '_id'
      ? shellLine(place.collection, 'updateMany', { [path]: { $type: 'string' } }, [
          { $set: { [path]: { [converted]: `$${path}` } } },
        ])
      : undefined
  return {
    ...step(place, 'type', `${where} is of another type than ${wanted} in ${count} documents: ${outcome}`, field),
    ...(wanted === 'date' ? { lost: ['any.dates'] as const } : {}),
    ...(fix === undefined ? {} : { fix }),
  }
}

/** The BSON type that a field is compared by; `any` where it is read as it is. */
export function typeOf(place: Place, field: string): 'date' | 'objectId' | 'string' | 'any' {
  const column = place.columns[place.positions.get(field) ?? -1]
  if (column?.field.type === 'timestamp') return 'date'
  if (column?.field.type === 'id') return column.idType === 'objectId' ? 'objectId' : 'string'
  return 'any'
}

/** Documents whose user is gone. They never answer, so nothing is lost. */
export function orphans(place: Place, count: number): Step {
  const message = `${place.collection} has ${count} documents whose user is gone: they never answer.`
  return { ...step(place, 'orphans', message, 'userId'), severity: 'warning', fix: 'deleteExpired()' }
}

/** Fields of a sample of documents that are not declared, with the line that declares them. */
export function undeclared(place: Place, sample: readonly Document[]): Step[] {
  const known = new Set(['_id', ...place.columns.map(({ path }) => path)])
  const seen = new Map<string, Set<string>>()
  for (const document of sample) {
    for (const [name, value] of Object.entries(document)) {
      if (known.has(name)) continue
      const kinds = seen.get(name) ?? new Set()
      seen.set(name, kinds)
      if (value !== null && value !== undefined) kinds.add(kindOf(value))
    }
  }
  return [...seen].map(([name, kinds]): Step => {
    const [kind = 'other'] = kinds
    // Accounts hold no dates: the core types them as JSON.
    const fits = kinds.size === 1 && kind !== 'other' && !(place.entity === 'account' && kind === 'timestamp')
    const line = `fields: { ${place.entity}: { ${name}: { type: '${kind}', optional: true } } }`
    return {
      table: place.collection,
      column: name,
      rule: 'undeclared',
      severity: 'warning',
      message: `The field ${place.collection}.${name} is not declared: the adapter does not read or write it.`,
      ...(fits && isCustomName(place.entity, name) ? { fix: line } : {}),
    }
  })
}

function kindOf(value: unknown): 'text' | 'bigint' | 'boolean' | 'timestamp' | 'other' {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'boolean'
  if (value instanceof Date) return 'timestamp'
  return Number.isSafeInteger(value) ? 'bigint' : 'other'
}

const pathsOf = ({ key }: Wanted): string => Object.keys(key).join(', ')

function about({ place, fields }: Wanted, rule: Finding['rule'], message: string): Step {
  return step(place, rule, message, fields.at(-1))
}

function step(place: Place, rule: Finding['rule'], message: string, field?: string): Step {
  return {
    table: place.collection,
    ...(field === undefined ? {} : { column: pathOf(place, field), field }),
    rule,
    severity: 'error',
    message,
  }
}
