import { AdapterError, type EntityName, entityNames, model } from '@strongroom/core-types'
import type { Stored } from './fields.ts'

/** The rows of one entity. Every method runs in one go, so no caller sees half of another's change. */
export interface Table {
  /** Stores the row, or throws `duplicate` when something unique is taken. */
  insert(row: Stored, operation: string): Stored
  /** Changes the row, or throws `duplicate`. */
  update(row: Stored, changes: Stored, operation: string): Stored
  /** The rows whose fields are exactly these; an `undefined` among them matches nothing. */
  where(match: Stored): Stored[]
  /** The first of them. */
  find(match: Stored): Stored | undefined
  /** Deletes the row, when it is still there, and answers it. */
  take(row: Stored | undefined): Stored | undefined
}

/** The tables of a store, by entity. */
export type Tables = Readonly<Record<EntityName, Table>>

/** Empty tables that keep what the model calls unique. */
export function createTables(): Tables {
  return Object.fromEntries(entityNames.map((entity) => [entity, createTable(entity)])) as Record<EntityName, Table>
}

/** An empty table. */
export function createTable(entity: EntityName, unique: readonly (readonly string[])[] = model[entity].unique): Table {
  const rows = new Set<Stored>()

  function refuseTaken(wanted: Stored, operation: string, itself?: Stored): void {
    for (const fields of unique) {
      // As in SQL, absent values are not equal: several users without an e-mail are fine.
      const match = Object.fromEntries(fields.map((name) => [name, wanted[name] ?? undefined]))
      const taken = where(match).find((row) => row !== itself)
      if (!taken) continue
      const field = fields.at(-1)
      const message = `${operation}: ${entity}.${fields.join(' with ')} is taken.`
      throw new AdapterError('duplicate', message, { operation, entity, field })
    }
  }

  function where(match: Stored): Stored[] {
    const wanted = Object.entries(match)
    return [...rows].filter((row) => wanted.every(([name, value]) => value !== undefined && row[name] === value))
  }

  return {
    insert(row, operation) {
      refuseTaken(row, operation)
      rows.add(row)
      return row
    },
    update(row, changes, operation) {
      refuseTaken({ ...row, ...changes }, operation, row)
      return Object.assign(row, changes)
    },
    where,
    find: (match) => where(match)[0],
    take: (row) => (row && rows.delete(row) ? row : undefined),
  }
}
