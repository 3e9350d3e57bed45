import { type Dialect, type SqlDriver, mysqlErrors, postgresErrors, sqliteErrors } from '@strongroom/sql'

/** The engines' error tables: kysely hands the drivers' errors on as they are. */
export const explainers: Readonly<Record<Dialect['name'], SqlDriver['explain']>> = {
  sqlite: sqliteErrors.explain,
  postgres: postgresErrors.explain,
  mysql: mysqlErrors.explain,
  mariadb: mysqlErrors.explain,
}
