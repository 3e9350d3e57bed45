import { inspect } from 'node:util'
import type { Adapter, CustomFields } from '@strongroom/core-types'
import type { AuthjsAdapter, Name } from '../contracts/authjs/adapter.ts'
import { referenceAdapter } from '../reference/index.ts'
import { type Tables, createTables } from '../reference/table.ts'
import { invoke } from '../runner/race.ts'
import type { Outcome, Unique } from '../runner/types.ts'
import type { Command, Step } from './commands.ts'
import { type Naming, difference } from './compare.ts'
import { type KeyKind, type Meaning, resolve, usersIn } from './refs.ts'
import { marks } from './values.ts'

/** What a sequence is played on. */
export interface Stage {
  readonly adapter: AuthjsAdapter
  readonly peer: AuthjsAdapter
  readonly unique: Unique
  readonly fields?: CustomFields | undefined
  /** User ids are the caller's to give, and rows of a user who is not there are refused. */
  readonly strictUsers: boolean
  readonly exact: boolean
}

/** What a sequence showed. */
export interface Played {
  /** The calls and how they ended, in words. */
  readonly calls: readonly string[]
  /** Why the last of them is wrong. */
  readonly wrong?: string
}

/** A state that the store may be in: the reference that has made the same calls. */
interface State {
  readonly reference: Adapter
  readonly tables: Tables
  readonly history: readonly Command[]
}

/**
 * Makes the calls in a store and in the reference, and compares. After calls at once the store may be in any state that
 * one of their orders leads to.
 *
 * @param choice decides the keys: which marks set them apart
 */
export async function play(
  steps: readonly Step[],
  reads: readonly Command[],
  stage: Stage,
  choice: readonly number[],
): Promise<Played> {
  const { adapter, peer, exact } = stage
  const world = worldOf(stage, choice)
  const calls: string[] = []
  let states: State[] = [{ ...world.newReference(), history: [] }]

  async function take(step: Step, both: boolean): Promise<string | undefined> {
    const places = [adapter, peer]
    const made = step.map(async (command, index) => {
      const place = (both && places[index % 2]) || adapter
      const args = (await resolve(command.args, world.own(adapter))) as unknown[]
      return { command, place, args: args.map((argument) => shaped(argument, command.given)) }
    })
    const ready = await Promise.all(made)
    const outcomes = await Promise.all(
      ready.map(async ({ command, place, args }) => {
        const outcome = await outcomeOf(() => invoke(place, { method: command.method, args }))
        world.learn(command, outcome)
        return outcome
      }),
    )
    const line = ready.map(({ command, args }, at) => lineOf(command, args, outcomes[at]!))
    calls.push(step.length > 1 ? `at once: ${line.join(' | ')}` : line.join(''))

    const possible: State[] = []
    let why: string | undefined
    for (const state of states) {
      for (const order of ordersOf(step.length)) {
        const next = step.length === 1 ? state : await world.replayed(state)
        const wrong = await agree(next.reference, order)
        if (wrong === undefined)
          possible.push({ ...next, history: [...state.history, ...order.map((at) => step[at]!)] })
        else why ??= wrong
      }
    }
    states = distinct(possible)
    return possible.length > 0
      ? undefined
      : step.length > 1
        ? `no order of these calls explains the answers: ${why}`
        : why

    async function agree(reference: Adapter, order: readonly number[]): Promise<string | undefined> {
      let wrong: string | undefined
      for (const at of order) {
        const expected = await world.expect(reference, step[at]!)
        wrong ??= difference(step[at]!, expected, outcomes[at]!, world.nameExpected, world.nameActual, exact)
      }
      return wrong && `${step[order[0]!]!.method}: ${wrong}`
    }
  }

  for (const step of steps) {
    const apt: Command[] = []
    for (const command of step) if (await world.applies(command, states, apt)) apt.push(command)
    if (apt.length === 0) continue
    const wrong = await take(apt, apt.length > 1)
    if (wrong !== undefined) return { calls, wrong }
  }
  for (const read of reads) {
    if (!(await world.applies(read, states, []))) continue
    const before = calls.length
    const wrong = await take([read], false)
    if (wrong !== undefined) return { calls, wrong: `afterwards ${wrong}` }
    calls.length = before
  }
  return { calls }
}

