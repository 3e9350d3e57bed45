import {
  AdapterError,
  type CustomFields,
  type Finding,
  type Migration,
  type MigrationOptions,
} from '@strongroom/core-types'
import type { SqlDriver, SqlRow, SqlTransaction } from './driver.ts'
import { explained } from './failures.ts'
import { type Layout, targetOf } from './layout.ts'
import { type Planned, compare, plan, schemaError } from './plan.ts'
import type { SchemaOptions } from './schema.ts'
import { type Steps, settle, wait } from './steps.ts'
import { isRecorded, recordVersion, versionsOf } from './versions.ts'

/**
 * Creates what is missing and mends what can be mended without losing a value, in an order in which whoever uses the
 * database goes on: one process at a time; all or nothing where the engine's transactions undo DDL, otherwise a second
 * start goes on where the first one ended.
 *
 * @throws AdapterError `schema`, naming table and column, where the database has something that cannot be adopted, or
 * rows that stand in the way; `unavailable` when others hold the database
 */
export async function migrateSql(
  driver: SqlDriver,
  options: SchemaOptions<CustomFields> & MigrationOptions = {},
): Promise<Migration> {
  const layout = targetOf(driver.dialect, options)
  return guarded(driver, 'migrate', layout, () =>
    settle(
      (function* () {
        const { online } = driver.dialect
        const versions = yield* versionsOf(driver, layout)
        const mayStandAlone = online !== undefined && driver.withinTransaction !== true
        const planned = yield* plan(driver, layout, { ...options, mayStandAlone, looks: true })
        if (options.plan === true) return { statements: planned.map(({ text }) => text) }
        // Every process that starts asks, and most find everything there: they need no lock.
        if (planned.length === 0 && isRecorded(versions, layout)) return { statements: [] }
        // Tables that others use are not held for as long as all of it takes.
        const inUse = planned.some(({ alone }) => alone)
        const exclusive = inUse ? online?.exclusive : undefined
        const transaction = yield* wait(driver.begin(exclusive))
        try {
          yield* acquire(transaction, (exclusive ?? driver.dialect.exclusive).acquire)
          const statements = yield* mend(transaction, layout, options, inUse)
          yield* wait(transaction.commit())
          return { statements }
        } catch (error) {
          try {
            yield* wait(transaction.rollback())
          } catch {
            // The transaction has gone with what ended it, which is what the caller must hear of.
          }
          throw error
        }
      })(),
    ),
  )
}

/**
 * Says how a database differs from its schema. Changes nothing.
 *
 * @throws AdapterError `unavailable` and kin when the database cannot answer
 */
export async function checkSql(driver: SqlDriver, options: SchemaOptions<CustomFields> = {}): Promise<Finding[]> {
  const layout = targetOf(driver.dialect, options)
  return guarded(driver, 'check', layout, () =>
    settle(
      (function* () {
        const findings: Finding[] = []
        const check = layout.foreignKeys ? layout.dialect.enforcesForeignKeys : undefined
        if (check !== undefined && Number((yield* wait(driver.get(check, [])))?.[0]) !== 1) {
          const message = 'Foreign keys are off on this connection: rows would outlive their user.'
          findings.push({
            table: layout.tables.user.name,
            severity: 'error',
            rule: 'connection',
            message,
            fix: check.fix,
          })
        }
        for (const step of yield* compare(driver, layout)) {
          const { apply: _, change: __, online: ___, phase: ____, silent, ...finding } = step
          if (!silent) findings.push(finding)
        }
        return findings
      })(),
    ),
  )
}

async function guarded<T>(driver: SqlDriver, operation: string, layout: Layout, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw explained(error, driver, operation, layout.tables.user)
  }
}

// How long a migration waits for another one, in milliseconds, and how long it lets it be between.
const PATIENCE = 30_000
const PAUSE = 100

/** Waits until no other migration runs, where the engine does not do the waiting. */
function* acquire(transaction: SqlTransaction, text: string | undefined): Steps<void> {
  if (text === undefined) return
  const end = Date.now() + PATIENCE
  const isTrue = ([got]: SqlRow = []): boolean => got === true || got === 't'
  while (!isTrue(yield* wait(transaction.get({ name: 'migrate', text }, [])))) {
    if (Date.now() > end) {
      const message = 'migrate: another migration of this database has not ended in half a minute.'
      throw new AdapterError('unavailable', message, { operation: 'migrate' })
    }
    yield* wait(new Promise<void>((resolve) => setTimeout(resolve, PAUSE)))
  }
}

function* mend(
  transaction: SqlTransaction,
  layout: Layout,
  options: MigrationOptions,
  inUse: boolean,
): Steps<string[]> {
  const versions = yield* versionsOf(transaction, layout)
  const stays = inUse || !layout.dialect.transactionalDdl
  // The rows have been looked at; what came since, the statements refuse.
  const planned = yield* plan(transaction, layout, { ...options, mayStandAlone: inUse, looks: false })
  for (const [index, { step, text }] of planned.entries()) {
    options.onProgress?.(text, index + 1, planned.length)
    try {
      yield* wait(transaction.run({ name: 'migrate', text }, []))
    } catch (error) {
      const { code } = transaction.explain(error)
      if (stays) yield* putBack(transaction, planned, index)
      throw code === 'unavailable' ? error : schemaError(layout, step, { error, code, text, stays })
    }
  }
  yield* recordVersion(transaction, layout, versions)
  return planned.map(({ text }) => text)
}

/** Foreign keys that had gone for a while come back, as far as what failed lets them. */
function* putBack(transaction: SqlTransaction, planned: readonly Planned[], failed: number): Steps<void> {
  const released = planned.slice(0, failed).filter(({ step }) => step.phase === 'release')
  for (const { step, text } of planned.slice(failed + 1)) {
    if (step.phase !== 'reference' || !released.some((each) => each.step.table === step.table)) continue
    try {
      yield* wait(transaction.run({ name: 'migrate', text }, []))
    } catch {
      // The next start makes it; what ended this one is what the caller must hear of.
    }
  }
}
