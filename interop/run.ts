// One combination in one state: what went otherwise, by direction.
import { inspect } from 'node:util'
import type { Adapter } from '@auth/core/adapters'
import { type Check, checks, settle } from './checks.ts'
import { type Combination, type Direction, directions } from './combination.ts'
import { signIn } from './sign-in.ts'

export type State = 'as documented' | 'after `migrate`' | 'after `migrate`, by `migrated`'

/** The states that a combination can be in. */
export function statesOf({ becomes }: Combination): readonly State[] {
  const states: State[] = ['as documented', 'after `migrate`']
  return becomes ? [...states, 'after `migrate`, by `migrated`'] : states
}

/** What failed and why, by check. */
export type Failures = ReadonlyMap<string, string>

/** Runs one direction. */
export async function failuresOf(
  direction: Direction,
  theirs: Adapter,
  ours: Adapter,
  more: readonly Work[] = [],
): Promise<Failures> {
  const failures = new Map<string, string>()
  for (const { name, work } of [...workOf(direction, theirs, ours), ...more]) {
    try {
      await work()
    } catch (error) {
      failures.set(name, messageOf(error))
    }
  }
  return failures
}

interface Work {
  readonly name: string
  work(): Promise<void>
}

function workOf(direction: Direction, theirs: Adapter, ours: Adapter): readonly Work[] {
  if (direction === 'sign-in there and back') {
    return [
      { name: 'signed in with theirs first', work: () => signIn(theirs, ours) },
      { name: 'signed in with ours first', work: () => signIn(ours, theirs) },
    ]
  }
  const [writer, reader] = direction === 'theirs → ours' ? [theirs, ours] : [ours, theirs]
  const applies = ({ needs = [] }: Check): boolean =>
    needs.every((method) => writer[method] !== undefined && reader[method] !== undefined)
  return checks
    .filter(applies)
    .map(({ name, run }) => ({ name, work: () => run(writer as Required<Adapter>, reader as Required<Adapter>) }))
}

/** Runs every direction in a database of its own. */
export async function runIn(
  state: State,
  combination: Combination,
  url: string,
): Promise<ReadonlyMap<Direction, Failures>> {
  const place = await combination.open(url)
  try {
    const { theirs } = place
    const more = new Map<Direction, Work[]>()
    if (state !== 'as documented') {
      const before = place.ours('preset')
      const kept = await settle(theirs as Required<Adapter>, before)
      const own = await settle(before as Required<Adapter>, theirs)
      await place.migrate()
      const still = (see: typeof kept, reader: Adapter, name: string): Work => ({
        name: `rows from before migrate, ${name}`,
        work: () => see(reader as Required<Adapter>),
      })
      const ours = oursIn(state, place)
      more.set('theirs → ours', [still(kept, ours, 'by ours'), still(kept, theirs, 'by theirs')])
      more.set('ours → theirs', [still(own, theirs, 'by theirs'), still(own, ours, 'by ours')])
    }
    const results = new Map<Direction, Failures>()
    for (const direction of directions) {
      results.set(direction, await failuresOf(direction, theirs, oursIn(state, place), more.get(direction)))
    }
    return results
  } finally {
    await place.close()
  }
}

function oursIn(state: State, place: Awaited<ReturnType<Combination['open']>>): Adapter {
  return place.ours(state === 'after `migrate`, by `migrated`' ? 'migrated' : 'preset')
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error)
  const cause = error.cause === undefined ? '' : ` (${messageOf(error.cause)})`
  return `${error.message}${cause}`.replaceAll(/\s+/g, ' ').slice(0, 400)
}
