import { AdapterError, failure, model } from '@strongroom/core-types'
import type { Awaitable, SqlDriver, SqlRow, Statement } from './driver.ts'
import { explained } from './failures.ts'
import type { Layout, Table } from './layout.ts'
import { type GivenRow, type Stored, decodeRow, pick } from './rows.ts'
import type { Mask, Writing } from './statements.ts'

/** How methods reach the database. Every error leaves through `explained`. */
export interface Calls {
  /** The row that a statement answers, decoded. */
  one(operation: string, table: Table, statement: Statement, params: readonly unknown[]): Promise<Stored | null>
  many(operation: string, table: Table, statement: Statement, params: readonly unknown[]): Promise<Stored[]>
  /** Rows as they are, for statements that answer something else than whole entities. */
  raw(operation: string, table: Table, statement: Statement, params: readonly unknown[]): Promise<readonly SqlRow[]>
  /** How many rows a statement wrote. */
  count(operation: string, table: Table, statement: Statement, params: readonly unknown[]): Promise<number>

  /** Inserts a row and answers it as it is stored. */
  insert(operation: string, table: Table, text: (mask: Mask) => Writing, given: GivenRow): Promise<Stored>
  /**
   * Changes a row and answers it as it is stored; `null` when the statement's condition named none.
   *
   * @param key the row's key
   * @param holds whether the condition held for a row that the statement left as it was: some servers count only
   * rows that became different
   */
  change(
    operation: string,
    table: Table,
    text: Writing,
    params: readonly unknown[],
    key: readonly unknown[],
    holds?: (row: Stored) => boolean,
  ): Promise<Stored | null>
  /** Deletes a row and answers it; to exactly one of several at once. */
  take(operation: string, table: Table, text: Writing, key: readonly unknown[]): Promise<Stored | null>
}

/** The calls of one adapter over one driver. */
export function callsOf(driver: Omit<SqlDriver, 'begin'>, layout: Layout): Calls {
  const attempt = async <T>(operation: string, table: Table, call: () => Awaitable<T>): Promise<T> => {
    try {
      return await call()
    } catch (error) {
      throw explained(error, driver, operation, table)
    }
  }

  const check = layout.foreignKeys ? layout.dialect.enforcesForeignKeys : undefined
  let guarded = check === undefined
  /** Where foreign keys can be off, the first write makes sure that they are on. */
  const guard = async (operation: string, table: Table): Promise<void> => {
    if (guarded || check === undefined) return
    const row = await attempt(operation, table, () => driver.get(check, []))
    if (Number(row?.[0]) !== 1) {
      const message = `${operation}: foreign keys are off on this connection, so rows would outlive their user. ${check.fix}`
      throw new AdapterError('schema', message, { operation, entity: table.entity })
    }
    guarded = true
  }

  const calls: Calls = {
    async one(operation, table, statement, params) {
      return attempt(operation, table, async () => {
        const row = await driver.get(statement, params)
        return row === undefined ? null : decodeRow(table, row)
      })
    },
    async many(operation, table, statement, params) {
      return attempt(operation, table, async () => {
        const rows = await driver.all(statement, params)
        return rows.map((row) => decodeRow(table, row))
      })
    },
    raw: (operation, table, statement, params) => attempt(operation, table, () => driver.all(statement, params)),
    async count(operation, table, statement, params) {
      await guard(operation, table)
      const { changes } = await attempt(operation, table, () => driver.run(statement, params))
      return changes
    },

    async insert(operation, table, text, given) {
      const { write, read } = text(given.mask)
      await guard(operation, table)
      if (read === undefined) {
        const row = await calls.one(operation, table, write, given.params)
        if (row === null) throw failure('internal', operation, table)
        return row
      }
      const { insertId } = await attempt(operation, table, () => driver.run(write, given.params))
      // Nothing was left to the database: what was given is what is stored.
      if (given.params.length === table.columns.length) return decodeRow(table, given.params)
      const row = await calls.one(operation, table, read, keyOfRow(table, given, insertId))
      if (row === null) throw failure('conflict', operation, table)
      return row
    },
    async change(operation, table, { write, read }, params, key, holds = () => true) {
      await guard(operation, table)
      if (read === undefined) return calls.one(operation, table, write, params)
      const changes = await calls.count(operation, table, write, params)
      const row = await calls.one(operation, table, read, key)
      return row !== null && (changes > 0 || holds(row)) ? row : null
    },
    async take(operation, table, { write, read }, key) {
      await guard(operation, table)
      if (read === undefined) return calls.one(operation, table, write, key)
      const row = await calls.one(operation, table, read, key)
      // Whose deletion counted has the row, however many have read it.
      return row !== null && (await calls.count(operation, table, write, key)) > 0 ? row : null
    },
  }
  return calls
}

/** The row's key: of its given fields, or as the database made it. */
function keyOfRow(table: Table, given: GivenRow, insertId: unknown): readonly unknown[] {
  return table.columns.some(({ generated }) => generated)
    ? [insertId]
    : pick(table, given, model[table.entity].unique[0])
}
