import type { Baseline } from '../runner/baseline.ts'
import type { Outline } from '../runner/report.ts'
import type { CallRecord, Capabilities, StoreKind } from '../runner/types.ts'

/** What the command asks the process that runs the target. */
export type Question =
  | { readonly ask: 'load'; readonly path: string | undefined }
  | {
      readonly ask: 'open'
      readonly profiles: readonly string[] | undefined
      readonly only: readonly string[] | undefined
      readonly seed: number
      readonly timeout: number
      readonly runs: number | undefined
      readonly baseline: Baseline
    }
  | { readonly ask: 'run'; readonly id: string }
  | { readonly ask: 'close' }
  | AbortNotice

/** Not a question: ends the case that runs, whose answer then is a failure. */
export interface AbortNotice {
  readonly ask: 'abort'
}

/** The answer to `load`. */
export interface Loaded {
  readonly target: string
  readonly kinds: readonly StoreKind[]
  readonly capabilities: Capabilities
  readonly contract: Outline
}

/** The answer to `open`: the cases in the order to run them. */
export interface OpenedTarget {
  readonly ids: readonly string[]
  readonly versions: Readonly<Record<string, string>>
}

/** Sent on its own account: a call began, or (without one) the event loop turns. */
export interface Sign {
  readonly call?: CallRecord
}

/** Milliseconds between signs of life. */
export const pulse = 250
