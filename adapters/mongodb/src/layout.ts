import {
  AdapterError,
  type EntityFields,
  type EntityName,
  type InputField,
  entityNames,
  fieldOf,
  fieldsOf,
  isImplied,
  model,
  ownValue,
} from '@strongroom/core-types'
import { ObjectId } from 'mongodb'
import type { Schema, SchemaOptions } from './schema.ts'

/** A document as the driver gives it. */
export type Document = Record<string, unknown>

/** A field where it is stored. */
export interface StoredField extends InputField {
  /** The field's name in documents. */
  readonly path: string
  readonly encode: (value: unknown) => unknown
  readonly decode: (value: unknown) => unknown
}

/** An entity where it is stored. */
export interface Place<E extends EntityName = EntityName> extends EntityFields<StoredField> {
  readonly entity: E
  /** The collection's name. */
  readonly collection: string
  /** The sets of fields that the database keeps unique. */
  readonly unique: readonly (readonly string[])[]
}

/** The model under one schema. */
export interface Layout {
  readonly idType: 'objectId' | 'text' | 'uuid'
  readonly places: { readonly [E in EntityName]: Place<E> }
}

/** Where a joined user stands, beside a document's own fields. */
export const OWNER = '_owner'

const defaultIds = { type: 'objectId', from: 'database' } as const

/** The layout that `migrate` works towards. */
export function targetOf(options: SchemaOptions): Layout {
  const { schema = {} } = options
  return layoutOf({ ...options, schema: schema.migrated ?? schema })
}

/**
 * Resolves options. No input or output.
 *
 * @throws AdapterError `invalid-input` for custom fields and names that the adapter could not serve
 */
export function layoutOf({ schema = {}, collections = {}, fields = {} }: SchemaOptions): Layout {
  const ids = schema.ids ?? defaultIds
  const names: Record<EntityName, string> = {
    user: collections.Users ?? 'users',
    account: collections.Accounts ?? 'accounts',
    session: collections.Sessions ?? 'sessions',
    verificationToken: collections.VerificationTokens ?? 'verification_tokens',
    authenticator: collections.Authenticators ?? 'authenticators',
  }
  const placeOf = (entity: EntityName): Place => {
    const columns = fieldsOf(entity, { custom: fields[entity], ids }).map((field): StoredField => ({
      ...field,
      path:
        entity === 'user' && field.name === 'id'
          ? '_id'
          : (ownValue(schema.fields?.[entity], field.name) ?? field.name),
      ...codecOf(field),
    }))
    assertPaths(entity, columns)
    const positions = new Map(columns.map(({ name }, position) => [name, position]))
    return { entity, collection: names[entity], columns, positions, unique: uniqueOf(entity, schema) }
  }
  const places = Object.fromEntries(entityNames.map((entity) => [entity, placeOf(entity)]))
  return { idType: ids.type, places: places as unknown as Layout['places'] }
}

function assertPaths(entity: EntityName, columns: readonly StoredField[]): void {
  const taken = new Set<string>()
  for (const { name, path } of columns) {
    const own = entity === 'user' && name === 'id'
    // A dot or a dollar would make a path or an operator of it.
    const usable = /^[^$.\0][^.\0]*$/.test(path) && path !== '__proto__' && path !== OWNER && (own || path !== '_id')
    if (usable && !taken.has(path)) taken.add(path)
    else {
      const why = usable ? 'another field has its name in documents' : 'its name in documents is not usable'
      const message = `schema: ${entity}.${name}: ${why}.`
      throw new AdapterError('invalid-input', message, { operation: 'schema', entity, field: name })
    }
  }
}

/** The sets of fields that a schema keeps unique. Every collection keeps `_id`, which a user's id is. */
export function uniqueOf(entity: EntityName, { constraints }: Schema): readonly (readonly string[])[] {
  const sets: readonly (readonly string[])[] = constraints?.unique?.[entity] ?? model[entity].unique
  return entity === 'user' && !isImplied(sets, ['id']) ? [['id'], ...sets] : sets
}

/** A field's name in documents. */
export function pathOf(place: Place, field: string): string {
  return fieldOf(place, field).path
}

const asIs = (value: unknown): unknown => value
const parse = (text: unknown): unknown => JSON.parse(String(text))

function codecOf({ field: { type }, idType }: InputField): Pick<StoredField, 'encode' | 'decode'> {
  switch (type) {
    case 'id':
      return { encode: idType === 'objectId' ? (id) => new ObjectId(String(id)) : asIs, decode: String }
    // Other adapters have stored numbers where a provider gave numbers.
    case 'key':
      return { encode: asIs, decode: String }
    case 'bigint':
    case 'integer':
      return { encode: asIs, decode: Number }
    case 'json':
      // What JSON cannot hold, such as the reference that the driver makes of `$ref` and `$id`, becomes JSON again.
      return { encode: parse, decode: (value) => parse(JSON.stringify(value)) }
    case 'timestamp':
    case 'text':
    case 'boolean':
      return { encode: asIs, decode: asIs }
  }
}
