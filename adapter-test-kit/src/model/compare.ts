import { isDeepStrictEqual } from 'node:util'
import { model } from '@strongroom/core-types'
import { show } from '../contracts/authjs/assert.ts'
import type { Name } from '../contracts/authjs/adapter.ts'
import type { Outcome } from '../runner/types.ts'
import type { Command } from './commands.ts'

/** An id of a store, said by the slot that it has in all of them. */
export type Naming = (id: unknown) => string | undefined

// What the core reads no answer of: whether these answer a row is another case's affair.
const unread = new Set<Name>([
  'deleteUser',
  'linkAccount',
  'unlinkAccount',
  'updateSession',
  'deleteSession',
  'createVerificationToken',
])
// Whether it throws for what is gone is another case's affair; that nothing is created the reads show.
const mayThrowOnMiss = new Set<Name>(['deleteUser', 'updateSession', 'unlinkAccount'])
const identity = new Set(['userId', 'provider', 'providerAccountId'])
// Custom fields are a promise of the highest profile.
const known = new Set(['session', 'user', ...Object.values(model).flatMap(({ fields }) => Object.keys(fields))])
const ids = new Set(['id', 'userId'])

/**
 * Why an adapter's answer is not the reference's; `undefined` when it is.
 *
 * @param exact by the highest profile: error codes, milliseconds, what nobody reads; otherwise what the lower ones ask
 */
export function difference(
  { method, odd }: Command,
  expected: Outcome,
  actual: Outcome,
  nameExpected: Naming,
  nameActual: Naming,
  exact: boolean,
): string | undefined {
  if (odd)
    return !actual.ok || isMiss(actual.value) || hasNoEffect(actual.value)
      ? undefined
      : wrong('a miss or a throw', actual)
  if (!expected.ok)
    return exact ? errorDifference(expected.error, actual) : refusalDifference(method, expected.error, actual)
  if (!actual.ok) {
    const tolerated = !exact && mayThrowOnMiss.has(method) && isMiss(expected.value)
    return tolerated ? undefined : wrong(shown(expected.value, nameExpected), actual)
  }
  if (!exact && unread.has(method)) return undefined
  return same(expected.value, actual.value, '') ? undefined : wrong(shown(expected.value, nameExpected), actual)

  function same(wanted: unknown, got: unknown, name: string): boolean {
    if (ids.has(name)) return nameActual(got) !== undefined && nameExpected(wanted) === nameActual(got)
    if (wanted === null || wanted === undefined) return exact ? wanted === got : isMiss(got)
    if (wanted instanceof Date)
      return got instanceof Date && Math.abs(Number(wanted) - Number(got)) < (exact ? 1 : 1_000)
    if (Array.isArray(wanted)) {
      return (
        Array.isArray(got) &&
        got.length === wanted.length &&
        ordered(wanted).every((item, at) => same(item, ordered(got)[at], name))
      )
    }
    if (typeof wanted !== 'object') return isDeepStrictEqual(wanted, got)
    if (typeof got !== 'object' || got === null) return false
    const isAccount = 'provider' in wanted && 'type' in wanted
    return Object.entries(wanted)
      .filter(([field]) => exact || (isAccount ? identity : known).has(field))
      .every(([field, value]) => same(value, Reflect.get(got, field), field))
  }

  // Passkeys come in any order; other lists have one, which their own cases judge.
  function ordered(list: readonly unknown[]): readonly unknown[] {
    const keyOf = (item: unknown): string =>
      JSON.stringify([Reflect.get(Object(item), 'credentialID'), Reflect.get(Object(item), 'handle')])
    return list.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  }
}

function refusalDifference(method: Name, error: unknown, actual: Outcome): string | undefined {
  const mayAnswer = method === 'updateUser' && codeOf(error) === 'not-found'
  return actual.ok && !mayAnswer ? wrong(`a refusal (${codeOf(error)})`, actual) : undefined
}

function errorDifference(error: unknown, actual: Outcome): string | undefined {
  const code = codeOf(error)
  // Which of two reasons an engine names first is its own affair.
  const kin = code === 'duplicate' || code === 'reference' ? ['duplicate', 'reference'] : [code]
  return !actual.ok && kin.includes(codeOf(actual.error))
    ? undefined
    : wrong(`an AdapterError with the code ${code}`, actual)
}

function codeOf(error: unknown): string {
  return String(Reflect.get(Object(error), 'code'))
}

function isMiss(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}

function hasNoEffect(value: unknown): boolean {
  return value === false || value === 0
}

function wrong(expected: string, actual: Outcome): string {
  return `expected ${expected}, got ${actual.ok ? show(actual.value) : `the throw of ${show(actual.error)}`}`
}

function shown(value: unknown, name: Naming): string {
  return value === null || value === undefined ? 'a miss' : show(named(value, name))
}

function named(value: unknown, name: Naming): unknown {
  if (Array.isArray(value)) return value.map((item) => named(item, name))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value).map(([field, item]) => [field, ids.has(field) ? (name(item) ?? item) : named(item, name)]),
  )
}
