import type { Dialect, FoundTable } from '../dialect.ts'
import type { SqlDriver, SqlRow, Statement } from '../driver.ts'
import { createIndexes, createTable } from '../ddl.ts'
import type { Layout, Table } from '../layout.ts'
import { onConflict } from './upsert.ts'
import { type Steps, wait } from '../steps.ts'

const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`
const literal = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)

const integers = new Set(['timestamp', 'bigint', 'integer', 'boolean'])

/** SQLite 3.37 and later: STRICT tables, RETURNING, upsert. */
export const sqlite: Dialect = {
  name: 'sqlite',
  quote,
  qualify: (namespace, name) => (namespace === undefined ? quote(name) : `${quote(namespace)}.${quote(name)}`),
  parameter: () => '?',
  // With STAT4 a bare `= ?` in a join is planned anew for each bound value; an expression is not.
  joinParameter: (parameter) => `+${parameter}`,
  // As numbers, ids beyond 2^53 would meet.
  read: (reference, { field, idType }) =>
    field.type === 'id' && idType === 'integer' ? `cast(${reference} as text)` : reference,
  // Integers may come as bigints: an application can have set its whole database to answer them.
  codec: ({ field: { type } }, { timestamp }) => {
    if (type === 'bigint' || type === 'integer') return { decode: Number }
    if (type === 'boolean') return { encode: Number, decode: (value: unknown) => Number(value) !== 0 }
    if (type === 'json') return { decode: (value: string): unknown => JSON.parse(value) }
    if (type !== 'timestamp') return {}
    return timestamp === 'native'
      ? { encode: (value: Date) => value.getTime(), decode: (value: unknown) => new Date(Number(value)) }
      : { encode: (value: Date) => value.toISOString(), decode: (value: string) => new Date(value) }
  },
  returning: { insert: true, update: true, delete: true },
  insertDefaults: 'DEFAULT VALUES',
  onConflict,
  // The condition stands outside the sub-select too, or a row renewed meanwhile would go.
  deleteSome: (table, key, condition, limit) =>
    `DELETE FROM ${table} WHERE (${condition()}) AND (${key}) IN ` +
    `(SELECT ${key} FROM ${table} WHERE ${condition()} LIMIT ${limit()})`,
  comparable: (parameter) => parameter,
  greatest: (a, b) => `max(${a}, ${b})`,
  same: (a, b) => `${a} IS ${b}`,

  fill: (filling, { timestamp }) => {
    if (filling === 'uuid') return uuid
    const milliseconds = "cast(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)"
    return timestamp === 'iso8601' ? "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')" : milliseconds
  },

  columnType: ({ field, idType }, { encodings }) => {
    const text = field.type === 'timestamp' && encodings.timestamp === 'iso8601'
    return (integers.has(field.type) && !text) || (field.type === 'id' && idType === 'integer') ? 'INTEGER' : 'TEXT'
  },
  // Without AUTOINCREMENT the id of the last deleted user would be given to the next one.
  generatedId: (idType) =>
    idType === 'integer'
      ? 'INTEGER PRIMARY KEY AUTOINCREMENT'
      : `TEXT NOT NULL PRIMARY KEY DEFAULT (${idType === 'uuid' ? uuid : 'lower(hex(randomblob(16)))'})`,
  nameType: 'TEXT',
  // A foreign key cannot leave its database, so the name stands alone.
  reference: (table) => quote(table.name),
  literal,
  // IMMEDIATE takes the write lock now, where waiting is possible; an upgrade later could only fail.
  exclusive: { begin: ['BEGIN IMMEDIATE'], commit: 'COMMIT', rollback: 'ROLLBACK' },
  transaction: { begin: ['BEGIN IMMEDIATE'], commit: 'COMMIT', rollback: 'ROLLBACK' },
  transactionalDdl: true,
  tableOptions: ' STRICT',
  createIndex: ({ namespace }, table, columns, unique) => {
    const name = [table.name, ...columns, unique ? 'key' : 'idx'].join('_')
    const list = columns.map(quote).join(', ')
    return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${sqlite.qualify(namespace, name)} ON ${quote(table.name)} (${list})`
  },
  alters: () => false,
  keysStandInTheWay: false,
  referring: () => ({ name: 'inspect', text: 'SELECT 1 WHERE 0', params: [] }),
  rebuild,
  fold: (identifier) => identifier.toLowerCase(),
  accepts: (column, found, layout) => {
    const wanted = sqlite.columnType(column, layout)
    const type = found.toUpperCase()
    // The affinity rules of the manual (datatype3, section 3.1), as far as a lossless column needs them.
    // Other names make a column that keeps whole numbers. Prisma 6 and earlier have them in such a one, as dates.
    const named = { boolean: 'BOOLEAN', timestamp: 'DATETIME' } as Readonly<Record<string, string>>
    if (wanted === 'INTEGER') return type.includes('INT') || type === named[column.field.type]
    // Text they turn into numbers where they can; of these forms they cannot.
    if (column.field.type === 'id' && column.idType === 'uuid' && type === 'UUID') return true
    if (column.field.type === 'timestamp' && /^(DATETIME|TIMESTAMP(TZ)?)$/.test(type)) return true
    return !type.includes('INT') && /CHAR|CLOB|TEXT/.test(type)
  },
  holds: () => undefined,
  misfits: ({ sql, field }, { encodings }) => {
    if (field.type !== 'timestamp') return undefined
    const fits = encodings.timestamp === 'iso8601' ? "'text'" : "'integer', 'real'"
    return `typeof(${sql}) NOT IN (${fits}, 'null')`
  },
  exact: ({ sql }) => `${sql} COLLATE BINARY`,
  inspect,
  enforcesForeignKeys: {
    name: 'foreign_keys',
    text: 'PRAGMA foreign_keys',
    fix: 'Run `PRAGMA foreign_keys = ON` on every connection.',
  },
}

