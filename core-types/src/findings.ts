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
    | 'nullable'
    | 'default'
    | 'collation'
    | 'unique'
    | 'foreign-key'
    | 'index'
    | 'undeclared'
    | 'connection'
  readonly message: string
  /** What mends it: statements, or a line of configuration. */
  readonly fix?: string
}

/** What `migrate` did. */
export interface Migration {
  /** The statements that ran; none when everything was there. */
  readonly statements: readonly string[]
}
