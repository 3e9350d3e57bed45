import {
  type Field,
  type Finding,
  type RuleId,
  ID_BYTES,
  isCustomName,
  isImplied,
  lostWhereRequired,
  lostWithLaxKeys,
  lostWithoutReferences,
  lostWithin,
  lostWithoutUnique,
  model,
  ownValue,
} from '@strongroom/core-types'
import type { Change, FoundColumn, FoundForeignKey, FoundIndex, FoundTable } from './dialect.ts'
import { columnDefinition, createIndexes, createTable, defaultClause, referencing } from './ddl.ts'
import { type Column, type Layout, type Table, columnOf, isSameSet } from './layout.ts'

/** When a step runs: an order in which each finds what it needs, and the database serves all the while. */
export const phases = ['rows', 'release', 'alter', 'create', 'unique', 'index', 'reference', 'proof'] as const

/** A finding, with what `migrate` does about it. An error with nothing to do needs a person. */
export interface Step extends Finding {
  readonly phase: (typeof phases)[number]
  readonly apply?: readonly string[]
  /** The same where others use the table meanwhile. */
  readonly online?: readonly string[] | undefined
  /** Not a finding of its own: what another one needs. */
  readonly silent?: true
  /** A column to be altered, together with others of its table. */
  readonly change?: Change
}

/** What stands between one table and the layout that it is to have. */
export function compareTable(layout: Layout, table: Table, found: FoundTable | undefined): Step[] {
  if (found === undefined) {
    const apply = [createTable(layout, table), ...createIndexes(layout, table)]
    return [step(table, undefined, 'missing', `The table ${table.name} is missing.`, { phase: 'create', apply })]
  }
  const { fold, rebuild } = layout.dialect
  const columns = new Map(found.columns.map((column) => [fold(column.name), column]))
  const known = new Set([...table.columns, ...table.extras].map(({ column }) => fold(column)))
  const steps = [
    ...table.columns.flatMap((column) => compareColumn(layout, table, column, columns.get(fold(column.column)))),
    ...table.extras.flatMap(({ column, filling }): Step[] =>
      // What the database fills by itself nobody misses.
      filling === 'default' || columns.has(fold(column))
        ? []
        : [{ ...step(table, undefined, 'missing', `The column ${table.name}.${column} is missing.`), column }],
    ),
    ...found.columns.filter(({ name }) => !known.has(fold(name))).map((column) => undeclared(layout, table, column)),
    ...compareConstraints(layout, table, found),
    ...table.columns.flatMap((column) => limits(layout, table, column, columns.get(fold(column.column)))),
  ]
  // Where a table cannot be altered, a person makes it anew.
  const byHand = rebuild?.(layout, table, found)
  const inPlace = new Set<Finding['rule']>(['type', 'nullable', 'default', 'collation', 'foreign-key'])
  return steps.map((each) =>
    byHand === undefined || each.fix !== undefined || each.severity !== 'error' || !inPlace.has(each.rule)
      ? each
      : { ...each, fix: byHand },
  )
}

