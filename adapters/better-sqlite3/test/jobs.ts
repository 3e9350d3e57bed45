/** What a process is to do, once all are ready. */
export type Job =
  | { readonly do: 'migrate'; readonly file: string }
  | { readonly do: 'spend'; readonly file: string; readonly identifier: string; readonly tokens: number }
  | {
      readonly do: 'write'
      readonly file: string
      readonly who: number
      readonly rounds: number
      readonly timeout: number
    }

/** What a process says at its end. */
export interface Done {
  readonly operations: number
  /** How often which error was thrown. */
  readonly errors: Record<string, number>
  /** When each token was tried: from, to. */
  readonly tries: [number, number][]
  /** What must be in the database, or what was won. */
  readonly rows: { users: unknown[]; accounts: unknown[]; sessions: unknown[]; tokens: unknown[]; won: string[] }
}

/** Operations of one round of `write`. */
export const ROUND = 10
