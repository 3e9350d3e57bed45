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
  readonly scheme: 'postgres' | 'mysql' | 'mongodb'
  /** What follows the database in the URL. */
  readonly parameters?: string
}

export type FamilyName = 'postgres' | 'pgbouncer' | 'mysql' | 'mariadb' | 'mongodb' | 'ferretdb' | 'secantusdb'

const psql = (port: number, database: string, sql: string): string =>
  `PGPASSWORD="$POSTGRES_PASSWORD" psql -h 127.0.0.1 -p ${port} -U "$POSTGRES_USER" -d ${database} -XAtqc "${sql}"`

const serverVersion = "select split_part(current_setting('server_version'), ' ', 1)"

const noSync = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']

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
  volatileArgs: noSync,
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

/** `script` runs as the application's user, whom the official image makes on a server of its own before the real one. */
const mongosh = (script: string): string =>
  `mongosh --quiet --nodb --eval '
    const { MONGO_INITDB_ROOT_USERNAME: user, MONGO_INITDB_ROOT_PASSWORD: password } = process.env
    const admin = connect("mongodb://127.0.0.1/admin?directConnection=true")
    admin.auth(user, password)
    ${script}'`

const mongodb: Family = {
  port: 27017,
  mount: '/data/db',
  env: ({ user, password }) => ({ MONGO_INITDB_ROOT_USERNAME: user, MONGO_INITDB_ROOT_PASSWORD: password }),
  // A replica set of one, since a standalone server has no transactions; with passwords it wants a key, also when alone.
  args: [
    'bash',
    '-c',
    'head -c 96 /dev/urandom | base64 > /tmp/key && chmod 400 /tmp/key && chown mongodb /tmp/key &&' +
      ' exec docker-entrypoint.sh mongod --replSet strongroom --keyFile /tmp/key --bind_ip_all "$@"',
    'mongod',
  ],
  volatileArgs: [],
  ready: mongosh(`
    const { setName, isWritablePrimary } = admin.hello()
    const members = [{ _id: 0, host: "127.0.0.1:27017" }]
    if (!setName) admin.adminCommand({ replSetInitiate: { _id: "strongroom", members } })
    quit(setName && isWritablePrimary ? 0 : 1)`),
  setup: 'true',
  version: mongosh('print(admin.version())'),
  scheme: 'mongodb',
  // The replica set gives its member an address that holds inside the container only.
  parameters: 'directConnection=true&authSource=admin',
}

const mongoLike: Family = {
  ...mongodb,
  mount: '/data',
  ready: 'python3 /usr/local/bin/mongo.py',
  version: 'python3 /usr/local/bin/mongo.py',
}

/** The kinds of server in the catalogue. */
export const families: Readonly<Record<FamilyName, Family>> = {
  postgres,
  pgbouncer,
  mysql: mysqlLike('mysql', [...noFlush, '--skip-log-bin']),
  // Its default is latin1 up to 11.5.
  mariadb: mysqlLike('mariadb', noFlush, ['--character-set-server=utf8mb4']),
  mongodb,
  // Its arguments are those of the PostgreSQL behind it, whose unique indexes are exclusion constraints there: inserts
  // of one key at once block each other, and wait for this long until one gives way.
  ferretdb: { ...mongoLike, args: ['-c', 'deadlock_timeout=100ms'], volatileArgs: noSync },
  // Without it a killed server forgets writes that it has acknowledged; on tmpfs it costs nothing.
  secantusdb: { ...mongoLike, args: ['--sync-on-commit'] },
}
