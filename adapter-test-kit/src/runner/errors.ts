import { inspect } from 'node:util'

/** A check that did not hold: the case failed. `node:assert`'s AssertionError means the same. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed'
}

/** The run cannot start or go on: the options or the target are wrong, which says nothing of the adapter. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}

/** A `reset` between two cases failed: the rest of the run would meet rows of its beginning. */
export class ResetFailed extends SetupError {}

/** Ends a case early, neither passed nor failed. Internal to the runner. */
export class EarlyEnd extends Error {
  readonly status: 'inconclusive' | 'notApplicable'

  constructor(status: 'inconclusive' | 'notApplicable', reason: string) {
    super(reason)
    this.status = status
  }
}

/** Whether it is an error, also one of another realm: jest runs tests in a realm of their own. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'
}

/** Whether the error is a check that did not hold, of ours, `node:assert` or a test runner. */
export function isAssertion(error: unknown): error is Error {
  return isError(error) && (error instanceof AssertionFailed || error.name.startsWith('AssertionError'))
}

/** An error in one line: name, code and message. Takes one that was made plain data too. */
export function describeError(error: unknown): string {
  if (!isErrorLike(error)) return inspect(error, { depth: 1, breakLength: Infinity })
  const { name, code, message } = error
  return `${name}${typeof code === 'string' || typeof code === 'number' ? ` [${code}]` : ''}: ${message}`
}

function isErrorLike(value: unknown): value is { name: string; message: string; code?: unknown } {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('message' in value)) return false
  return typeof value.name === 'string' && typeof value.message === 'string'
}
