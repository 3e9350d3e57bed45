import {
  AdapterError,
  type AdapterWarning,
  type CustomFields,
  type EntityName,
  type Field,
  type FieldRule,
  ID_BYTES,
  checkValue,
  entityNames,
  invalid,
  keyOf,
  mendValue,
  model,
} from '@strongroom/core-types'

/** A row as it is stored: every field there, `null` where absent, JSON as text. */
export type Stored = Record<string, unknown>

/** How the values of an entity are read from arguments and shown in answers. */
export interface Fields {
  /** The key as rows hold it, or `undefined` when no row can hold it. */
  key(field: string, value: unknown): string | undefined
  /** A new row: what is given, checked; defaults and `null` for the rest. `mend` puts odd values right. */
  create(given: object, operation: string, options?: { mend?: boolean }): Stored
  /** The given fields alone, checked; an undeclared one is refused, and so is a change of `keys`. */
  update(given: object, operation: string, keys: readonly string[]): Stored
  /** A copy for the caller. */
  show(row: Stored): Stored
}

interface FieldsOptions {
  readonly custom: CustomFields | undefined
  readonly generateId: () => string
  readonly onWarning: (warning: AdapterWarning) => void
}

/** The fields of all entities, custom ones included. */
export function fieldsOf(options: FieldsOptions): Record<EntityName, Fields> {
  const all = entityNames.map((entity) => [entity, entityFields(entity, options)] as const)
  return Object.fromEntries(all) as Record<EntityName, Fields>
}

function entityFields(entity: EntityName, { custom, generateId, onWarning }: FieldsOptions): Fields {
  const declared = { ...model[entity].fields, ...custom?.[entity] } as Readonly<Record<string, Field>>
  const rules = Object.entries(declared).map(([name, field]): FieldRule => {
    const { bytes = ID_BYTES, ascii } = field
    return { entity, name, field, key: { bytes, ascii }, idType: 'text' }
  })
  const warned = new Set<string>()

  function valueOf(given: object, name: string): unknown {
    return Reflect.get(given, name)
  }

  function undeclared(given: object): string[] {
    return Object.keys(given).filter((name) => !Object.hasOwn(declared, name) && valueOf(given, name) !== undefined)
  }

  function initial(rule: FieldRule, operation: string): unknown {
    if (entity === 'user' && rule.name === 'id') return generateId()
    if (rule.field.default !== undefined) return rule.field.default
    if (rule.field.optional) return null
    throw invalid(rule, operation)
  }

  return {
    key(field, value) {
      const rule = rules.find(({ name }) => name === field)
      return rule && keyOf(value, rule.key)
    },
    create(given, operation, { mend = false } = {}) {
      for (const field of undeclared(given)) {
        if (warned.has(field)) continue
        warned.add(field)
        const message = `${operation}: ${entity}.${field} is not declared and was left out. Declare it in \`fields\`.`
        onWarning({ code: 'undeclared-field', message, operation, entity, field })
      }
      const row: Stored = {}
      for (const rule of rules) {
        const value = valueOf(given, rule.name)
        // Only what may be absent is mended: a key must be right, or somebody else is met.
        const read = mend && rule.field.optional && rule.field.type !== 'key' ? mendValue : checkValue
        row[rule.name] = value === undefined ? initial(rule, operation) : read(rule, value, operation)
      }
      return row
    },
    update(given, operation, keys) {
      const [field] = undeclared(given)
      if (field !== undefined) {
        const message = `${operation}: ${entity}.${field} is not declared. Declare it in \`fields\`.`
        throw new AdapterError('invalid-input', message, { operation, entity, field })
      }
      const changes: Stored = {}
      for (const rule of rules) {
        const value = valueOf(given, rule.name)
        if (value !== undefined && !keys.includes(rule.name)) changes[rule.name] = checkValue(rule, value, operation)
      }
      return changes
    },
    show(row) {
      const shown: Stored = {}
      for (const { name, field } of rules) {
        const value = row[name]
        if (value === null && entity === 'account') continue
        if (value instanceof Date) shown[name] = new Date(value)
        else shown[name] = field.type === 'json' && typeof value === 'string' ? (JSON.parse(value) as unknown) : value
      }
      return shown
    },
  }
}
