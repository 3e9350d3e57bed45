import { AdapterError, type AdapterErrorCode, type MigrationOptions } from '@strongroom/core-types'
import { referencing } from './ddl.ts'
import type { FoundTable } from './dialect.ts'
import { type Step, compareTable, phases, release } from './findings.ts'
import type { Layout } from './layout.ts'
import { type Found, type Reader, misfits, rowsInTheWay } from './obstacles.ts'
import { type Steps, wait } from './steps.ts'

/** Everything that differs, table by table, and before each step the rows that stand in its way. */
export function* compare(
  reader: Reader,
  layout: Layout,
  emails?: MigrationOptions['emails'],
  looks = true,
): Steps<Step[]> {
  const { dialect, tables } = layout
  const found: Map<string, FoundTable | undefined> = new Map()
  const there = Object.values(tables).filter(({ absent }) => !absent)
  for (const { name } of there) found.set(name, yield* dialect.inspect(reader, layout, name))
  const each = there.flatMap((table) => compareTable(layout, table, found.get(table.name)))
  const steps = dialect.keysStandInTheWay ? yield* releasing(reader, layout, found, each) : each
  const all: Step[] = looks ? yield* misfits(reader, layout, found) : []
  for (const step of steps) {
    if (looks || step.rule === 'collation')
      all.push(...(yield* rowsInTheWay(reader, layout, found, steps, step, emails)))
    all.push(step)
  }
  return all
}

/** Where a column that a foreign key stands on cannot be altered, the key goes before and comes back afterwards. */
function* releasing(reader: Reader, layout: Layout, found: Found, steps: readonly Step[]): Steps<Step[]> {
  const { dialect, tables } = layout
  const isId = ({ change }: Step): boolean => change?.column.field.type === 'id'
  if (!steps.some(isId)) return [...steps]
  const { params, ...query } = dialect.referring(layout)
  const own = new Set(Object.values(tables).map(({ name }) => dialect.fold(name)))
  const others = (yield* wait(reader.all(query, params))).map(([name]) => String(name))
  const strangers = others.filter((name) => !own.has(dialect.fold(name)))
  if (strangers.length > 0) {
    // Their columns must be altered together with ours, and are not ours to alter.
    const why = ` Tables of the application refer to it (${strangers.join(', ')}): alter them together.`
    return steps.map(({ change, ...step }) =>
      change?.column.field.type === 'id'
        ? { ...step, severity: 'warning' as const, message: step.message + why }
        : { ...step, ...(change === undefined ? {} : { change }) },
    )
  }
  const keys = Object.values(tables).flatMap((table) =>
    (found.get(table.name)?.foreignKeys ?? []).flatMap((key) => {
      const column = referencing(layout, table).find((each) => dialect.fold(each.column) === dialect.fold(key.column))
      const known = steps.some(
        ({ table: name, phase, column: of }) => name === table.name && phase === 'reference' && of === key.column,
      )
      const [released] = release(layout, table, key.name)
      const added = column && dialect.addForeignKey?.(layout, table, column, key.onUpdate)
      return known || released === undefined || added === undefined
        ? []
        : [released, { ...released, phase: 'reference' as const, apply: [added] }]
    }),
  )
  // None of them can be altered without the others.
  const statements = (of: readonly Step[], phase: Step['phase']): string[] =>
    of.filter((step) => step.phase === phase).flatMap(({ apply = [] }) => apply)
  const all = [...steps, ...keys]
  const together = [
    ...statements(all, 'release'),
    ...steps.filter(isId).flatMap(({ fix = '' }) => fix.replace(/;$/, '')),
    ...statements(all, 'reference'),
  ]
  const fix = together.map((statement) => `${statement};`).join('\n')
  return all.map((step) => (isId(step) ? { ...step, fix } : step))
}

/** A statement, and the step it belongs to. */
export interface Planned {
  readonly step: Step
  readonly text: string
  /** It runs outside of a transaction. */
  readonly alone: boolean
}

interface Planning extends MigrationOptions {
  /** Whether statements may run outside of a transaction. */
  readonly mayStandAlone: boolean
  /** Whether rows that stand in the way are looked for. */
  readonly looks: boolean
}

/** Whether a step is done to a table that may be in use. */
function mends({ phase, apply, change }: Step): boolean {
  return phase !== 'create' && (apply !== undefined || change !== undefined)
}

/** What is to be done, in order: columns of one table are altered together. */
export function* plan(reader: Reader, layout: Layout, { emails, mayStandAlone, looks }: Planning): Steps<Planned[]> {
  const { dialect, tables } = layout
  const differences = yield* compare(reader, layout, emails, looks)
  const steps = phases.flatMap((phase) => differences.filter((step) => step.phase === phase))
  const stuck = steps.find(
    ({ severity, apply, change }) => severity === 'error' && apply === undefined && change === undefined,
  )
  if (stuck !== undefined) throw schemaError(layout, stuck)
  const alone = mayStandAlone && steps.some(mends)
  const namespace = dialect.createNamespace && (yield* dialect.createNamespace(reader, layout))
  const [first] = steps
  const planned: Planned[] =
    namespace === undefined || first === undefined ? [] : [{ step: first, text: namespace, alone }]
  for (const step of steps) {
    planned.push(...((alone ? step.online : undefined) ?? step.apply ?? []).map((text) => ({ step, text, alone })))
    if (step.change === undefined) continue
    const together = steps.filter(({ table, change }) => change !== undefined && table === step.table)
    const table = Object.values(tables).find(({ name }) => name === step.table)
    if (together[0] !== step || table === undefined || dialect.alter === undefined) continue
    const changes = new Map(
      together.flatMap(({ change }) => (change === undefined ? [] : [[change.column.name, change]])),
    )
    planned.push({ step, alone, text: dialect.alter(layout, table, [...changes.values()]) })
  }
  return planned
}

/** A difference that was not mended, and the statement that the database refused, if one was tried. */
export function schemaError(
  layout: Layout,
  step: Step,
  refused?: { error: unknown; code: AdapterErrorCode; text: string; stays: boolean },
): AdapterError {
  const table = Object.values(layout.tables).find(({ name }) => name === step.table)
  const field = table?.columns.find(({ column }) => column === step.column)?.name
  // A unique index over rows that are alike, or a foreign key over rows without a user.
  const byRows = refused?.code === 'duplicate' || refused?.code === 'reference'
  const reason = byRows
    ? ' Rows that exist stand in the way: mend them first.'
    : ` The database refused: ${refused?.text}.`
  const fix = step.fix === undefined || step.apply !== undefined ? '' : ` ${step.fix}`
  const state = refused?.stays ? 'What came before it stays.' : 'Nothing was changed.'
  return new AdapterError('schema', `migrate: ${step.message}${refused === undefined ? fix : reason} ${state}`, {
    operation: 'migrate',
    entity: table?.entity,
    field: field ?? step.column,
    cause: refused?.error,
  })
}
