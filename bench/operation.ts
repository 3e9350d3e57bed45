/** One way to do an operation. */
export interface Contender {
  readonly name: string
  /** Does it once, for this session token. Always awaited, as a core awaits an adapter. */
  readonly call: (token: string) => unknown
  /** An answer of `call` in the form that every contender's answer is compared in. */
  readonly read: (answer: unknown) => unknown
}

/** What is measured: several ways to do the same. */
export interface Operation {
  readonly name: string
  /** What the database did and what a contender had to do, for the report. */
  readonly about: string
  /** A contender is called once with each, in this order. */
  readonly tokens: readonly string[]
  /** The right answer, as `read` gives it. */
  readonly expected: (token: string) => unknown
  /** The first is the baseline of the ratios. */
  readonly contenders: readonly Contender[]
  /** A contender's ratio that we want, at most. */
  readonly aim?: { readonly contender: string; readonly ratio: number }
}

/** A database with something in it. */
export interface Engine {
  readonly operations: readonly Operation[]
  /** What was measured on, besides Node. */
  readonly versions: Readonly<Record<string, string>>
  readonly close: () => void | Promise<void>
}
