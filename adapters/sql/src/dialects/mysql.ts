import { Buffer } from 'node:buffer'
import { model } from '@strongroom/core-types'
import { columnDefinition, references } from '../ddl.ts'
import type { Change, Dialect, FoundColumn, FoundTable, Kind } from '../dialect.ts'
import type { SqlDriver, SqlRow, Statement } from '../driver.ts'
import type { Column, Layout } from '../layout.ts'
import { type Steps, wait } from '../steps.ts'

const quote = (identifier: string): string => `\`${identifier.replaceAll('`', '``')}\``

// InnoDB indexes 3,072 bytes, and counts four a character of utf8mb4.
const isBinary = ({ field, key }: Kind): boolean => field.type === 'key' && key.bytes * 4 > 3072

const time = (value: Date): string => value.toISOString().slice(0, 23).replace('T', ' ')
// A zero date is a date that nobody set: absent, or long ago.
const timeOf =
  (optional: boolean) =>
  (value: string): Date | null => {
    const date = new Date(value.endsWith('Z') ? value : `${value.replace(' ', 'T')}Z`)
    return Number.isNaN(date.getTime()) ? (optional ? null : new Date(0)) : date
  }
const textOf = (value: unknown): string => (typeof value === 'string' ? value : String(value))
const keyText = (value: unknown): string => (value instanceof Uint8Array ? bytesToText(value) : textOf(value))

// The server has one space of such names for all its databases; a name is 64 characters at most.
const LOCK = "concat('migrate_', sha2(coalesce(database(), ''), 224))"
// A mode that cuts no value short and takes zero dates as they are; and no wait behind which all others would wait.
const SETTINGS =
  'SET @strongroom_mode = @@sql_mode, @strongroom_wait = @@lock_wait_timeout, ' +
  "SESSION sql_mode = 'STRICT_ALL_TABLES', SESSION lock_wait_timeout = 30"
const UNLOCK =
  'SET SESSION sql_mode = coalesce(@strongroom_mode, @@sql_mode), ' +
  `SESSION lock_wait_timeout = coalesce(@strongroom_wait, @@lock_wait_timeout), @strongroom_lock = release_lock(${LOCK})`

/**
 * MySQL 8 and later, and MariaDB 10.5 and later as far as both agree: no statement answers the rows it writes.
 * Tables are made for MySQL; `mariadb` makes them for MariaDB.
 */