// Version 4 of RFC 9562: random but for the version and the variant.
const hex = (bytes: number): string => `hex(randomblob(${bytes}))`
const uuid =
  `lower(${hex(4)} || '-' || ${hex(2)} || '-4' || substr(${hex(2)}, 2) || '-' || ` +
  `substr('89AB', 1 + (abs(random() % 4)), 1) || substr(${hex(2)}, 2) || '-' || ${hex(6)})`

/** The manual's procedure for what ALTER TABLE cannot do (lang_altertable, section 7). */
function rebuild(layout: Layout, table: Table, found: FoundTable): string {
  // Under the name of a while; its constraints have their own at once.
  const interim = { ...table, sql: sqlite.qualify(layout.namespace, `${table.name} rebuilt`) }
  const known = new Set(found.columns.map(({ name }) => sqlite.fold(name)))
  const declared = new Set(table.columns.map(({ column }) => sqlite.fold(column)))
  const others = found.columns.filter(({ name }) => !declared.has(sqlite.fold(name)))
  const bound = others.filter((column) => column.bound).map(({ name }) => name)
  if (bound.length > 0 || found.checked) {
    const what = [...bound, ...(found.checked ? ['the checks'] : [])].join(', ')
    return `-- Make ${table.name} anew by hand, so that ${what} come along: https://sqlite.org/lang_altertable.html#otheralter`
  }
  const definitions = others.map(
    ({ name, type, notNull, alone, laxCollation, defaultSql }) =>
      `${quote(name)} ${type}${notNull ? ' NOT NULL' : ''}${alone ? ' UNIQUE' : ''}` +
      (laxCollation === undefined ? '' : ` COLLATE ${laxCollation}`) +
      (defaultSql === undefined ? '' : ` DEFAULT (${defaultSql})`),
  )
  const kept = [
    ...table.columns.filter(({ column }) => known.has(sqlite.fold(column))).map(({ sql }) => sql),
    ...others.map(({ name }) => quote(name)),
  ].join(', ')
  // Types of columns that are not ours need not be STRICT's.
  const create = createTable(layout, { ...interim, extras: [] }, definitions).replace(
    / STRICT$/,
    others.length > 0 ? '' : ' STRICT',
  )
  const indexes = createIndexes(layout, table)
  const inNamespace = layout.namespace === undefined ? '' : `${quote(layout.namespace)}.`
  const kin = (found.made ?? [])
    .filter(
      ({ name }) => !indexes.some((statement) => statement.includes(` ${sqlite.qualify(layout.namespace, name)} ON `)),
    )
    .map(({ statement }) => statement.replace(/^CREATE (UNIQUE )?(INDEX|TRIGGER) /, `$&${inNamespace}`))
  return [
    'PRAGMA foreign_keys = OFF',
    // Or views that name the table would keep the new one from its name.
    'PRAGMA legacy_alter_table = ON',
    'BEGIN IMMEDIATE',
    create,
    `INSERT INTO ${interim.sql} (${kept}) SELECT ${kept} FROM ${table.sql}`,
    `DROP TABLE ${table.sql}`,
    `ALTER TABLE ${interim.sql} RENAME TO ${quote(table.name)}`,
    ...indexes,
    ...kin,
    'PRAGMA foreign_key_check',
    'COMMIT',
    'PRAGMA legacy_alter_table = OFF',
    'PRAGMA foreign_keys = ON',
  ]
    .map((statement) => `${statement};`)
    .join('\n')
}

const builtIn = new Set<unknown>(['BINARY', 'NOCASE', 'RTRIM'])

const pragmas = {
  columns: statement('SELECT name, type, "notnull", dflt_value, hidden, pk FROM pragma_table_xinfo(?, ?)'),
  indexes: statement(
    'SELECT l.name AS "index", l."unique" AND NOT l.partial, x.name, upper(x.coll), l.partial FROM pragma_index_list(?, ?) l ' +
      'JOIN pragma_index_xinfo(l.name, ?) x WHERE x.key = 1 ORDER BY l.seq, x.seqno',
  ),
  /** What goes with a table: its own statement first. */
  made: (namespace: string) =>
    statement(
      `SELECT name, sql FROM ${quote(namespace)}.sqlite_schema WHERE lower(tbl_name) = lower(?) AND sql IS NOT NULL ` +
        "ORDER BY type <> 'table', type, name",
    ),
  foreignKeys: statement('SELECT "from", "table", on_delete FROM pragma_foreign_key_list(?, ?)'),
}

