/** The account and database that a started server has. The password is a fresh one for every start. */
export interface Credentials {
  readonly user: string
  readonly password: string
  readonly database: string
}

/**
 * How servers of one kind are started and asked. Commands run in a shell inside the container and read the password
 * from its environment, so that no command line, log or error holds it.
 */
export interface Family {
  readonly port: number
  /** Where the data directory's parent is mounted: tmpfs, or a volume if it must survive. */
  readonly mount: string
  readonly env: (credentials: Credentials) => Record<string, string>
  /** Arguments of the server. */
  readonly args: readonly string[]
  /** Further ones where the data is on tmpfs: nothing there outlives a crash, so nothing waits for a disk. */
  readonly volatileArgs: readonly string[]
  /** Exits with 0 when a query of the application's user over TCP answers. An open port is too early on every engine. */
  readonly ready: string
  /** Runs after each start, so it can be repeated. */
  readonly setup: string
  /** Prints the version that the server itself gives. */
  readonly version: string
  readonly scheme: 'postgres' | 'mysql'
}

export type FamilyName = 'postgres' | 'pgbouncer' | 'mysql' | 'mariadb'

const psql = (port: number, database: string, sql: string): string =>
  `PGPASSWORD="$POSTGRES_PASSWORD" psql -h 127.0.0.1 -p ${port} -U "$POSTGRES_USER" -d ${database} -XAtqc "${sql}"`

const serverVersion = "select split_part(current_setting('server_version'), ' ', 1)"

const postgres: Family = {
  port: 5432,
  mount: '/data',
  env: ({ user, password, database }) => ({
    POSTGRES_USER: user,
    POSTGRES_PASSWORD: password,
    POSTGRES_DB: database,
    // One place for every version; since 18 the official image has another default.
    PGDATA: '/data/pg',
  }),
  args: ['-c', 'max_connections=300', '-c', 'shared_preload_libraries=pg_stat_statements'],
  volatileArgs: ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'],
  ready: psql(5432, '"$POSTGRES_DB"', 'select 1'),
  setup: psql(
    5432,
    '"$POSTGRES_DB"',
    'set client_min_messages = error; create extension if not exists pg_stat_statements',
  ),
  version: psql(5432, '"$POSTGRES_DB"', serverVersion),
  scheme: 'postgres',
}

const pgbouncer: Family = {
  ...postgres,
  port: 6432,
  ready: psql(6432, '"$POSTGRES_DB"', 'select 1'),
  version: `pooler=$(${psql(6432, 'pgbouncer', 'show version')}) && server=$(${postgres.version}) &&
    echo "\${pooler#PgBouncer } (PostgreSQL $server)"`,
}

const mysqlLike = (client: string, volatileArgs: readonly string[], args: readonly string[] = []): Family => {
  const asUser = `MYSQL_PWD="$MYSQL_PASSWORD" ${client} -h 127.0.0.1 -u "$MYSQL_USER" -N -B "$MYSQL_DATABASE"`
  const asRoot = `MYSQL_PWD="$MYSQL_ROOT_PASSWORD" ${client} -u root`
  return {
    port: 3306,
    mount: '/var/lib/mysql',
    env: ({ user, password, database }) => ({
      MYSQL_ROOT_PASSWORD: password,
      MYSQL_USER: user,
      MYSQL_PASSWORD: password,
      MYSQL_DATABASE: database,
    }),
    args: ['--max-connections=300', '--skip-name-resolve', ...args],
    volatileArgs,
    ready: `${asUser} -e 'select 1'`,
    // The official images grant the one database only; test projects make one each, and count on the server.
    setup: `${asRoot} -e "grant all privileges on *.* to '$MYSQL_USER'@'%' with grant option"`,
    version: `${asUser} -e "select substring_index(version(), '-', 1)"`,
    scheme: 'mysql',
  }
}

const noFlush = ['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0', '--sync-binlog=0']

/** The kinds of server in the catalogue. */
export const families: Readonly<Record<FamilyName, Family>> = {
  postgres,
  pgbouncer,
  mysql: mysqlLike('mysql', [...noFlush, '--skip-log-bin']),
  // Its default is latin1 up to 11.5.
  mariadb: mysqlLike('mariadb', noFlush, ['--character-set-server=utf8mb4']),
}
