import {
  type Dialect,
  type SqlDriver,
  type SqlRow,
  type SqlTransaction,
  type Statement,
  mariadb,
  mysql,
  postgres,
  sqlite,
} from '@strongroom/sql'
import type { CompiledQuery, Kysely, QueryResult } from 'kysely'
import { explainers } from './errors.ts'

/** The part of a `Kysely` or a `Transaction` that the driver uses; neither varies by its database's interface. */
export type Instance = Pick<Kysely<unknown>, 'getExecutor' | 'isTransaction'>

/** What a connection and an executor have in common. */
interface Executor {
  executeQuery(query: CompiledQuery): Promise<QueryResult<unknown>>
}

// Without a namespace tables are where the instance says: on its search path, or in its schema.
const dialects = { sqlite, postgres: { ...postgres, defaultNamespace: undefined }, mysql, mariadb }

/** The dialect of an instance, told by what its own adapter says that the engine can. */
export function dialectOf(instance: Instance, name?: Dialect['name']): Dialect {
  if (name !== undefined) return dialects[name]
  const { supportsReturning, supportsTransactionalDdl } = instance.getExecutor().adapter
  if (!supportsReturning) return mysql
  return supportsTransactionalDdl ? dialects.postgres : sqlite
}

/** A driver over an instance, or over the transaction that the caller has open. */
export function driverOf(instance: Instance, name?: Dialect['name']): SqlDriver {
  const dialect = dialectOf(instance, name)
  // Plugins have had their say in the names; rows are ours, and text that looks like JSON stays text.
  const executor = instance.getExecutor().withoutPlugins()

  const calls = (target: Executor) => ({
    dialect,
    namedRows: true,
    explain: explainers[dialect.name],
    async get(statement: Statement, params: readonly unknown[]) {
      const [row] = (await target.executeQuery(compiled(statement, params))).rows
      return row === undefined ? undefined : positions(row)
    },
    async all(statement: Statement, params: readonly unknown[]) {
      return (await target.executeQuery(compiled(statement, params))).rows.map(positions)
    },
    async run(statement: Statement, params: readonly unknown[]) {
      const { numAffectedRows = 0n, insertId } = await target.executeQuery(compiled(statement, params))
      return { changes: Number(numAffectedRows), insertId: insertId === undefined ? undefined : String(insertId) }
    },
  })

  const begin = async (): Promise<SqlTransaction> => {
    // The caller's transaction begins and ends by the caller.
    if (instance.isTransaction) return { ...calls(executor), commit: () => undefined, rollback: () => undefined }
    return new Promise((resolve, reject) => {
      const held = executor.provideConnection(async (connection) => {
        const command = async (text: string): Promise<void> => {
          await connection.executeQuery(compiled({ name: 'begin', text }, []))
        }
        for (const text of dialect.exclusive.begin) await command(text)
        // The connection is ours until the work has ended.
        await new Promise<void>((release) => {
          const end = (text: string) => () => command(text).finally(release)
          const { commit, rollback } = dialect.exclusive
          resolve({ ...calls(connection), commit: end(commit), rollback: end(rollback) })
        })
      })
      held.catch(reject)
    })
  }
  return { ...calls(executor), begin }
}

const templates = new WeakMap<Statement, Omit<CompiledQuery, 'parameters'>>()

/** The statement as kysely's own compiler leaves one; made once, but for the parameters. */
function compiled(statement: Statement, parameters: readonly unknown[]): CompiledQuery {
  let template = templates.get(statement)
  if (template === undefined) {
    const { text } = statement
    template = {
      sql: text,
      query: { kind: 'RawNode', sqlFragments: [text], parameters: [] },
      queryId: { queryId: `strongroom_${statement.name}` },
    }
    templates.set(statement, template)
  }
  return { ...template, parameters }
}

/** Columns have names of their own, none of which is a number, so values stand in the order of the select list. */
function positions(row: unknown): SqlRow {
  return Object.values(row as object)
}
