/** A contract's sentence, as reports quote it. */
export interface ContractRule<P extends string = string> {
  readonly id: string
  readonly profile: P
  /** The method it is about, or `any`. */
  readonly method: string
  readonly sentence: string
  readonly why: string
  readonly source?: string
}

/** What a store is like, where it bears on why a case fails; `sql-…` also count as `sql`. */
export type StoreKind = 'sql' | 'sql-collation' | 'sql-no-returning' | 'document' | 'key-value'

/** What is often wrong when one of these rules is broken, by kind of store. */
export interface Cause {
  /** The ids of the rules. */
  readonly rules: readonly string[]
  readonly likely: Readonly<Partial<Record<StoreKind | 'any', string>>>
}

/** A contract: what the runner needs to know of it, which is all that it knows. */
export interface Contract<A extends object = object, P extends string = string> {
  readonly name: string
  /** In the order of the verdicts. */
  readonly profiles: readonly P[]
  /** What keeping each profile means, for reports. */
  readonly promises?: Readonly<Record<P, string>>
  readonly rules: readonly ContractRule<P>[]
  readonly cases: readonly Case<A>[]
  readonly causes?: readonly Cause[]
  /**
   * A read that finds nothing. Made many times at once before each race, unrecorded, its answers ignored: contenders
   * that first have to connect come too late to contend.
   */
  readonly warmUp?: Call
}

/** One check. It has the profile of its rule. */
export interface Case<A extends object = object> {
  /** Stable, never reused. */
  readonly id: string
  /** The id of the rule it proves. */
  readonly rule: string
  readonly title: string
  /** Methods it calls. One that the adapter lacks makes the case "not applicable". */
  readonly needs: readonly (keyof A & string)[]
  /** Runs while no other case does, and after `reset`: for what sweeps or counts the whole store. */
  readonly alone?: boolean
  /** Milliseconds until it counts as failed for hanging; the run's default otherwise. */
  readonly timeout?: number
  readonly run: (context: Context<A>) => Promise<void>
}

/** A call as data, so that another process can make it. */
export interface Call {
  readonly method: string
  readonly args: readonly unknown[]
}

/** A call that was made, and how it ended. */
export interface CallRecord extends Call {
  readonly result?: unknown
  readonly error?: unknown
  /** Who made it: the adapter, the peer or a worker. */
  readonly by: 'adapter' | 'peer' | 'worker'
}

/** How a raced call ended. */
export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown }

/**
 * Values of a case's own; two cases never share one. Equal seeds give equal values, but that words are new in each run
 * where the store may still hold those of an earlier one: it outlives the process and the target has no `reset`.
 */
export interface Unique {
  /** A word of letters and digits, unlike any other of this run. */
  word(prefix?: string): string
  uuid(): string
  email(): string
  /** A whole number of at least 0 and below `below`. */
  int(below: number): number
}

/** What a case gets. */
export interface Context<A extends object = object> {
  /** The adapter under test, every call recorded. Methods in `needs` are there. */
  readonly adapter: A
  /** A second adapter on the same store with connections of its own; the adapter itself where there is none. */
  readonly peer: () => Promise<A>
  readonly unique: Unique
  /**
   * Makes the calls at the same time, from as many places as the target offers, and answers how each ended, in order.
   * Overlap is proven or the case is inconclusive: repeat with fresh values until `conclusive`, a bounded number
   * of times, and assert on every round.
   */
  readonly race: (calls: readonly Call[]) => Promise<{ outcomes: readonly Outcome[]; conclusive: boolean }>
  /** Ends the case as inconclusive, with the reason. Never counts as a pass. */
  readonly inconclusive: (reason: string) => never
  /** Ends the case as not applicable, with the reason. */
  readonly notApplicable: (reason: string) => never
  readonly capabilities: Capabilities
  /** A fresh instance whose connections are closed, to see what failing looks like; absent where it cannot be had. */
  readonly openClosed?: () => Promise<A>
  /** How often a case that plays something at random does so, and the milliseconds that the whole case may take. */
  readonly effort: { readonly runs: number; readonly limit: number }
  readonly signal: AbortSignal
}

