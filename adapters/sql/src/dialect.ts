import type { FieldRule, IdType } from '@strongroom/core-types'
import type { SqlDriver, Statement } from './driver.ts'
import type { Column, Layout, Table } from './layout.ts'
import type { Encodings, Filling } from './schema.ts'
import type { Steps } from './steps.ts'

/** What a field is, for a dialect to say how it is stored. */
export type Kind = Pick<FieldRule, 'field' | 'key' | 'idType'>

/** How a value travels: from the model to a parameter, from a row to the model. Absent: as it is. */
export interface Codec {
  readonly encode?: ((value: never) => unknown) | undefined
  readonly decode?: ((value: never) => unknown) | undefined
}

/** A column as the database has it. */
export interface FoundColumn {
  readonly name: string
  readonly type: string
  readonly notNull: boolean
  readonly hasDefault: boolean
  /** The default as the database writes it, where it tells. */
  readonly defaultSql?: string | undefined
  /** A collation under which different bytes may be equal, by name. */
  readonly laxCollation?: string | undefined
  /** A character set that cannot hold every text, by name. */
  readonly narrowCharset?: string | undefined
  /** The collation and the comment, where an alteration would lose them. */
  readonly collation?: string | undefined
  readonly comment?: string | undefined
  /** The server sets it anew whenever its row changes. */
  readonly setsItself?: boolean
  /** An index holds whole values of it. */
  readonly indexed?: boolean
  /** No other row has its value. */
  readonly alone?: boolean
  /** It has a key or an expression of which the rest does not tell enough to make it anew. */
  readonly bound?: boolean
}

/** An index as the database has it. */
export interface FoundIndex {
  readonly name: string
  /** In the index's order. */
  readonly columns: readonly string[]
  /** Whether it keeps these columns unique in every row. */
  readonly unique: boolean
}

/** What starts and ends work that one process at a time does. */
export interface Exclusive {
  readonly begin: readonly string[]
  /** Asked again and again, where waiting in the server would keep the other one from ending: true when it is got. */
  readonly acquire?: string
  readonly commit: string
  readonly rollback: string
}

/** A foreign key as the database has it. */
export interface FoundForeignKey {
  readonly name: string
  readonly column: string
  readonly table: string
  readonly cascade: boolean
  /** What becomes of its rows when an id changes, where that is more than nothing. */
  readonly onUpdate?: 'CASCADE' | undefined
  /** Rows that were there before it have not been looked at yet. */
  readonly unproven?: boolean
}

/** A column that is to become what the layout says. */
export interface Change {
  readonly column: Column
  readonly found: FoundColumn
  /** NOT NULL goes; otherwise it stays as it is found. */
  readonly nullable?: boolean
}

/** A table as the database has it. */
export interface FoundTable {
  readonly columns: readonly FoundColumn[]
  readonly indexes: readonly FoundIndex[]
  /** Indexes whose making was cut off. */
  readonly broken?: readonly FoundIndex[]
  readonly foreignKeys: readonly FoundForeignKey[]
  /** Indexes and triggers that go with the table, and the statements that made them, where the database tells. */
  readonly made?: readonly { readonly name: string; readonly statement: string }[]
  /** It is made of parts, for which the server does less while others use them. */
  readonly partitioned?: boolean
  /** It has conditions for its rows. */
  readonly checked?: boolean
}