export const mysql: Dialect = {
  name: 'mysql',
  quote,
  qualify: (namespace, name) => (namespace === undefined ? quote(name) : `${quote(namespace)}.${quote(name)}`),
  parameter: () => '?',
  joinParameter: (parameter) => parameter,
  // Dates as text in UTC, whatever the driver makes of dates; bytes as text; ids exactly.
  read: (reference, kind) => {
    const { type } = kind.field
    if (type === 'timestamp') return `date_format(${reference}, '%Y-%m-%dT%H:%i:%s.%fZ')`
    if (isBinary(kind)) return `convert(${reference} USING utf8mb4)`
    return type === 'json' || (type === 'id' && kind.idType === 'integer') ? `cast(${reference} AS char)` : reference
  },
  codec: (kind) => {
    const { type, optional = false } = kind.field
    if (isBinary(kind)) return { encode: (value: string) => Buffer.from(value), decode: bytesToText }
    if (type === 'timestamp') return { encode: time, decode: timeOf(optional) }
    if (type === 'bigint' || type === 'integer') return { decode: Number }
    if (type === 'boolean') return { encode: Number, decode: (value: unknown) => Number(value) === 1 }
    if (type === 'json') return { decode: (value: unknown): unknown => JSON.parse(textOf(value)) }
    // A key of somebody else's table may be VARBINARY, which drivers give as bytes.
    return type === 'id' || type === 'key' ? { decode: keyText } : {}
  },
  returning: { insert: false, update: false, delete: false },
  insertDefaults: '() VALUES ()',
  // MariaDB knows no alias for the new row, MySQL only deprecates VALUES(). Whichever unique key it is that two rows
  // share, only a row with the same key of the model is the same one.
  onConflict: (_, key, owner, changes) => {
    const same = [owner, ...key].map((name) => `${name} = VALUES(${name})`).join(' AND ')
    const assigned = changes.map((name) => `${name} = IF(${same}, VALUES(${name}), ${name})`)
    return `ON DUPLICATE KEY UPDATE ${assigned.join(', ') || `${owner} = ${owner}`}`
  },
  deleteSome: (table, _, condition, limit) => `DELETE FROM ${table} WHERE ${condition()} LIMIT ${limit()}`,
  // Text and numbers are compared as doubles, in which large ids meet.
  comparable: (parameter, { field, idType }) =>
    field.type === 'id' && idType === 'integer' ? `cast(${parameter} AS signed)` : parameter,
  greatest: (a, b) => `greatest(${a}, cast(${b} AS signed))`,
  sha256: (reference) => `sha2(${reference}, 256)`,
  // As bytes: other text than keys has the database's collation, under which tokens that differ can be equal.
  same: (a, b) => `cast(convert(${a} USING utf8mb4) AS BINARY) <=> cast(${b} AS BINARY)`,

  fill: (filling) => (filling === 'uuid' ? 'uuid()' : 'utc_timestamp(3)'),

  columnType: (column, layout) => columnType(column, layout, 'utf8mb4_0900_bin'),
  // Of other ids that it makes, the server does not say which one it was.
  generatedId: (idType) => (idType === 'integer' ? 'bigint NOT NULL AUTO_INCREMENT PRIMARY KEY' : undefined),
  // As identifiers are: 64 characters at most, in a collation that no database's default changes.
  nameType: 'varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
  reference: ({ sql }) => sql,
  // In brackets, since text has no plain default; as digits where something would be escaped: MySQL keeps the text with
  // backslashes, and under NO_BACKSLASH_ESCAPES it then cannot read its own table.
  literal: (value) => {
    if (typeof value !== 'string') return `(${String(value)})`
    return /['\\]/.test(value) ? `(convert(x'${Buffer.from(value).toString('hex')}' USING utf8mb4))` : `('${value}')`
  },
  // DDL commits by itself, so this is a lock. One that is not got in time must fail: a sub-select of two rows does.
  exclusive: {
    begin: [`SELECT CASE get_lock(${LOCK}, 30) WHEN 1 THEN 1 ELSE (SELECT 1 UNION ALL SELECT 2) END`, SETTINGS],
    commit: UNLOCK,
    rollback: UNLOCK,
  },
  transaction: { begin: ['START TRANSACTION'], commit: 'COMMIT', rollback: 'ROLLBACK' },
  transactionalDdl: false,
  // Other engines have no foreign keys; the character set holds every text.
  tableOptions: ' ENGINE = InnoDB DEFAULT CHARSET = utf8mb4',
  createIndex: (_, table, columns, unique) => {
    const name = quote([table.name, ...columns, unique ? 'key' : 'idx'].join('_'))
    return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON ${table.sql} (${columns.map(quote).join(', ')})`
  },
  addForeignKey: (layout, table, column, onUpdate) =>
    `ALTER TABLE ${table.sql} ADD CONSTRAINT ${quote(`${table.name}_${column.column}_fkey`)} ` +
    `FOREIGN KEY (${column.sql}) ${references(layout, onUpdate)}`,
  dropForeignKey: (table, name) => `ALTER TABLE ${table.sql} DROP FOREIGN KEY ${quote(name)}`,
  dropIndex: (table, name) => `DROP INDEX ${quote(name)} ON ${table.sql}`,
  // All in one statement, since each makes the whole table anew.
  alter: (layout, table, changes) => {
    const clauses = changes.map(({ column, found, nullable }) => {
      const { optional, ...required } = column.field
      const stays = found.notNull && !(nullable ?? (optional === true && isTrap(column, found)))
      const field = stays ? required : { ...required, optional: true as const }
      const comment = found.comment === undefined ? '' : ` COMMENT ${quoted(found.comment)}`
      return `MODIFY ${columnDefinition(layout, { ...column, field }, alteredType(column, layout, found))}${comment}`
    })
    return `ALTER TABLE ${table.sql} ${clauses.join(', ')}`
  },
  alters: ({ column, found }: Change) => {
    // A default, or what counts up, would be lost.
    const hasOwn = found.hasDefault && column.field.default === undefined && !isTrap(column, found)
    if (column.generated || hasOwn) return false
    // The bytes of another character set would stay as they are.
    if (isBinary(column) && !/^(utf8|utf8mb3|ascii)$/.test(found.narrowCharset ?? 'utf8')) return false
    if (column.field.type === 'text' && column.field.characters === undefined && found.indexed) return false
    return alterable[column.field.type]?.test(found.type) ?? false
  },
  keysStandInTheWay: true,
  referring: ({ namespace, tables }) => ({ ...catalogue.referring, params: [namespace ?? null, tables.user.name] }),
  fold: (identifier) => identifier.toLowerCase(),
  inspect,
  accepts: ({ field, idType }, found, { encodings }) => {
    if (field.type === 'id' && idType === 'integer') return found.startsWith('bigint')
    if (field.type === 'timestamp' && encodings.timestamp === 'timestamp') return found.startsWith('timestamp')
    return accepted[field.type].test(found)
  },
  holds: (found) => {
    const [, length] = /^(?:var)?(?:char|binary)\((\d+)\)/.exec(found) ?? []
    if (length !== undefined) return Number(length)
    // Of so many bytes, with four a character.
    return found === 'text' ? 16_383 : found === 'tinytext' ? 63 : undefined
  },
  collated: (reference, collation) =>
    collation.startsWith('utf8mb4_') ? `convert(${reference} USING utf8mb4) COLLATE ${collation}` : undefined,
  exact: ({ sql, field, idType }) =>
    field.type === 'id' && idType === 'integer' ? sql : `cast(convert(${sql} USING utf8mb4) AS BINARY)`,
}

/** MariaDB 10.5 and later: inserts and deletions answer their rows. */
export const mariadb: Dialect = {
  ...mysql,
  name: 'mariadb',
  returning: { insert: true, update: false, delete: true },
  columnType: (column, layout) => columnType(column, layout, 'utf8mb4_nopad_bin'),
  generatedId: (idType) =>
    idType === 'integer'
      ? 'bigint NOT NULL AUTO_INCREMENT PRIMARY KEY'
      : 'varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL DEFAULT (uuid()) PRIMARY KEY',
}

function bytesToText(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : new TextDecoder().decode(value)
}

function columnType(column: Kind, { exactKeys, encodings }: Layout, collation: string): string {
  const { field, key, idType } = column
  if (field.type === 'id' && idType === 'integer') return 'bigint'
  if (isBinary(column)) return `varbinary(${key.bytes})`
  // Binary and without padding: utf8mb4_bin still takes trailing spaces for nothing.
  if (field.type === 'id' || field.type === 'key')
    return `varchar(${key.bytes}) CHARACTER SET utf8mb4${exactKeys ? ` COLLATE ${collation}` : ''}`
  // Or a server makes it NOT NULL, and sets it by itself (explicit_defaults_for_timestamp).
  if (field.type === 'timestamp' && encodings.timestamp === 'timestamp')
    return field.optional ? 'timestamp(3) NULL' : 'timestamp(3)'
  if (field.type === 'text' && field.characters !== undefined) return `varchar(${field.characters})`
  return types[field.type]
}

/** The layout's type, and what of the column's own it would lose: width, and a collation of which it says nothing. */
function alteredType(column: Column, layout: Layout, found: FoundColumn): string {
  const [, width = 0] = /^(?:var)?(?:char|binary)\((\d+)\)/.exec(found.type) ?? []
  const type = layout.dialect
    .columnType(column, layout)
    .replace(/(?<=^var\w+\()\d+/, (wanted) => String(Math.max(Number(wanted), Number(width))))
  if (!/^(varchar|longtext)/.test(type) || type.includes(' COLLATE ')) return type
  const charset = type.includes(' CHARACTER SET ') ? '' : ' CHARACTER SET utf8mb4'
  return `${type}${charset}${found.collation?.startsWith('utf8mb4_') ? ` COLLATE ${found.collation}` : ''}`
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

const types = {
  text: 'longtext',
  timestamp: 'datetime(3)',
  bigint: 'bigint',
  integer: 'int',
  boolean: 'tinyint(1)',
  json: 'json',
}

const accepted = {
  id: /^(var)?char|^varbinary/,
  key: /^(var)?char|^varbinary/,
  text: /^varchar|text$/,
  // Not timestamp: it ends in 2038, and its first column changes by itself.
  timestamp: /^datetime\([3-6]\)/,
  bigint: /^bigint/,
  integer: /^(int|bigint)/,
  // Not bit: drivers give it as bytes, and take no digits for it.
  boolean: /^(tinyint|boolean)/,
  json: /^(json|longtext)/,
}

/** A date of ours that the server sets by itself where none is given: nobody meant it. */
function isTrap({ entity, name, field }: Column, { type, defaultSql = '', setsItself = false }: FoundColumn): boolean {
  const isOwn = /^(current_timestamp|now\(|'?0000-00-00)/i.test(defaultSql)
  const isOurs = field.type === 'timestamp' && Object.hasOwn(model[entity].fields, name)
  return isOurs && ((type.startsWith('timestamp') && isOwn) || setsItself)
}

// What becomes the layout's type with every value as it was.
const alterable: Partial<Record<Kind['field']['type'], RegExp>> = {
  id: /^(var)?char/,
  key: /^(var)?char/,
  text: /^(var)?char|text$/,
  timestamp: /^(timestamp|datetime)/,
  bigint: /^(tiny|small|medium)?int\b/,
  integer: /^(tiny|small|medium)int\b/,
}

const statement = (text: string): Statement => ({ name: 'inspect', text })
const place = 'table_schema = coalesce(?, database()) AND table_name = ?'
const catalogue = {
  columns: statement(
    `SELECT column_name, column_type, is_nullable = 'NO', coalesce(column_default, 'NULL') <> 'NULL' OR extra LIKE '%auto_increment%' OR extra LIKE '%GENERATED%',
       collation_name, character_set_name, column_default, column_comment,
       extra LIKE '%on update%' FROM information_schema.columns WHERE ${place} ORDER BY ordinal_position`,
  ),
  indexes: statement(
    `SELECT index_name, non_unique, column_name, sub_part FROM information_schema.statistics
     WHERE ${place} ORDER BY index_name, seq_in_index`,
  ),
  foreignKeys: statement(
    `SELECT k.column_name, k.referenced_table_name, r.delete_rule, k.constraint_name, r.update_rule FROM information_schema.key_column_usage k
     JOIN information_schema.referential_constraints r
       ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
     WHERE k.${place.replace('AND ', 'AND k.')} AND k.referenced_table_schema = k.table_schema`,
  ),
  referring: statement(
    `SELECT DISTINCT table_name FROM information_schema.key_column_usage
     WHERE referenced_table_schema = coalesce(?, database()) AND referenced_table_name = ?`,
  ),
}

function* inspect(reader: Pick<SqlDriver, 'all'>, layout: Layout, table: string): Steps<FoundTable | undefined> {
  const params = [layout.namespace ?? null, table]
  const columns = yield* wait(reader.all(catalogue.columns, params))
  if (columns.length === 0) return undefined
  const indexes = yield* wait(reader.all(catalogue.indexes, params))
  const foreignKeys = yield* wait(reader.all(catalogue.foreignKeys, params))
  return found(columns, indexes, foreignKeys)
}

function found(columns: readonly SqlRow[], indexes: readonly SqlRow[], keys: readonly SqlRow[]): FoundTable {
  const byName = Map.groupBy(indexes, ([name]) => String(name))
  // An index on the beginnings of values keeps only those unique.
  const whole = new Set(indexes.filter(([, , , part]) => part === null).map(([, , name]) => name))
  const sets = [...byName].map(([name, rows]) => ({
    name,
    unique: rows.every(([, nonUnique, , part]) => Number(nonUnique) === 0 && part === null),
    columns: rows.map(([, , name]) => String(name)),
  }))
  return {
    columns: columns.map(([name, type, notNull, hasDefault, collation, charset, given, comment, setsItself]) => ({
      name: String(name),
      type: String(type).toLowerCase(),
      notNull: Number(notNull) === 1,
      hasDefault: Number(hasDefault) === 1,
      defaultSql: typeof given === 'string' ? given : undefined,
      laxCollation: typeof collation !== 'string' || /_(nopad|0900)_bin$/.test(collation) ? undefined : collation,
      narrowCharset: typeof charset !== 'string' || charset === 'utf8mb4' ? undefined : charset,
      collation: typeof collation === 'string' ? collation : undefined,
      comment: typeof comment === 'string' && comment !== '' ? comment : undefined,
      indexed: whole.has(name),
      setsItself: Number(setsItself) === 1,
    })),
    indexes: sets,
    foreignKeys: keys.map(([column, to, rule, name, onUpdate]) => ({
      name: String(name),
      column: String(column),
      table: String(to),
      cascade: String(rule).toUpperCase() === 'CASCADE',
      onUpdate: String(onUpdate).toUpperCase() === 'CASCADE' ? 'CASCADE' : undefined,
    })),
  }
}