function worldOf(stage: Stage, choice: readonly number[]) {
  const { unique, exact, strictUsers } = stage
  const prefix = unique.word()
  const uuids = [0, 1, 2].map(() => unique.uuid())
  const ids = new Map<number, unknown>()
  const spent = new Set<string>()

  function key(kind: KeyKind, slot: number): string {
    // No case twins in e-mail addresses below the highest profile, and ASCII alone in credentials.
    const mark = marks[((choice[slot] ?? 0) + slot * 7) % marks.length] ?? ''
    if (kind === 'email')
      return `${exact ? mark : mark.toLowerCase().replace('\u0307', '')}${slot}${prefix}@example.test`
    if (kind === 'credential') return Buffer.from(`${prefix}${mark}${slot}`).toString('base64')
    if (kind === 'provider') return ['constructor', '__proto__', 'oidc'][slot] ?? 'oauth'
    // Nothing but the mark sets tokens and account ids apart.
    return slot === 0 ? `${prefix}${kind}` : `${prefix}${kind}${mark || slot}${slot === 2 ? '2' : ''}`
  }
  const handles = (adapter: AuthjsAdapter | Adapter) => async (token: string) => await adapter.sessionHandle?.(token)
  const own = (adapter: AuthjsAdapter): Meaning => ({
    user: (slot) => ids.get(slot) ?? uuids[slot],
    key,
    handle: handles(adapter),
  })
  const expected = (reference: Adapter): Meaning => ({ user: (slot) => uuids[slot], key, handle: handles(reference) })
  const newReference = () => {
    const tables = createTables()
    return { reference: referenceAdapter({ ...(stage.fields && { fields: stage.fields }) }, tables), tables }
  }
  const naming =
    (known: () => Iterable<readonly [number, unknown]>): Naming =>
    (id) => {
      for (const [slot, other] of known()) if (other === id) return `user ${slot}`
      return undefined
    }
  const alive = async (reference: Adapter, slot: number) => (await reference.getUser(uuids[slot] ?? '')) !== null

  async function expect(reference: Adapter, { method, args }: Command): Promise<Outcome> {
    const given = (await resolve(args, expected(reference))) as unknown[]
    return await outcomeOf(() => invoke(reference, { method, args: given }))
  }

  /** Whether the contract says in these states what the command answers. */
  async function applies(command: Command, states: readonly State[], beside: readonly Command[]): Promise<boolean> {
    const { method, args, odd } = command
    if (odd) return !(method === 'useVerificationToken' && Reflect.get(Object(args[0]), 'identifier') === undefined)
    const slots = usersIn(args)
    if (method === 'createUser') {
      const slot = slots[0] ?? 0
      const fresh =
        !ids.has(slot) && !beside.some((other) => other.method === 'createUser' && usersIn(other.args)[0] === slot)
      // Where ids are the store's own, a second one would be another user.
      return fresh || (strictUsers && exact)
    }
    if (slots.some((slot) => !ids.has(slot))) return false
    if (exact && strictUsers) return true
    for (const { reference } of states) {
      const makes = method === 'createSession' || method === 'linkAccount' || method === 'createAuthenticator'
      // Refused, or never answers: either will do.
      if (makes && !(await alive(reference, slots[0] ?? 0))) return false
      if (makes && beside.some((other) => other.method === 'deleteUser')) return false
      if (!exact && method === 'linkAccount' && (await isLinked(reference, args[0]))) return false
    }
    if (method === 'deleteUser' && beside.length > 0) return false
    if (!exact && method === 'linkAccount' && beside.length > 0) return false
    if (!exact && method === 'createVerificationToken') {
      // One token for two addresses may be refused: the core's are random.
      const token = JSON.stringify(Reflect.get(Object(args[0]), 'token'))
      if (spent.has(token)) return false
      spent.add(token)
    }
    return true
  }

  async function isLinked(reference: Adapter, account: unknown): Promise<boolean> {
    const key = (await resolve(account, expected(reference))) as { provider: string; providerAccountId: string }
    return (await reference.getUserByAccount(key)) !== null
  }

  return {
    own,
    expect,
    applies,
    newReference,
    nameExpected: naming(() => uuids.entries()),
    nameActual: naming(() => ids.entries()),
    learn({ method, args }: Command, outcome: Outcome) {
      if (method !== 'createUser' || !outcome.ok) return
      const id: unknown = Reflect.get(Object(outcome.value), 'id')
      const slot = usersIn(args)[0]
      if (slot !== undefined && id !== undefined && id !== null) ids.set(slot, id)
    },
    async replayed({ history }: State): Promise<State> {
      const fresh = newReference()
      for (const command of history) await expect(fresh.reference, command)
      return { ...fresh, history }
    },
  }
}

/** One of each: most orders of calls lead to the same rows, and every state more is a reference more to ask. */
function distinct(states: readonly State[]): State[] {
  if (states.length < 2) return [...states]
  const rowsOf = ({ tables }: State): string =>
    Object.values(tables)
      .map((table) =>
        table
          .where({})
          .map((row) => JSON.stringify(row))
          .toSorted()
          .join(),
      )
      .join('\n')
  return [...new Map(states.map((state) => [rowsOf(state), state])).values()]
}

function ordersOf(count: number): number[][] {
  if (count === 1) return [[0]]
  if (count === 2)
    return [
      [0, 1],
      [1, 0],
    ]
  return [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]
}

function shaped(argument: unknown, given: Command['given']): unknown {
  if (given === undefined || typeof argument !== 'object' || argument === null) return argument
  if (given === 'frozen') return Object.freeze(argument)
  const entries = Object.entries(argument).map(
    ([name, value]) => [name, { get: (): unknown => value, enumerable: true }] as const,
  )
  return Object.defineProperties({}, Object.fromEntries(entries))
}

async function outcomeOf(call: () => unknown): Promise<Outcome> {
  try {
    return { ok: true, value: await call() }
  } catch (error) {
    return { ok: false, error }
  }
}

function lineOf(
  { method, given }: { method: Name; given?: Command['given'] },
  args: readonly unknown[],
  outcome: Outcome,
): string {
  const text = (value: unknown): string => {
    const full = inspect(given === 'getters' && typeof value === 'object' ? { ...value } : value, {
      depth: 3,
      breakLength: Infinity,
      maxStringLength: 80,
    })
    return full.length > 300 ? `${full.slice(0, 300)}…` : full
  }
  const error: unknown = outcome.ok ? undefined : outcome.error
  const ended = outcome.ok
    ? `→ ${text(outcome.value)}`
    : `threw ${error instanceof Error ? error.message : text(error)}`
  return `${method}(${args.map(text).join(', ')})${given ? ` (${given})` : ''} ${ended}`
}