/** What differs between SQL engines. One object an engine, without state. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres' | 'mysql' | 'mariadb'
  /** Where tables live when the schema names no namespace; otherwise names stand alone. */
  readonly defaultNamespace?: string | undefined
  /** Quotes an identifier. */
  quote(identifier: string): string
  /** The name of a table or index inside a namespace, quoted. */
  qualify(namespace: string | undefined, name: string): string
  /** The parameter at a position, from 1. */
  parameter(position: number): string
  /** A parameter that is compared with a key in a join; wrapped where the planner needs it. */
  joinParameter(parameter: string): string
  /** How a column is read in a select list. */
  read(reference: string, kind: Kind): string
  /** How a field is written and read under a schema's encodings. */
  codec(kind: Kind, encodings: Encodings): Codec
  /** Which statements answer the rows that they wrote. Others are followed or preceded by a read. */
  readonly returning: { readonly insert: boolean; readonly update: boolean; readonly delete: boolean }
  /** What follows INSERT INTO and the table when no field is given. */
  readonly insertDefaults: string
  /**
   * Ends an INSERT that links: a row with this key is updated when it has the same owner, and stays otherwise.
   * Names are quoted; `changes` may be empty.
   */
  onConflict(table: Table, key: readonly string[], owner: string, changes: readonly string[]): string
  /** Deletes the rows that a condition names, up to a limit; the condition may be asked for more than once. */
  deleteSome(table: string, key: string, condition: () => string, limit: () => string): string
  /** A parameter as it is compared with a field. */
  comparable(parameter: string, kind: Kind): string
  /** The greater of two expressions. */
  greatest(a: string, b: string): string
  /** The SHA-256 of a text column as hexadecimal digits, where the engine has it. */
  sha256?(reference: string): string
  /** Equality that holds between two absent values too. */
  same(a: string, b: string): string

  /** What stands in a column that no field has, as an expression. */
  fill(filling: Exclude<Filling, 'default'>, encodings: Encodings): string

  /** A column's type for DDL. */
  columnType(column: Column, layout: Layout): string
  /** How the database makes the primary key itself: what follows the column's name; `undefined` where it cannot. */
  generatedId(idType: IdType): string | undefined
  /** The statement that creates the layout's namespace when it is missing. */
  createNamespace?(reader: Pick<SqlDriver, 'all'>, layout: Layout): Steps<string | undefined>
  /** The type of a table's name, for DDL. */
  readonly nameType: string
  /** How a foreign key names the table it refers to. */
  reference(table: Table): string
  /** A literal for DDL, of an encoded value. */
  literal(value: unknown): string
  /** What starts and ends work that excludes other writers, and one migration from another. Waits are bounded. */
  readonly exclusive: Exclusive
  /** An ordinary transaction. */
  readonly transaction: Exclusive
  /** How tables in use are mended without keeping anybody waiting, where that is not what statements do by themselves. */
  readonly online?: {
    /** One process at a time, each statement for itself. */
    readonly exclusive: Exclusive
    index(statement: string): string
    /** The statement that removes what is left of an index. */
    dropIndex(layout: Layout, index: FoundIndex): string
    foreignKey(layout: Layout, table: Table, column: Column, onUpdate?: 'CASCADE'): readonly string[]
    /** The statement that looks at the rows that were there before a foreign key. */
    prove(table: Table, name: string): string
  }
  /** Whether a transaction undoes DDL. */
  readonly transactionalDdl: boolean
  /** What follows the closing bracket of a table. */
  readonly tableOptions: string
  createIndex(layout: Layout, table: Table, columns: readonly string[], unique: boolean): string
  /** The statement that adds a foreign key to a table that exists; absent where the engine cannot. */
  addForeignKey?(layout: Layout, table: Table, column: Column, onUpdate?: 'CASCADE'): string
  dropForeignKey?(table: Table, name: string): string
  dropIndex?(table: Table, name: string): string
  /** The statement that gives columns of one table the layout's types; absent where the engine cannot. */
  alter?(layout: Layout, table: Table, changes: readonly Change[]): string
  /** Whether `alter` can take a column from the found type to the layout's without losing a value. */
  alters(change: Change, layout: Layout): boolean
  /** The statements by which a person makes a table anew, where there is no `alter`. */
  rebuild?(layout: Layout, table: Table, found: FoundTable): string
  /** Whether a column that a foreign key stands on can only be altered without it. */
  readonly keysStandInTheWay: boolean
  /** Answers the names of tables, one a row, that refer to a user. */
  referring(layout: Layout): Statement & { readonly params: readonly unknown[] }
  /** Identifiers of one spelling. */
  fold(identifier: string): string
  /** Reads a table's shape; `undefined` when there is none. */
  inspect(reader: Pick<SqlDriver, 'all'>, layout: Layout, table: string): Steps<FoundTable | undefined>
  /** Whether a column of the found type can hold what the layout's column stores, but for its length. */
  accepts(column: Column, found: string, layout: Layout): boolean
  /** The most characters that a text column of the found type holds; `undefined` where there is no limit to speak of. */
  holds(found: string): number | undefined
  /** A condition for values that are not in the layout's encoding, where the column's type does not keep them out. */
  misfits?(column: Column, layout: Layout): string | undefined
  /** Text as another collation has it; `undefined` where that could lose something. */
  collated?(reference: string, collation: string): string | undefined
  /** A key column as it is compared byte for byte, whatever its collation. */
  exact(column: Column): string
  /** A statement that answers whether foreign keys are enforced on this connection, where that can be off. */
  readonly enforcesForeignKeys?: Statement & { readonly fix: string }
}
