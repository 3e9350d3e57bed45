import type { Call, CallRecord, Outcome } from './types.ts'

type By = CallRecord['by']
type AnyFunction = (...args: unknown[]) => unknown
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const kept = 200

/** Told of each call when it starts. */
export type OnCall = (call: CallRecord) => void

/** The calls of one case: who threw what, what is still unanswered. Of many calls the last 200 are kept. */
export class CallLog {
  readonly calls: CallRecord[] = []
  readonly #pending = new Map<CallRecord, Promise<unknown>>()
  readonly #thrown = new Map<unknown, string>()
  readonly #onCall: OnCall | undefined
  #closed = false

  constructor(onCall?: OnCall) {
    this.#onCall = onCall
  }

  /** An object with the adapter's own properties, whose functions are called unbound and recorded. */
  wrap<A extends object>(adapter: A, by: By): A {
    // The prototype stays, so that a case can tell a method that is inherited from one that is missing.
    const wrapped = Object.create(Object.getPrototypeOf(adapter) as object | null) as A
    for (const [method, value] of Object.entries(adapter) as [string, unknown][]) {
      const property = typeof value === 'function' ? this.#wrapped(method, value as AnyFunction, by) : value
      Object.defineProperty(wrapped, method, { value: property, enumerable: true, configurable: true, writable: true })
    }
    return wrapped
  }

  /** Records a call; `start` begins it at once. */
  record(call: Call, by: By, start: () => unknown): Promise<unknown> {
    if (this.#closed) return handled(Promise.reject(new Error(`${call.method} was called after the end of its case.`)))
    const record: Mutable<CallRecord> = { method: call.method, args: snapshot(call.args), by }
    this.calls.push(record)
    if (this.calls.length > kept) this.calls.shift()
    this.#onCall?.(record)
    const answer = new Promise((resolve) => resolve(start())).then(
      (result) => {
        this.#pending.delete(record)
        record.result = snapshot(result)
        return result
      },
      (error: unknown) => {
        this.#pending.delete(record)
        record.error = error
        this.#thrown.set(error, call.method)
        throw error
      },
    )
    this.#pending.set(record, answer)
    return handled(answer)
  }

  /** The methods that have not answered yet. */
  get pending(): string[] {
    return [...new Set([...this.#pending.keys()].map(({ method }) => method))]
  }

  /** The method that threw this very error, if one did. */
  thrower(error: unknown): string | undefined {
    return this.#thrown.get(error)
  }

  /** Lets no further call through: the case is over, whatever of it may still run. */
  close(): void {
    this.#closed = true
  }

  /** Resolves when every call has answered. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#pending.values())
  }

  #wrapped(method: string, run: AnyFunction, by: By): (...args: unknown[]) => Promise<unknown> {
    return (...args) => this.record({ method, args }, by, () => Reflect.apply(run, undefined, args))
  }
}

/** How the call ended, as data. */
export async function outcomeOf(answer: Promise<unknown>): Promise<Outcome> {
  try {
    return { ok: true, value: await answer }
  } catch (error) {
    return { ok: false, error }
  }
}

// A call that is thrown away when its case fails must not take the process down as an unhandled rejection.
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

// Adapters and cases may change what they were given; the record shows it as it was.
function snapshot<T>(value: T): T {
  try {
    return structuredClone(value)
  } catch {
    return value
  }
}
