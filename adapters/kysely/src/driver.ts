import { AdapterError } from '@strongroom/core-types'
import * as sql from '@strongroom/sql'
import type { Dialect, SqlDriver, SqlRow, SqlTransaction, Statement } from '@strongroom/sql'
import type { CompiledQuery, Kysely, QueryResult } from 'kysely'
import { explainers, isRepeatable } from './errors.ts'

/** The part of a `Kysely` or a `Transaction` that the driver uses; neither varies by its database's interface. */
export type Instance = Pick<Kysely<unknown>, 'getExecutor' | 'isTransaction'>

/** What a connection and an executor have in common. */
interface Executor {
  executeQuery(query: CompiledQuery): Promise<QueryResult<unknown>>
}

const { sqlite, mysql, mariadb } = sql
// Without a namespace tables are where the instance says: on its search path, or in its schema.
const dialects = { sqlite, postgres: { ...sql.postgres, defaultNamespace: undefined }, mysql, mariadb }

/**
 * The dialect of an instance, told by what its own adapter says that the engine can.
 *
 * @throws AdapterError `invalid-input` where that is none of ours
 */
export function dialectOf(instance: Instance, name?: Dialect['name']): Dialect {
  if (name !== undefined) return dialects[name]
  const { supportsOutput, supportsReturning, supportsTransactionalDdl } = instance.getExecutor().adapter
  if (supportsOutput) throw misuse('dialect', `is none of ${Object.keys(dialects).join(', ')}.`)
  if (!supportsReturning) return mysql
  return supportsTransactionalDdl ? dialects.postgres : sqlite
}

/** A driver over an instance, or over the transaction that the caller has open. */
export function driverOf(instance: Instance, name?: Dialect['name']): SqlDriver {
  const dialect = dialectOf(instance, name)
  const { exclusive, transactionalDdl } = dialect
  // Plugins have had their say in the names; rows are ours, and text that looks like JSON stays text.
  const executor = instance.getExecutor().withoutPlugins()

  /** @param attempts how often a statement is sent that the server undid alone and asks for again */
  const calls = (target: Executor, attempts: number) => {
    const send = async (statement: Statement, params: readonly unknown[]): Promise<QueryResult<unknown>> => {
      const query = compiled(statement, params)
      for (let attempt = 1; ; attempt++) {
        try {
          return await target.executeQuery(query)
        } catch (error) {
          if (attempt >= attempts || !isRepeatable(dialect, error)) throw error
        }
      }
    }
    const all: SqlDriver['all'] = async (statement, params) => (await send(statement, params)).rows.map(positions)
    const get: SqlDriver['get'] = async (statement, params) => {
      const [row] = (await send(statement, params)).rows
      return row === undefined ? undefined : positions(row)
    }
    const run: SqlDriver['run'] = async (statement, params) => {
      const { numAffectedRows, insertId } = await send(statement, params)
      return { changes: Number(numAffectedRows ?? 0), insertId: insertId === undefined ? undefined : String(insertId) }
    }
    return { dialect, namedRows: true, explain: explainers[dialect.name], get, all, run }
  }

  /** Work that is done or undone as a whole. The connection is free once it has ended, however it did. */
  const work = async (on: Executor, texts: Dialect['exclusive'], free = () => {}): Promise<SqlTransaction> => {
    const command = (text: string) => on.executeQuery(compiled({ name: 'work', text }, []))
    let ended: Promise<void> | undefined
    const end = (...commands: string[]) => (ended ??= sequence(commands).finally(free))
    const sequence = async (commands: readonly string[]): Promise<void> => {
      try {
        for (const text of commands) await command(text)
      } catch (error) {
        // Or the connection would go back with a transaction open on it; one that was lost has none.
        await command(texts.rollback).catch(() => undefined)
        throw error
      }
    }
    await sequence(texts.begin)
    return { ...calls(on, 1), commit: () => end(texts.commit), rollback: () => end(texts.rollback) }
  }

  const begin = async (how: Dialect['exclusive'] = exclusive): Promise<SqlTransaction> => {
    if (!instance.isTransaction) {
      return new Promise((resolve, reject) => {
        const held = executor.provideConnection(
          (connection) => new Promise<void>((free, fail) => void work(connection, how, free).then(resolve, fail)),
        )
        held.catch(reject)
      })
    }
    if (!transactionalDdl) throw misuse('migrate', 'would commit the transaction that it is in. Migrate outside of it.')
    // The caller's transaction ends by the caller, and its waits are the caller's to bound.
    const point = 'SAVEPOINT strongroom'
    return work(executor, { begin: [point], commit: `RELEASE ${point}`, rollback: `ROLLBACK TO ${point}` })
  }
  const withinTransaction = instance.isTransaction
  return { ...calls(executor, withinTransaction ? 1 : 3), withinTransaction, begin }
}

const misuse = (operation: string, what: string): AdapterError =>
  new AdapterError('invalid-input', `${operation}: the instance's dialect ${what}`, { operation })

const templates = new WeakMap<Statement, Omit<CompiledQuery, 'parameters'>>()

/** The statement as kysely's own compiler leaves one; made once, but for the parameters. */
function compiled(statement: Statement, parameters: readonly unknown[]): CompiledQuery {
  let template = templates.get(statement)
  if (template === undefined) {
    const { name, text } = statement
    const query = { kind: 'RawNode', sqlFragments: [text], parameters: [] } as const
    template = { sql: text, query, queryId: { queryId: `strongroom_${name}` } }
    templates.set(statement, template)
  }
  return { sql: template.sql, query: template.query, queryId: template.queryId, parameters }
}

/** Columns have names of their own, none of which is a number, so values stand in the order of the select list. */
function positions(row: unknown): SqlRow {
  return Object.values(row as object)
}
