import type { RuleId } from './rules.ts'

/** A difference between a database and its schema, as `check` answers it. */
export interface Finding {
  /** The table's or collection's name in the database. */
  readonly table: string
  readonly column?: string
  /** `error`: a rule of the contract is lost, or calls fail; `warning`: it works, but slower or with less. */
  readonly severity: 'error' | 'warning'
  readonly rule:
    | 'missing'
    | 'type'
    | 'narrow'
    | 'nullable'
    | 'default'
    | 'collation'
    | 'unique'
    | 'too-strict'
    | 'foreign-key'
    | 'index'
    | 'undeclared'
    | 'duplicates'
    | 'orphans'
    | 'e-mail-case'
    | 'connection'
  readonly message: string
  /** The rules of the contract that are lost until it is mended. */
  readonly lost?: readonly RuleId[]
  /** What mends it: statements, or a line of configuration. */
  readonly fix?: string
}

/** What `migrate` did, or with `plan` would do. */
export interface Migration {
  /** The statements that ran, or would run; none when everything was there. */
  readonly statements: readonly string[]
}

/** How `migrate` goes about it. */
export interface MigrationOptions {
  /** Only says what it would do. */
  readonly plan?: boolean
  /**
   * E-mail addresses that are not lower-case, in a column that was compared without regard to case: from then on an
   * auth core that asks for the lower-case form does not find them. `lower` changes them, `keep` leaves them as they
   * are; when nothing is said, `migrate` stops there.
   */
  readonly emails?: 'lower' | 'keep'
  /** Told before each statement runs: which one, its number from 1, and how many there are. */
  readonly onProgress?: (statement: string, number: number, total: number) => void
}
