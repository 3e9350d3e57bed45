import { type Dialect, type SqlDriver, mysqlErrors, postgresErrors, sqliteErrors } from '@strongroom/sql'

type Explain = SqlDriver['explain']

// kysely has words alone for what is its own.
const destroyed = /^driver has already been destroyed$|^Postgres connection has been discarded$/
const ended = /^Transaction is already (committed|rolled back)$/

/** kysely's own errors first; it hands the drivers' on as they are. */
const after =
  (explain: Explain): Explain =>
  (error) => {
    const message = error instanceof Error ? error.message : ''
    if (destroyed.test(message)) return { code: 'unavailable' }
    if (ended.test(message)) return { code: 'internal', hint: 'It was made over a transaction that has ended.' }
    return explain(error)
  }

/** The engines' error tables. */
export const explainers: Readonly<Record<Dialect['name'], Explain>> = {
  sqlite: after(sqliteErrors.explain),
  postgres: after(postgresErrors.explain),
  mysql: after(mysqlErrors.explain),
  mariadb: after(mysqlErrors.explain),
}

/** Whether the server undid the statement and asks for it again. */
export function isRepeatable({ name }: Dialect, error: unknown): boolean {
  return (name === 'mysql' || name === 'mariadb') && mysqlErrors.isRepeatable(error)
}
