// Whether the checks would notice anything.
import type { Adapter } from '@auth/core/adapters'
import { checks, settle } from './checks.ts'
import { type Combination, directions } from './combination.ts'
import type { Engine } from './engines.ts'
import { failuresOf } from './run.ts'

/**
 * The checks that pass where they must fail: with one adapter on another database, with one whose values are a bit off,
 * and, of sign-in, with one of which a method does nothing.
 */
export async function blindOnes(combination: Combination, engine: Engine): Promise<string[]> {
  const place = await combination.open(await engine.fresh())
  const elsewhere = await combination.open(await engine.fresh())
  const [theirs, ours] = [place.theirs, place.ours('preset')]
  const blind: string[] = []
  for (const direction of directions) {
    const reads = direction === 'ours → theirs' ? 'theirs' : 'ours'
    const failuresWith = (reader: Adapter) =>
      reads === 'ours' ? failuresOf(direction, theirs, reader) : failuresOf(direction, reader, ours)
    const strangers = await failuresWith(reads === 'ours' ? elsewhere.ours('preset') : elsewhere.theirs)
    const offs = await failuresWith(off(reads === 'ours' ? ours : theirs))
    if (direction === 'sign-in there and back') {
      if (strangers.size < 2) blind.push(`${direction}: on another database`)
      for (const method of usedToSignIn) {
        const without = await failuresWith({ ...ours, [method]: async () => null })
        if (without.size === 0) blind.push(`${direction}: where ${method} does nothing`)
      }
      continue
    }
    for (const { name } of checks) {
      if (!strangers.has(name)) blind.push(`${direction}, ${name}: on another database`)
      // What deletes reads no value.
      if (!offs.has(name) && !/^(delete|unlink)/.test(name)) blind.push(`${direction}, ${name}: a bit off`)
    }
  }
  for (const reader of [elsewhere.ours('preset'), off(ours)]) {
    const see = await settle(theirs as Required<Adapter>, ours)
    const seen = await see(reader as Required<Adapter>).then(
      () => true,
      () => false,
    )
    if (seen) blind.push('rows from before migrate')
  }
  await place.close()
  await elsewhere.close()
  return blind
}

const usedToSignIn: readonly (keyof Adapter)[] = [
  'createUser',
  'createVerificationToken',
  'useVerificationToken',
  'createSession',
  'getSessionAndUser',
  'updateSession',
  'deleteSession',
  'linkAccount',
  'getUserByAccount',
  'getUserByEmail',
  'updateUser',
]

/** Answers and changes values that are a bit off. */
function off(adapter: Adapter): Adapter {
  const shift = (value: unknown, key = ''): unknown => {
    if (value instanceof Date) return new Date(value.getTime() + 1)
    if (typeof value === 'number') return value + 1
    if (key === 'name' || key === 'image') return `${String(value)}.`
    if (Array.isArray(value)) return value.map((each) => shift(each))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shift(each, name)]))
  }
  const methods = Object.entries(adapter as Record<string, (...args: unknown[]) => unknown>)
  const shifted = methods.map(([name, method]) => [
    name,
    async (...args: unknown[]) =>
      shift(await method(...(name.startsWith('update') ? args.map((arg) => shift(arg)) : args))),
  ])
  return Object.fromEntries(shifted) as Adapter
}