function compareColumn(layout: Layout, table: Table, column: Column, found: FoundColumn | undefined): Step[] {
  const { dialect } = layout
  const { field } = column
  const name = `${table.name}.${column.column}`
  if (found === undefined) {
    const addable = field.optional === true || field.default !== undefined
    const message = `The column ${name} is missing${addable ? '' : ', and rows that exist have no value for it'}.`
    const apply = [`ALTER TABLE ${table.sql} ADD COLUMN ${columnDefinition(layout, column)}`]
    return [step(table, column, 'missing', message, { phase: 'create', ...(addable ? { apply } : {}) })]
  }
  const change = { column, found }
  const statement = dialect.alters(change, layout) ? dialect.alter?.(layout, table, [change]) : undefined
  const altered = (rule: Finding['rule'], message: string, lost?: readonly RuleId[]): Step =>
    step(table, column, rule, message, {
      phase: 'alter',
      lost,
      ...(statement === undefined ? {} : { change, fix: [statement] }),
    })
  const left = (rule: Finding['rule'], message: string, fix?: string): Step =>
    step(table, column, rule, message, fix === undefined ? {} : { fix: [fix] })

  const steps: Step[] = []
  const wanted = dialect.columnType(column, layout)
  const holds = dialect.holds(found.type)
  const isKey = field.type === 'key' || (field.type === 'id' && column.idType === 'text')
  const needs = isKey ? column.key.bytes : field.type === 'text' && !field.oneOf ? (field.characters ?? Infinity) : 0
  if (!dialect.accepts(column, found.type, layout)) {
    const lost = field.type === 'bigint' ? wideNumbers : field.type === 'timestamp' ? exactDates : undefined
    steps.push(altered('type', `The column ${name} is ${found.type || 'of no type'}; ${wanted} is needed.`, lost))
  } else if (holds !== undefined && holds < needs) {
    const message = `The column ${name} holds ${holds} characters; ${wanted} is needed.`
    const short = altered('narrow', message, lostWithin(table.entity, column.name, holds))
    const known = `tables: { ${table.entity}: { characters: { ${column.name}: ${holds} } } }`
    steps.push(statement === undefined && field.type === 'text' ? { ...short, fix: known } : short)
  }
  if (found.setsItself && field.type === 'timestamp' && Object.hasOwn(model[table.entity].fields, column.name)) {
    const message = `The column ${name} is set to the present time whenever its row changes.`
    if (steps.length === 0) steps.push(altered('type', message))
  }
  // Where the server fills in a date of its own, the column is altered anyhow.
  const nullable = found.notNull && field.optional === true && !(found.hasDefault && statement !== undefined)
  if (nullable) {
    const message = `The column ${name} is NOT NULL, but ${column.entity}.${column.name} may be absent.`
    steps.push(left('nullable', message, dialect.alter?.(layout, table, [{ ...change, nullable }])))
  }
  if (field.default !== undefined && !found.hasDefault) {
    const message = `The column ${name} has no default, but ${column.entity}.${column.name} is declared with one.`
    const set = `ALTER TABLE ${table.sql} ALTER COLUMN ${column.sql} SET${defaultClause(dialect, column, field)}`
    steps.push(left('default', message, dialect.alter === undefined ? undefined : set))
  }
  if (column.generated && !found.hasDefault) {
    steps.push(left('default', `The column ${name} does not make ids, but the schema says that the database does.`))
  }
  if (found.laxCollation !== undefined && isKey) {
    const message = `The column ${name} compares by ${found.laxCollation}: keys that differ can meet.`
    const lost = lostWithLaxKeys(column.entity, column.name)
    if (layout.exactKeys) steps.push(altered('collation', message, lost))
    else {
      const stays = step(table, column, 'collation', message, { lost })
      steps.push({ ...warned(stays), fix: `exactKeys: true, once it is altered` })
    }
  } else if (found.narrowCharset !== undefined && (isKey || field.type === 'text')) {
    const message = `The column ${name} is in ${found.narrowCharset}, which cannot hold every text.`
    steps.push(altered('collation', message, ['any.text-exact']))
  }
  return steps
}

const wideNumbers: readonly RuleId[] = ['any.wide-numbers']
const exactDates: readonly RuleId[] = ['any.dates-exact']

/** What the layout itself holds less of than the model: said, with what would change it, and left as it is. */
function limits(layout: Layout, table: Table, column: Column, found: FoundColumn | undefined): Step[] {
  const { name, field, key } = column
  const { dialect } = layout
  const given = ownValue<Field>(model[table.entity].fields, name)
  if (given === undefined || found === undefined) return []
  const steps: Step[] = []
  const where = `${table.name}.${column.column}`
  const whole: Layout = { ...layout, encodings: { ...layout.encodings, timestamp: 'native' } }
  /** The statement by which the column would hold what the model has. */
  const change = (nullable = false): string[] | undefined => {
    const statement = dialect.alter?.(whole, table, [{ column: { ...column, field: given }, found, nullable }])
    return statement === undefined ? undefined : [statement]
  }
  const less = (rule: Finding['rule'], message: string, told: Told = {}): void => {
    steps.push(warned(step(table, column, rule, message, told)))
  }
  const most = given.bytes ?? ID_BYTES
  if (given.type === 'key' && key.bytes < most) {
    less('narrow', `The column ${where} takes keys of ${key.bytes} bytes; longer ones are refused.`)
  }
  if (field.characters !== undefined) {
    const message = `The column ${where} takes ${field.characters} characters; longer text is refused, or left out of a sign-in.`
    less('narrow', message, { lost: lostWithin(table.entity, name, field.characters), fix: change() })
  }
  if (given.type === 'bigint' && field.type === 'integer') {
    const message = `The column ${where} has 32 bits: after January 2038 what is beyond is refused.`
    less('type', message, { lost: wideNumbers, fix: change() })
  }
  if (given.type === 'timestamp' && layout.encodings.timestamp === 'timestamp') {
    const message = `The column ${where} is a TIMESTAMP, which ends in 2038 and moves with the time zone.`
    less('type', message, { lost: exactDates, fix: change() })
  }
  if (given.optional && !field.optional) {
    const message = `The column ${where} is NOT NULL: ${table.entity}.${name} cannot be absent.`
    less('nullable', message, { lost: lostWhereRequired(table.entity, name), fix: change(true) })
  }
  return steps
}

