import { AdapterError } from '@strongroom/core-types'
import type { Awaitable, SqlDriver, SqlRow, Statement } from './driver.ts'
import { explained } from './failures.ts'
import type { Layout, Table } from './layout.ts'
import { type Stored, decodeRow } from './rows.ts'

/** How methods reach the database. Every error leaves through `explained`. */
export interface Calls {
  /** The row that a statement answers, decoded. */
  one(operation: string, table: Table, statement: Statement, params: readonly unknown[]): Promise<Stored | null>
  many(operation: string, table: Table, statement: Statement, params: readonly unknown[]): Promise<Stored[]>
  /** Rows as they are, for statements that answer something else than whole entities. */
  raw(operation: string, table: Table, statement: Statement, params: readonly unknown[]): Promise<readonly SqlRow[]>
  /** As `one`, for statements that write. */
  write(operation: string, table: Table, statement: Statement, params: readonly unknown[]): Promise<Stored | null>
  /** How many rows a statement wrote. */
  count(operation: string, table: Table, statement: Statement, params: readonly unknown[]): Promise<number>
}

/** The calls of one adapter over one driver. */
export function callsOf(driver: SqlDriver, layout: Layout): Calls {
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
    async write(operation, table, statement, params) {
      await guard(operation, table)
      return calls.one(operation, table, statement, params)
    },
    async count(operation, table, statement, params) {
      await guard(operation, table)
      const { changes } = await attempt(operation, table, () => driver.run(statement, params))
      return changes
    },
  }
  return calls
}
