import { setTimeout as delay } from 'node:timers/promises'
import { type CallLog, outcomeOf } from './call-log.ts'
import { beside, Child } from './child.ts'
import type { Race } from './race.ts'
import type { Call, Opened, Outcome } from './types.ts'
import { type Contender, fromWire, type WorkerQuestion } from './worker-protocol.ts'

// Two could find themselves on one processor of a busy machine, where they take turns and nothing overlaps: then 50 % of
// races were conclusive, and 97 % with four.
const processes = 4
// From sending "go" to the agreed instant, in nanoseconds: longer than a message takes.
const headStart = 2_500_000n
// All in milliseconds. How long the store is held, so that every process has made its first call by then.
const held = 20
// After races without overlap, where nothing can be held: what keeps a processor busy now may be gone then.
const longestPause = 200
const startLimit = 30_000
const closeLimit = 3_000

/** Processes that make calls at one time. They start at the first race and stay; one that died is replaced. */
export class Workers {
  readonly #module: URL
  readonly #data: unknown
  readonly #warmUp: Call | undefined
  readonly #hold: Opened<object>['hold']
  #children: Child[] = []
  #races = 0
  #vacuous = 0

  constructor(module: URL, data: unknown, warmUp: Call | undefined, hold?: Opened<object>['hold']) {
    this.#module = module
    this.#data = data
    this.#warmUp = warmUp
    this.#hold = hold
  }

  /**
   * Deals the calls out to the processes. Conclusive when the first call to end was not alone: a call of another
   * process had started by then.
   * @throws Error a process died or could not attach
   */
  async race(calls: readonly Call[], log: CallLog): Promise<Race> {
    const children = await this.#ready()
    // Starts with another process each time, so that few calls do not always meet in the same ones.
    const first = this.#races++
    const placeOf = (index: number): number => (first + index) % children.length
    const hands = children.flatMap((child, place) => {
      const hand = calls.map((call, index) => ({ call, index })).filter(({ index }) => placeOf(index) === place)
      return hand.length > 0 ? [{ child, hand }] : []
    })
    await all(hands, ({ child, hand }) => child.ask(question({ ask: 'prepare', calls: hand, warmUp: this.#warmUp })))

    const { promise: gone, resolve, reject } = Promise.withResolvers<Map<number, Contender>>()
    // Recorded first: while the others race, this process must not take the processor from them.
    const answers = calls.map((call, index) =>
      log.record(call, 'worker', async () => answerOf((await gone).get(index)?.outcome)),
    )
    const release = this.#vacuous > 0 ? await this.#hold?.() : undefined
    const at = process.hrtime.bigint() + headStart
    all(hands, ({ child }) => child.ask<Contender[]>(question({ ask: 'go', at }))).then(
      (made) => resolve(new Map(made.flat().map((contender) => [contender.index, contender]))),
      reject,
    )
    if (release) {
      await delay(held)
      await release()
    }
    const evidence = overlap([...(await gone).values()], placeOf)
    this.#vacuous = evidence.conclusive ? 0 : this.#vacuous + 1
    if (!evidence.conclusive && !this.#hold) await delay(Math.min(5 * 2 ** this.#vacuous, longestPause))
    return { outcomes: await Promise.all(answers.map(outcomeOf)), ...evidence }
  }

  /** Ends the processes at once: calls of a case that is over may still run there. */
  kill(): void {
    for (const child of this.#children) child.kill('its case was over')
    this.#children = []
  }

  /** @throws Error a worker's `close` failed or hung */
  async close(): Promise<void> {
    const children = this.#children
    this.#children = []
    const ended = await Promise.allSettled(
      children.filter(({ alive }) => alive).map((child) => child.stop(question({ ask: 'close' }), closeLimit)),
    )
    for (const end of ended) if (end.status === 'rejected') throw end.reason
  }

  async #ready(): Promise<readonly Child[]> {
    if (this.#children.length === processes && this.#children.every(({ alive }) => alive)) return this.#children
    this.kill()
    this.#children = Array.from(
      { length: processes },
      () => new Child(beside(import.meta.url, 'worker-entry'), { name: 'worker process' }),
    )
    const children = this.#children
    const timer = setTimeout(() => {
      for (const child of children) child.kill(`did not attach within ${startLimit} ms`)
    }, startLimit)
    try {
      const { href } = this.#module
      await all(children, (child) => child.ask(question({ ask: 'attach', module: href, data: this.#data })))
    } catch (error) {
      this.kill()
      throw error
    } finally {
      clearTimeout(timer)
    }
    return children
  }
}

function all<T, U>(items: readonly T[], make: (item: T) => Promise<U>): Promise<U[]> {
  return Promise.all(items.map(make))
}

function question(asked: WorkerQuestion): WorkerQuestion {
  return asked
}

function answerOf(wired: Outcome | undefined): unknown {
  if (!wired) throw new Error('A worker process made fewer calls than it was given.')
  const outcome = fromWire(wired)
  if (outcome.ok) return outcome.value
  throw outcome.error
}

function overlap(calls: readonly Contender[], placeOf: (index: number) => number): Omit<Race, 'outcomes'> {
  if (calls.length < 2) return { conclusive: false, reason: 'one call alone is no race' }
  const first = calls.reduce((a, b) => (b.end < a.end ? b : a))
  const contested = calls.some(({ index, start }) => placeOf(index) !== placeOf(first.index) && start < first.end)
  return contested
    ? { conclusive: true }
    : { conclusive: false, reason: 'no call of another process had started when the first call ended' }
}
