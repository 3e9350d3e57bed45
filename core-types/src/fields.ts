import { AdapterError } from './errors.ts'
import type { IdType } from './keys.ts'
import { type CustomFields, type EntityName, type Field, ID_BYTES, model } from './model.ts'
import { type FieldRule, checkValue } from './values.ts'

/** A field as an adapter takes it from its callers. */
export interface InputField extends FieldRule {
  /** Whether the database makes the value. */
  readonly generated: boolean
}

/** An entity's fields under one schema, the model's first, and where each stands. */
export interface EntityFields<F extends InputField = InputField> {
  readonly entity: EntityName
  readonly columns: readonly F[]
  readonly positions: ReadonlyMap<string, number>
}

/** What a schema says of fields. */
export interface FieldOptions {
  readonly custom?: CustomFields[EntityName] | undefined
  readonly ids: { readonly type: IdType; readonly from: 'caller' | 'database' }
  /** Limits of keys where they are narrower than the model's, in UTF-8 bytes. */
  readonly bytes?: Readonly<Record<string, number>> | undefined
  /** Limits of text, in characters. */
  readonly characters?: Readonly<Record<string, number>> | undefined
  /** Whole numbers that are stored in 32 bits. */
  readonly int32?: readonly string[] | undefined
}

// Adapters keep sets of given fields as numbers, exact up to 53 bits.
const MAX_FIELDS = 53

/**
 * An entity's fields, the model's and custom ones.
 *
 * @throws AdapterError `invalid-input` for custom fields that an adapter could not serve
 */
export function fieldsOf(entity: EntityName, options: FieldOptions): InputField[] {
  const { custom = {}, ids, bytes, characters, int32 = [] } = options
  const all: Record<string, Field> = { ...model[entity].fields, ...custom }
  for (const name of Object.keys(custom)) {
    if (Object.hasOwn(model[entity].fields, name)) throw misuse(entity, name, 'is a field of the model already')
    if (!isCustomName(entity, name)) throw misuse(entity, name, 'is not a usable name')
  }
  if (Object.keys(all).length > MAX_FIELDS) throw misuse(entity, undefined, `has more than ${MAX_FIELDS} fields`)
  return Object.entries(all).map(([name, given]) => {
    const most = ownValue(characters, name)
    const field: Field = {
      ...given,
      ...(int32.includes(name) ? { type: 'integer' } : {}),
      ...(most === undefined ? {} : { characters: most }),
    }
    const rule: InputField = {
      entity,
      name,
      field,
      key: { bytes: ownValue(bytes, name) ?? field.bytes ?? ID_BYTES, ascii: field.ascii },
      idType: ids.type,
      generated: entity === 'user' && name === 'id' && ids.from === 'database',
    }
    if (name in custom && field.default === undefined && !field.optional) {
      throw misuse(entity, name, 'must be optional or have a default, since the core does not give it')
    }
    if (field.default !== undefined) checkValue(rule, defaultOf(field), 'fields')
    return rule
  })
}

/** What options say of a name; what every object inherits, such as `constructor`, says nothing. */
export function ownValue<T>(options: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return options !== undefined && Object.hasOwn(options, name) ? options[name] : undefined
}

/** A field's default as a value of the model: timestamps are written as ISO 8601 in options. */
export function defaultOf(field: Field): unknown {
  return field.type === 'timestamp' ? new Date(String(field.default)) : field.default
}

/** Whether a custom field can be called so. */
export function isCustomName(entity: EntityName, name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== '__proto__' && !Object.hasOwn(model[entity].fields, name)
}

/**
 * The field of this name.
 *
 * @throws AdapterError `invalid-input` when there is none
 */
export function fieldOf<F extends InputField>({ entity, columns, positions }: EntityFields<F>, name: string): F {
  const found = columns[positions.get(name) ?? -1]
  if (found === undefined) throw misuse(entity, name, 'is not declared')
  return found
}

function misuse(entity: EntityName, field: string | undefined, what: string): AdapterError {
  const offender = field === undefined ? entity : `${entity}.${field}`
  return new AdapterError('invalid-input', `fields: ${offender} ${what}.`, { operation: 'fields', entity, field })
}
