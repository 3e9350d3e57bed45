import type { Call, Outcome } from './types.ts'

/** What a worker process is asked. Each is answered by itself. */
export type WorkerQuestion =
  | { readonly ask: 'attach'; readonly module: string; readonly data: unknown }
  | { readonly ask: 'prepare'; readonly calls: readonly Dealt[]; readonly warmUp: Call | undefined }
  /** Makes the prepared calls at this instant of the monotonic clock that processes share, in nanoseconds. */
  | { readonly ask: 'go'; readonly at: bigint }
  | { readonly ask: 'close' }

/** A call of a race, by its place among all of them. */
export interface Dealt {
  readonly index: number
  readonly call: Call
}

/** A call that a worker made. Instants are nanoseconds of the shared clock. */
export interface Contender {
  readonly index: number
  readonly outcome: Outcome
  readonly start: bigint
  readonly end: bigint
}

interface PlainError {
  readonly plainError: Readonly<Record<string, unknown>>
}

/** An outcome fit to be sent: structured cloning drops the name and code of errors, and refuses functions. */
export function toWire(outcome: Outcome): Outcome {
  if (outcome.ok) return isCloneable(outcome.value) ? outcome : uncloneable(outcome.value)
  const { error } = outcome
  if (!(error instanceof Error)) return isCloneable(error) ? outcome : uncloneable(error)
  const plain = Object.entries(error).filter(
    ([, value]) => value === null || !/object|function|symbol/.test(typeof value),
  )
  const { name, message, stack } = error
  return {
    ok: false,
    error: { plainError: { ...Object.fromEntries(plain), name, message, stack } } satisfies PlainError,
  }
}

/** The outcome as the worker had it: an Error with the name, message, stack and simple properties of the original. */
export function fromWire(outcome: Outcome): Outcome {
  if (outcome.ok || !isPlainError(outcome.error)) return outcome
  const error = new Error()
  for (const [property, value] of Object.entries(outcome.error.plainError)) {
    const enumerable = !['name', 'message', 'stack'].includes(property)
    Object.defineProperty(error, property, { value, enumerable, configurable: true, writable: true })
  }
  return { ok: false, error }
}

function isPlainError(value: unknown): value is PlainError {
  return typeof value === 'object' && value !== null && 'plainError' in value
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}

function uncloneable(value: unknown): Outcome {
  return toWire({ ok: false, error: new TypeError(`An answer of type ${typeof value} cannot leave its process.`) })
}
