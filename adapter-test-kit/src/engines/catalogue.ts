import type { FamilyName } from './families.ts'

/** What is known of a database server before it runs. */
export interface CatalogueEntry {
  readonly family: FamilyName
  readonly title: string
  /**
   * `default`: runs whenever engines run. `flag`: only where all engines were asked for. `registry`: by default, but its
   * absence where no registry answers is no failure, since it cannot be built from packages. `never`: nowhere, for the
   * `reason` given; it is listed so that every report says so.
   */
  readonly when: 'default' | 'flag' | 'registry' | 'never'
  readonly reason?: string
  /** The vendor's image. PgBouncer's makers publish none. */
  readonly official?: string
  /** The Debian suite whose packages our own image is built on, by `docker/<id>/Dockerfile`. */
  readonly suite?: string
}

/** Every engine that {@link startEngine} knows, by id. Adding one: a line here and a folder of that name in `docker/`. */
export const catalogue = {
  'postgres-13': postgres(13, 'flag', 'bullseye'),
  'postgres-15': postgres(15, 'default', 'bookworm'),
  'postgres-17': postgres(17, 'default', 'trixie'),
  'postgres-18': postgres(18, 'default', 'sid'),
  // The hard case for prepared statements; later versions follow them in transaction mode.
  'pgbouncer-1.18': {
    family: 'pgbouncer',
    title: 'PgBouncer 1.18, transaction mode, PostgreSQL 15',
    when: 'flag',
    suite: 'bookworm',
  },
  // Aurora MySQL 3 is 8.0.
  'mysql-8.0': { family: 'mysql', title: 'MySQL 8.0', when: 'registry', official: 'mysql:8.0' },
  'mysql-8.4': { family: 'mysql', title: 'MySQL 8.4', when: 'registry', official: 'mysql:8.4' },
  'mysql-9.7': { family: 'mysql', title: 'MySQL 9.7', when: 'default', official: 'mysql:9.7', suite: 'sid' },
  'mariadb-10.5': mariadb('10.5', 'flag', 'bullseye'),
  'mariadb-10.11': mariadb('10.11', 'default', 'bookworm'),
  'mariadb-11.8': mariadb('11.8', 'default', 'trixie'),
  'mongo-8': { family: 'mongodb', title: 'MongoDB 8', when: 'registry', official: 'mongo:8' },
  'ferretdb-2': {
    family: 'ferretdb',
    title: 'FerretDB 2, DocumentDB extension, PostgreSQL 18',
    when: 'default',
    suite: 'sid',
  },
  'secantusdb-0.7': { family: 'secantusdb', title: 'SecantusDB 0.7', when: 'default', suite: 'trixie' },
  // Neither of the two above: the extension behind FerretDB is Microsoft's, of the same name.
  'amazon-documentdb': {
    family: 'mongodb',
    title: 'Amazon DocumentDB',
    when: 'never',
    reason: "it is to be had in Amazon's cloud only",
  },
} as const satisfies Record<string, CatalogueEntry>

export type EngineId = keyof typeof catalogue

/** An engine of the catalogue, with its id. */
export interface Engine extends CatalogueEntry {
  readonly id: EngineId
}

/** The catalogue as a list, in its order. */
export function listEngines(): Engine[] {
  return (Object.keys(catalogue) as EngineId[]).map((id) => ({ id, ...catalogue[id] }))
}

function postgres(version: number, when: CatalogueEntry['when'], suite: string) {
  return { family: 'postgres', title: `PostgreSQL ${version}`, when, official: `postgres:${version}`, suite } as const
}

function mariadb(version: string, when: CatalogueEntry['when'], suite: string) {
  return { family: 'mariadb', title: `MariaDB ${version}`, when, official: `mariadb:${version}`, suite } as const
}