/** What a target says of itself where the contract leaves a choice. */
export interface Capabilities {
  /** `jwt`: serves JWT sessions only, so the session methods may be missing. */
  readonly sessions?: 'database' | 'jwt'
  /**
   * Rules that this store cannot guarantee, with the reason. Their cases run all the same: a failure is "not
   * applicable" with the reason, and a rule whose cases all pass is a failure, since the declaration is wrong.
   * Only a race that passes proves nothing of the kind, so a rule that was raced may be declared and hold by luck.
   */
  readonly notGuaranteed?: Readonly<Record<string, string>>
  /** Custom fields that the adapter was given, by entity. */
  readonly fields?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Where user ids come from; `caller` when not said. */
  readonly ids?: 'caller' | 'database'
}

/** What `open` gives. */
export interface Opened<A extends object> {
  readonly adapter: A
  /** A second adapter on the same store, with connections of its own. Closed by the target's `close`. */
  readonly peer?: () => A | Promise<A>
  /** An adapter whose connections are already closed: reads through it must throw. */
  readonly closed?: () => A | Promise<A>
  /** Given to the worker module's `attach`; must survive structured cloning. */
  readonly workerData?: unknown
  /**
   * Makes writes of other processes wait until the answered function is called; reads go on. With it races of a `worker`
   * overlap on a busy machine too. SQLite: `begin immediate` on a connection of its own, and `rollback`.
   */
  readonly hold?: () => (() => unknown) | Promise<() => unknown>
  /** Empties the store. Called when a run begins and before each case that runs alone. */
  readonly reset?: () => unknown
  /** What the report should name besides the kit and Node: driver and engine. */
  readonly versions?: Readonly<Record<string, string>>
  readonly close?: () => unknown
}

/** An adapter to be judged. */
export interface Target<A extends object = object> {
  readonly name: string
  /** Called once a run. */
  readonly open: () => Opened<A> | Promise<Opened<A>>
  /** A module that exports `attach(workerData)` → `{ adapter, close }`, run in another process for races. */
  readonly worker?: URL
  /** `process`: the data lives in this process's memory, so calls of one tick do race. */
  readonly store?: 'process'
  /** What the store is like, so that a failure names the causes that are likely there. */
  readonly kind?: StoreKind | readonly StoreKind[]
  readonly capabilities?: Capabilities
}

export type Status = 'passed' | 'failed' | 'notApplicable' | 'inconclusive' | 'errored' | 'expectedFailure'

/**
 * The verdict of a profile, over all its cases in the contract.
 * - `kept`: every case passed or was not applicable, and at least one passed
 * - `broken`: a case failed or errored, a failure that was expected included
 * - `inconclusive`: a case was inconclusive, or some cases did not run (`only`, a run that ended early)
 * - `notRun`: none of its cases applied or ran
 */
export type Verdict = 'kept' | 'broken' | 'inconclusive' | 'notRun'

/** How one case ended. */
export interface Result<P extends string = string> {
  readonly id: string
  readonly rule: string
  readonly profile: P
  readonly method: string
  readonly title: string
  readonly status: Status
  /** Why it is not a pass; empty for one. */
  readonly message: string
  /** What a check that did not hold expected, and what came instead. */
  readonly expected?: string
  readonly actual?: string
  readonly calls: readonly CallRecord[]
  readonly durationMs: number
}

/** A whole run. */
export interface Report<P extends string = string> {
  readonly target: string
  /** What the target says its store is like. */
  readonly kinds: readonly StoreKind[]
  readonly contract: string
  readonly verdicts: Readonly<Record<P, Verdict>>
  readonly summary: Readonly<Record<Status, number>>
  readonly results: readonly Result<P>[]
  /** Chosen cases that did not run, because the run was aborted or a `reset` failed. */
  readonly notRun: number
  /** What went wrong around the cases, such as a `close` that failed. */
  readonly warnings: readonly string[]
  readonly seed: number
  readonly versions: Readonly<Record<string, string>>
}
