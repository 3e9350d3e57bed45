import type { Adapter } from '@strongroom/core-types'
import type { AuthjsAdapter } from '../src/contracts/authjs/adapter.ts'
import type { Stored } from '../src/reference/fields.ts'
import type { Table, Tables } from '../src/reference/table.ts'

/** Makes the reference adapter, over tables of which some may be bad. */
export type Reference = (tables?: Partial<Tables>) => Adapter

/** The reference adapter with one bug. */
export interface KnownBad {
  readonly id: string
  /** What is wrong with it, in one sentence. */
  readonly bug: string
  /** Ids of the cases that must catch it. Others may, too. */
  readonly breaks: readonly string[]
  readonly make: (reference: Reference) => AuthjsAdapter
}

type AnyFunction = (...args: unknown[]) => unknown

function mapMethods(adapter: object, map: (method: string, run: AnyFunction) => AnyFunction): AuthjsAdapter {
  const entries = Object.entries(adapter) as [string, AnyFunction][]
  return Object.fromEntries(entries.map(([method, run]) => [method, map(method, run)]))
}

/** Every answer, changed. */
export function mapAnswers(adapter: object, change: (answer: unknown, method: string) => unknown): AuthjsAdapter {
  return mapMethods(
    adapter,
    (method, run) =>
      async (...args) =>
        change(await run(...args), method),
  )
}

/** Every argument, changed before the call. */
export function mapArguments(adapter: object, change: (argument: unknown, method: string) => unknown): AuthjsAdapter {
  return mapMethods(
    adapter,
    (method, run) =>
      async (...args) =>
        await run(...args.map((argument) => change(argument, method))),
  )
}

/** Every error, changed. */
export function mapErrors(adapter: object, change: (error: unknown, args: unknown[], method: string) => unknown) {
  return mapMethods(adapter, (method, run) => async (...args) => {
    try {
      return await run(...args)
    } catch (error) {
      const other = change(error, args, method)
      if (other instanceof Error) throw other
      return other
    }
  })
}

/** Every value inside an answer or an argument, changed; Dates count as values. */
export function mapValues(value: unknown, change: (value: unknown, name: string) => unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => mapValues(item, change, name))
  if (typeof value !== 'object' || value === null || value instanceof Date) return change(value, name)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapValues(item, change, key)]))
}

/** The table, comparing what `same` makes of the values. */
export function comparing(table: Table, same: (value: unknown, field: string) => unknown): Table {
  const where = (match: Stored) =>
    table
      .where({})
      .filter((row) =>
        Object.entries(match).every(
          ([name, value]) => value !== undefined && same(row[name], name) === same(value, name),
        ),
      )
  return { ...table, where, find: (match) => where(match)[0] }
}

/** A function for `comparing` that changes text alone. */
export function text(change: (text: string) => string): (value: unknown) => unknown {
  return (value) => (typeof value === 'string' ? change(value) : value)
}

/** Lets other calls go first, as waiting for a database does. */
export async function wait(): Promise<void> {
  await new Promise(setImmediate)
}
