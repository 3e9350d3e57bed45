/** The part of JSON Schema that ours use. */
interface Schema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number'
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly minimum?: number
  readonly pattern?: string
}

const known = new Set(
  '$schema title description $ref $defs const enum type required properties additionalProperties items minimum pattern'.split(
    ' ',
  ),
)

/** What about the value does not match the schema, each with its path. */
export function mismatches(value: unknown, schema: Schema, root: Schema = schema, path = '$'): string[] {
  const unknown = Object.keys(schema).filter((keyword) => !known.has(keyword))
  if (unknown.length > 0) throw new Error(`This test knows no ${unknown.join(', ')}.`)
  const found = schema.$ref === undefined ? [] : mismatches(value, definition(schema.$ref, root), root, path)
  const wrong = (what: string): void => void found.push(`${path}: ${what}`)
  if ('const' in schema && value !== schema.const) wrong(`is not ${JSON.stringify(schema.const)}`)
  if (schema.enum && !schema.enum.includes(value))
    wrong(`${JSON.stringify(value)} is none of ${schema.enum.join(', ')}`)
  if (schema.type && !isOf(schema.type, value)) return [...found, `${path}: is no ${schema.type}`]
  if (schema.minimum !== undefined && (value as number) < schema.minimum) wrong(`is below ${schema.minimum}`)
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value as string))
    wrong(`is not ${schema.pattern}`)
  const { items, properties = {}, additionalProperties = true } = schema
  if (Array.isArray(value) && items)
    value.forEach((item, index) => found.push(...mismatches(item, items, root, `${path}[${index}]`)))
  if (schema.type !== 'object') return found
  const entries = value as Record<string, unknown>
  for (const name of schema.required ?? []) if (!Object.hasOwn(entries, name)) wrong(`has no ${name}`)
  for (const [name, item] of Object.entries(entries)) {
    const own = properties[name] ?? additionalProperties
    if (own === false) wrong(`has a ${name}`)
    else if (own !== true) found.push(...mismatches(item, own, root, `${path}.${name}`))
  }
  return found
}

function definition(ref: string, root: Schema): Schema {
  const found = root.$defs?.[ref.replace('#/$defs/', '')]
  if (!found) throw new Error(`There is no ${ref}.`)
  return found
}

function isOf(type: NonNullable<Schema['type']>, value: unknown): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'string':
    case 'number':
      return typeof value === type
  }
}
