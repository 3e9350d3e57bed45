import { inspect } from 'node:util'

/** A check that did not hold: the case failed. `node:assert`'s AssertionError means the same. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed'
}

/** The run cannot start or go on: the options or the target are wrong, which says nothing of the adapter. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}

/** Ends a case early, neither passed nor failed. Internal to the runner. */
export class EarlyEnd extends Error {
  readonly status: 'inconclusive' | 'notApplicable'

  constructor(status: 'inconclusive' | 'notApplicable', reason: string) {
    super(reason)
    this.status = status
  }
}

/** Whether the error is a check that did not hold, of ours, `node:assert` or a test runner. */
export function isAssertion(error: unknown): error is Error {
  return error instanceof Error && (error instanceof AssertionFailed || error.name.startsWith('AssertionError'))
}

/** An error in one line: name, code and message. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error, { depth: 1, breakLength: Infinity })
  const code: unknown = Reflect.get(error, 'code')
  return `${error.name}${typeof code === 'string' || typeof code === 'number' ? ` [${code}]` : ''}: ${error.message}`
}