function statement(text: string): Statement {
  return { name: 'inspect', text }
}

function* inspect(reader: Pick<SqlDriver, 'all'>, layout: Layout, table: string): Steps<FoundTable | undefined> {
  const namespace = layout.namespace ?? 'main'
  const columns = yield* wait(reader.all(pragmas.columns, [table, namespace]))
  if (columns.length === 0) return undefined
  const indexes = yield* wait(reader.all(pragmas.indexes, [table, namespace, namespace]))
  const foreignKeys = yield* wait(reader.all(pragmas.foreignKeys, [table, namespace]))
  const made = yield* wait(reader.all(pragmas.made(namespace), [table]))
  const rows = yield* wait(
    reader.all(
      collations(
        layout,
        table,
        columns.map(([name]) => String(name)),
      ),
      [],
    ),
  )
  const lax = (rows[0] ?? []) as readonly (string | null)[]
  return found(columns, indexes, foreignKeys, lax, made)
}

// No pragma tells the collation of a column without an index. The first part of a compound gives it to the whole.
function collations(layout: Layout, table: string, columns: readonly string[]): Statement {
  const names = columns.map((_, position) => `c${position}`)
  const lax = names.map((name) => `CASE WHEN ${name} = 'A' THEN 'NOCASE' WHEN ${name} = 'a ' THEN 'RTRIM' END`)
  const own = columns.map((column, position) => `${quote(column)} AS ${names[position]}`)
  const from = sqlite.qualify(layout.namespace, table)
  const probe = names.map(() => "'a'").join(', ')
  return statement(
    `SELECT ${lax.join(', ')} FROM (SELECT ${own.join(', ')} FROM ${from} WHERE 0 UNION ALL SELECT ${probe})`,
  )
}

function found(
  columns: readonly SqlRow[],
  indexes: readonly SqlRow[],
  keys: readonly SqlRow[],
  collations: readonly (string | null)[],
  made: readonly SqlRow[],
): FoundTable {
  const primary = columns.filter((row) => Number(row[5]) > 0).map((row) => String(row[0]))
  const byIndex = new Map<unknown, { name: string; unique: boolean; partial: boolean; columns: string[] }>()
  const lax = new Map<string, string>()
  for (const [index, unique, name, collation, partial] of indexes) {
    const entry = byIndex.get(index) ?? {
      name: String(index),
      unique: Boolean(unique),
      partial: Boolean(partial),
      columns: [],
    }
    byIndex.set(index, entry)
    entry.columns.push(String(name))
    // Of those that SQLite has the column tells by itself: an index may have another one.
    if (!builtIn.has(collation)) lax.set(String(name), String(collation))
  }
  // Without a statement of their own: they are part of the table's.
  const constraints = [...byIndex.values()].filter(({ name }) => name.startsWith('sqlite_autoindex_'))
  const alone = new Set(
    [primary, ...constraints.map(({ columns }) => columns)].flatMap(([name, ...more]) => (more.length > 0 ? [] : name)),
  )
  const together = new Set(constraints.flatMap(({ columns }) => (columns.length > 1 ? columns : [])))
  const referring = new Set(keys.map(([from]) => String(from)))
  const [own, ...others] = made
  const whole = [...byIndex.values()].filter((entry) => !entry.partial)
  return {
    made: others.map(([name, text]) => ({ name: String(name), statement: String(text) })),
    checked: /\bcheck\s*\(/i.test(String(own?.[1])),
    columns: columns.map(([name, type, notNull, given, hidden, pk], position) => ({
      name: String(name),
      type: String(type),
      notNull: Boolean(notNull),
      // An INTEGER PRIMARY KEY is the row id, which SQLite makes.
      defaultSql: typeof given === 'string' ? given : undefined,
      hasDefault: given !== null || Number(hidden) > 1 || (Number(pk) > 0 && String(type).toUpperCase() === 'INTEGER'),
      alone: alone.has(String(name)),
      bound:
        Number(hidden) > 1 ||
        referring.has(String(name)) ||
        together.has(String(name)) ||
        (Number(pk) > 0 && String(type).toUpperCase() === 'INTEGER'),
      laxCollation: lax.get(String(name)) ?? collations[position] ?? undefined,
    })),
    indexes: [...whole, { name: 'primary key', columns: primary, unique: primary.length > 0 }],
    foreignKeys: keys.map(([from, to, onDelete]) => ({
      name: String(from),
      column: String(from),
      table: String(to),
      cascade: String(onDelete).toUpperCase() === 'CASCADE',
    })),
  }
}