function undeclared(layout: Layout, table: Table, { name, type, notNull, hasDefault, defaultSql }: FoundColumn): Step {
  const needed = notNull && !hasDefault
  const message = needed
    ? `The column ${table.name}.${name} is not declared, NOT NULL and without a default: every insert fails.`
    : `The column ${table.name}.${name} is not declared: the adapter does not read or write it.`
  // A line that would only bring the next finding is no fix: an optional field needs a column that may be null.
  const fits = (field: Field): boolean =>
    layout.dialect.accepts({ ...(table.columns[0] as Column), field }, type, layout)
  const declared = (['text', 'bigint', 'boolean', 'timestamp'] as const).find((type) => fits({ type, optional: true }))
  const usable = declared !== undefined && isCustomName(table.entity, name)
  const line = (field: string): string => `fields: { ${table.entity}: { ${name}: { type: '${declared}', ${field} } } }`
  const given = defaultSql === undefined ? undefined : literalIn(defaultSql, declared === 'text')
  const withDefault = given === undefined ? undefined : line(`default: ${given}`)
  const fix = usable ? (notNull ? withDefault : line('optional: true')) : undefined
  const severity = needed ? 'error' : 'warning'
  return {
    table: table.name,
    column: name,
    rule: 'undeclared',
    severity,
    message,
    phase: 'rows',
    ...(fix === undefined ? {} : { fix }),
  }
}

/** A column's default as a literal of ours, where it is one: databases write text in quotes, or MySQL as it is. */
function literalIn(sql: string, isText: boolean): string | undefined {
  const [, quoted] = /^'((?:[^'\\]|'')*)'(?:::[a-z ]+)?$/.exec(sql) ?? []
  if (quoted !== undefined) return isText ? `'${quoted.replaceAll("''", "\\'")}'` : undefined
  if (isText) return /^[\w .:@-]+$/.test(sql) && !/^(null|current_|now)/i.test(sql) ? `'${sql}'` : undefined
  return /^(-?\d+|true|false)$/.exec(sql)?.[0]
}

function compareConstraints(layout: Layout, table: Table, found: FoundTable): Step[] {
  const { dialect, tables } = layout
  const beside = found.partitioned ? undefined : dialect.online
  const columnsOf = (fields: readonly string[]): string[] => fields.map((field) => columnOf(table, field).column)
  const folded = (names: readonly string[]): string[] => names.map((name) => dialect.fold(name))
  const same = (a: readonly string[], b: readonly string[]): boolean =>
    folded(a).toSorted().join() === folded(b).toSorted().join()
  const leads = ({ columns }: FoundIndex, set: readonly string[]): boolean =>
    folded(columns).slice(0, set.length).join() === folded(set).join()
  const refers = (key: FoundForeignKey, column: Column): boolean =>
    dialect.fold(key.column) === dialect.fold(column.column) &&
    dialect.fold(key.table) === dialect.fold(tables.user.name)

  const unique = table.unique.filter(
    (fields) => !found.indexes.some((index) => index.unique && same(index.columns, columnsOf(fields))),
  )
  const indexes = table.index.map(columnsOf).filter((set) => !found.indexes.some((have) => leads(have, set)))
  const online = (set: readonly string[], statements: readonly string[]): string[] | undefined => {
    const left = (found.broken ?? []).filter(({ columns }) => folded(columns).join() === folded(set).join())
    return (
      beside && [
        ...left.map((index) => beside.dropIndex(layout, index)),
        ...statements.map((statement) => beside.index(statement)),
      ]
    )
  }
  const lastOf = (fields: readonly string[]): Column => columnOf(table, fields.at(-1) ?? '')
  return [
    ...unique.map((fields) => {
      const set = columnsOf(fields)
      const message = `${table.name} has nothing that keeps (${set.join(', ')}) unique.`
      const apply = [dialect.createIndex(layout, table, set, true)]
      return step(table, lastOf(fields), 'unique', message, {
        phase: 'unique',
        apply,
        online: online(set, apply),
        lost: lostWithoutUnique(table.entity, fields),
      })
    }),
    ...model[table.entity].unique
      .filter((fields) => !isImplied(table.unique, fields))
      .map((fields) => {
        const set = columnsOf(fields)
        const message = `By the schema nothing keeps (${set.join(', ')}) of ${table.name} unique.`
        const fix = [dialect.createIndex(layout, table, set, true)]
        return warned(
          step(table, lastOf(fields), 'unique', message, { fix, lost: lostWithoutUnique(table.entity, fields) }),
        )
      }),
    ...tooStrict(layout, table, found.indexes),
    ...table.columns.flatMap((column) => {
      if (column.field.references === undefined) return []
      const own = found.foreignKeys.filter((key) => refers(key, column))
      const held = own.find(({ cascade }) => cascade)
      if (held !== undefined) {
        const proof = held.unproven ? dialect.online?.prove(table, held.name) : undefined
        if (proof === undefined) return []
        const told = `The foreign key ${held.name} of ${table.name} has not looked at the rows that were there before it.`
        return [step(table, column, 'foreign-key', told, { phase: 'proof', apply: [proof] })]
      }
      const message = `${table.name}.${column.column} has no foreign key to ${tables.user.name} with ON DELETE CASCADE.`
      const dropped = own.map(({ name }) => dialect.dropForeignKey?.(table, name) ?? [])
      const onUpdate = own[0]?.onUpdate
      const added = dialect.addForeignKey?.(layout, table, column, onUpdate)
      const lost = lostWithoutReferences
      const online = beside?.foreignKey(layout, table, column, onUpdate)
      const fix = added === undefined ? undefined : [...dropped.flat(), ...(online ?? [added])]
      if (!referencing(layout, table).includes(column)) {
        return [warned(step(table, column, 'foreign-key', message, { lost, fix }))]
      }
      return [
        ...own.flatMap(({ name }) => release(layout, table, name)),
        step(table, column, 'foreign-key', message, {
          phase: 'reference',
          lost,
          ...(added === undefined ? {} : { apply: [added], fix, online }),
        }),
      ]
    }),
    ...indexes.map((set) => {
      const apply = [dialect.createIndex(layout, table, set, false)]
      const message = `${table.name} has no index on (${set.join(', ')}).`
      return warned(step(table, undefined, 'index', message, { phase: 'index', apply, online: online(set, apply) }))
    }),
  ]
}

