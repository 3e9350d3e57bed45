import type { Databases } from '../run.ts'

/** What `--db` takes. A database's module and driver are loaded when it is chosen. */
export const databases: Databases = {
  sqlite: async () => (await import('./sqlite.ts')).sqlite,
  postgres: async () => (await import('./postgres.ts')).postgres,
  mysql: async () => (await import('./mysql.ts')).mysql,
  mariadb: async () => (await import('./mysql.ts')).mariadb,
  mongodb: async () => (await import('./mongodb.ts')).mongodb,
}
