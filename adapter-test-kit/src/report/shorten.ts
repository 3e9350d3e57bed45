import { types } from 'node:util'
import { isError } from '../runner/errors.ts'
import type { CallRecord, Result } from '../runner/types.ts'

const secretKey = /token$|secret|password/i
const longText = 100
const maxItems = 50
const maxDepth = 6

/**
 * The result with values fit to be shown, written to a file and sent to another process: tokens and long text cut
 * short wherever they occur, errors as `{ name, code, message }`, what has no data form as a word.
 */
export function shortenResult<P extends string>(result: Result<P>): Result<P> {
  const secrets = new Set<string>()
  for (const call of result.calls) collect([call.args, call.result], '', secrets, 0)
  const { expected, actual } = result
  return {
    ...result,
    message: shortenText(result.message, secrets),
    ...(expected !== undefined && { expected: shortenText(expected, secrets) }),
    ...(actual !== undefined && { actual: shortenText(actual, secrets) }),
    calls: result.calls.map((call) => shortenCall(call, secrets)),
  }
}

/** One call as {@link shortenResult} shows it. */
export function shortenCall(call: CallRecord, secrets: ReadonlySet<string> = new Set()): CallRecord {
  const { method, by } = call
  const args = call.args.map((arg) => shorten(arg, '', secrets, 0))
  if ('error' in call) return { method, args, by, error: shorten(call.error, '', secrets, 0) }
  return 'result' in call ? { method, args, by, result: shorten(call.result, '', secrets, 0) } : { method, args, by }
}

function shortenText(text: string, secrets: ReadonlySet<string>): string {
  let shown = text
  // Short ones are as likely to be part of an ordinary word.
  for (const secret of secrets) if (secret.length >= 8) shown = shown.replaceAll(secret, cut(secret, 4))
  return shown.replace(/\S{200,}/g, (run) => cut(run, 40))
}

function shorten(value: unknown, key: string, secrets: ReadonlySet<string>, depth: number): unknown {
  if (typeof value === 'string') {
    if (secretKey.test(key) || secrets.has(value)) return cut(value, 4)
    return value.length > longText ? cut(value, 40) : value
  }
  if (typeof value === 'function') return `[function ${value.name}]`
  if (typeof value === 'symbol') return String(value)
  if (typeof value !== 'object' || value === null || types.isDate(value)) return value
  if (depth === maxDepth) return '…'
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (isError(value)) return shortenError(value, secrets)
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => shorten(item, key, secrets, depth + 1))
  return Object.fromEntries(entriesOf(value).map(([name, item]) => [name, shorten(item, name, secrets, depth + 1)]))
}

function shortenError(error: Error, secrets: ReadonlySet<string>): Record<string, unknown> {
  const code: unknown = Reflect.get(error, 'code')
  const message = shortenText(error.message, secrets)
  return { name: error.name, ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}), message }
}

function collect(value: unknown, key: string, secrets: Set<string>, depth: number): void {
  if (typeof value === 'string') {
    if (value !== '' && secretKey.test(key)) secrets.add(value)
  } else if (typeof value === 'object' && value !== null && depth < maxDepth) {
    const items = Array.isArray(value) ? value.map((item: unknown) => [key, item] as const) : entriesOf(value)
    for (const [name, item] of items) collect(item, name, secrets, depth + 1)
  }
}

function entriesOf(value: object): [string, unknown][] {
  try {
    return Object.entries(value).slice(0, maxItems)
  } catch {
    // A getter that throws.
    return []
  }
}

// What was cut already is left as it is: a report tells how long the text was, not how long it was shown.
function cut(text: string, shown: number): string {
  if (/^.{0,40}…\(\d+ characters\)$/s.test(text)) return text
  return text.length <= shown * 2
    ? `…(${text.length} characters)`
    : `${text.slice(0, shown)}…(${text.length} characters)`
}