/** A foreign key that goes for a while: what is shown of it is the finding that asks for it. */
export function release({ dialect }: Layout, table: Table, name: string): Step[] {
  const statement = dialect.dropForeignKey?.(table, name)
  if (statement === undefined) return []
  const message = `The foreign key ${name} of ${table.name} is made anew.`
  const told = step(table, undefined, 'foreign-key', message, { phase: 'release', apply: [statement] })
  return [{ ...warned(told), silent: true }]
}

/**
 * Sets of the model's fields that the database keeps unique though several rows may share them. One that the schema had
 * and is to lose goes; another one is the application's, and said.
 */
function tooStrict(layout: Layout, table: Table, indexes: readonly FoundIndex[]): Step[] {
  const { dialect } = layout
  return indexes.flatMap(({ name, columns, unique }): Step[] => {
    const fields = columns.flatMap((column) => {
      const field = table.columns.find((each) => dialect.fold(each.column) === dialect.fold(column))?.name
      return field !== undefined && Object.hasOwn(model[table.entity].fields, field) ? [field] : []
    })
    if (!unique || fields.length < columns.length || isImplied(table.unique, fields)) return []
    const message = `${table.name} keeps (${columns.join(', ')}) unique, which rows may share: the second one is refused.`
    const dropped = dialect.dropIndex?.(table, name)
    // What a foreign key stands on goes only once another index is there.
    const others = indexes.filter((index) => index.name !== name && sameName(dialect, index.columns[0], columns[0]))
    const wanted = others.length === 0 && table.index.some((set) => isSameSet(set, fields))
    const other = wanted ? [dialect.createIndex(layout, table, columns, false)] : []
    const statements = dropped === undefined ? undefined : [...other, dropped]
    const goes = table.former.some((set) => isSameSet(set, fields))
    const told = goes ? { phase: 'index' as const, apply: statements } : { fix: statements }
    return [warned(step(table, columnOf(table, fields.at(-1) ?? ''), 'too-strict', message, told))]
  })
}

function sameName({ fold }: Layout['dialect'], a = '', b = ''): boolean {
  return fold(a) === fold(b)
}

interface Told {
  readonly phase?: Step['phase']
  readonly apply?: readonly string[] | undefined
  readonly online?: readonly string[] | undefined
  readonly change?: Change
  readonly lost?: readonly RuleId[] | undefined
  /** Statements, where they are not what is applied. */
  readonly fix?: readonly string[] | undefined
}

function step(table: Table, column: Column | undefined, rule: Finding['rule'], message: string, told: Told = {}): Step {
  const { phase = 'rows', apply, online, change, lost = [], fix = online ?? apply } = told
  return {
    table: table.name,
    ...(column === undefined ? {} : { column: column.column }),
    rule,
    severity: 'error',
    message,
    phase,
    ...(lost.length === 0 ? {} : { lost }),
    ...(apply === undefined ? {} : { apply }),
    ...(online === undefined ? {} : { online }),
    ...(change === undefined ? {} : { change }),
    ...(fix === undefined ? {} : { fix: fix.map((statement) => `${statement};`).join('\n') }),
  }
}

function warned(given: Step): Step {
  return { ...given, severity: 'warning' }
}
