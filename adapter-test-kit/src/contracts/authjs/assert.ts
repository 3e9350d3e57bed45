import { AssertionError } from 'node:assert'
import { inspect, isDeepStrictEqual } from 'node:util'
import { describeError, isError } from '../../runner/errors.ts'

/** A value in a message: on one line, and short. */
export function show(value: unknown): string {
  // Its frames are the kit's own for the most part; where it was thrown, the calls tell.
  if (isError(value)) return describeError(value)
  const text = inspect(value, { depth: 3, breakLength: Infinity, maxStringLength: 100, maxArrayLength: 5 }).replaceAll(
    /\n +at .*/g,
    '',
  )
  return text.length > 400 ? `${text.slice(0, 400)}…` : text
}

/** Fails the case: what was looked at, what the contract expects, what came. */
export function fail(what: string, expected: string, actual: unknown): never {
  throw new AssertionError({
    message: `${what}: expected ${expected}, got ${typeof actual === 'string' ? `the text ${show(actual)}` : show(actual)}.`,
    actual,
    expected,
    operator: 'contract',
    stackStartFn: fail,
  })
}

/** Holds when `condition` does. */
export function expectThat(condition: boolean, what: string, expected: string, actual: unknown): asserts condition {
  if (!condition) fail(what, expected, actual)
}

/** The row, when it is one. */
export function expectFound<T>(answer: T, what: string): Exclude<T, null | undefined | void> {
  if (typeof answer !== 'object' || answer === null) fail(what, 'a row', answer)
  return answer as Exclude<T, null | undefined | void>
}

/** A miss: `null` or `undefined`, and `[]` from a list. */
export function expectMiss(answer: unknown, what: string): void {
  if (Array.isArray(answer) && answer.length === 0) return
  if (answer !== null && answer !== undefined) fail(what, 'a miss, that is null or undefined', answer)
}

/** The same value: equal in type and content. */
export function expectSame(actual: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(actual, expected)) fail(what, `${show(expected)} (${kindOf(expected)})`, actual)
}

/** A `Date` at most `tolerance` milliseconds off. Right to the second means rounded or cut, so less than 1,000. */
export function expectDate(actual: unknown, expected: Date, what: string, tolerance = 999): void {
  const wanted = `the Date ${expected.toISOString()}${tolerance === 0 ? '' : ' to the second'}`
  // A Date of another realm is a Date.
  if (Object.prototype.toString.call(actual) !== '[object Date]') fail(what, wanted, actual)
  if (!(Math.abs(Number(actual) - expected.getTime()) <= tolerance)) fail(what, wanted, actual)
}

/**
 * The row holds these fields. Dates count to the second, and where `null` is expected the field may be `null`,
 * `undefined` or left out. Fields beyond these are the adapter's own affair.
 */
export function expectFields(row: unknown, fields: object, what: string): void {
  if (typeof row !== 'object' || row === null) fail(what, 'a row', row)
  for (const [name, expected] of Object.entries(fields) as [string, unknown][]) {
    const actual: unknown = Reflect.get(row, name)
    const where = `${what}: ${name}`
    if (expected instanceof Date) expectDate(actual, expected, where)
    else if (expected === null || expected === undefined) {
      if (actual !== null && actual !== undefined) fail(where, 'nothing, since none was given', actual)
    } else expectSame(actual, expected, where)
  }
}

/** The call is refused: it throws. Answers what it threw. */
export async function expectRefused(call: () => unknown, what: string): Promise<unknown> {
  let answer: unknown
  try {
    answer = await call()
  } catch (error) {
    return error
  }
  return fail(what, 'a refusal, thrown', answer)
}

/** The call answers: a throw breaks the rule. */
export async function expectAnswer<T>(call: () => T, what: string): Promise<Awaited<T>> {
  try {
    return await call()
  } catch (error) {
    return fail(what, 'an answer and no throw', error)
  }
}

/** A miss or a throw: nobody is met either way. */
export async function expectNobody(call: () => unknown, what: string): Promise<void> {
  let answer: unknown
  try {
    answer = await call()
  } catch {
    return
  }
  expectMiss(answer, what)
}

/** Makes the call; whether it answers or throws is not the question. */
export async function anyhow(call: () => unknown): Promise<void> {
  try {
    await call()
  } catch {
    // A refusal is as good as an answer here.
  }
}

/** What was thrown is an `AdapterError` with these properties. */
export function expectError(error: unknown, properties: Record<string, string>, what: string): void {
  // By name and not by class: the adapter may load another copy of the package.
  const isOurs = error instanceof Error && error.name === 'AdapterError'
  if (!isOurs) fail(what, 'an AdapterError', error)
  for (const [name, expected] of Object.entries(properties)) {
    expectSame(Reflect.get(error, name), expected, `${what}: the error's ${name}`)
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return value instanceof Date ? 'Date' : typeof value
}
