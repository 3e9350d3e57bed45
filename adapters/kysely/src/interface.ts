import type { CustomFields, EntityName, Model } from '@strongroom/core-types'
import type { Schema, defaultTables } from '@strongroom/sql'

type TableOf<S extends Schema, E extends EntityName> = S extends {
  tables: { [K in E]: { name: infer Name extends string } }
}
  ? Name
  : (typeof defaultTables)[E]

type FieldOf<F extends CustomFields, E extends EntityName> =
  | (keyof Model[E]['fields'] & string)
  | (F[E] extends object ? keyof F[E] & string : never)

type ColumnOf<S extends Schema, E extends EntityName, Name extends string> = S extends {
  tables: { [K in E]: { columns: { [N in Name]: infer Column extends string } } }
}
  ? Column
  : Name

type IsAbsent<S extends Schema, E extends EntityName> = S extends { tables: { [K in E]: { absent: true } } }
  ? true
  : false

type MissingOf<DB, S extends Schema, F extends CustomFields, E extends EntityName> =
  IsAbsent<S, E> extends true
    ? never
    : TableOf<S, E> extends keyof DB
      ? {
          [Name in FieldOf<F, E>]: ColumnOf<S, E, Name> extends keyof DB[TableOf<S, E> & keyof DB]
            ? never
            : `column ${TableOf<S, E>}.${ColumnOf<S, E, Name>}`
        }[FieldOf<F, E>]
      : `table ${TableOf<S, E>}`

/** The tables and columns that the adapter needs and the interface lacks, as a union of names. */
export type Missing<DB, S extends Schema, F extends CustomFields> = {
  [E in EntityName]: MissingOf<DB, S, F, E>
}[EntityName]

/** Nothing, or a type that no instance is assignable to and that says why. */
export type Complete<DB, S extends Schema, F extends CustomFields> = [Missing<DB, S, F>] extends [never]
  ? unknown
  : `The database's interface has no ${Missing<DB, S, F>}`
