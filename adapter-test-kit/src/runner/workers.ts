import { type CallLog, outcomeOf } from './call-log.ts'
import { beside, Child } from './child.ts'
import type { Race } from './race.ts'
import type { Call, Outcome } from './types.ts'
import { type Contender, fromWire, type WorkerQuestion } from './worker-protocol.ts'

const processes = 2
// From sending "go" to the agreed instant: longer than a message takes, too short to lose the processor while waiting.
const headStart = 1_500_000n
const startLimit = 30_000
const closeLimit = 3_000

/** Processes that make calls at one instant. They start at the first race and stay; one that died is replaced. */
export class Workers {
  readonly #module: URL
  readonly #data: unknown
  readonly #warmUp: Call | undefined
  #children: Child[] = []

  constructor(module: URL, data: unknown, warmUp: Call | undefined) {
    this.#module = module
    this.#data = data
    this.#warmUp = warmUp
  }

  /**
   * Deals the calls out to the processes. Conclusive when the first call to end was not alone: a call of another
   * process had started by then.
   * @throws Error a process died or could not attach
   */
  async race(calls: readonly Call[], log: CallLog): Promise<Race> {
    const children = await this.#ready()
    const hands = children.map((_, child) =>
      calls.map((call, index) => ({ call, index })).filter(({ index }) => index % children.length === child),
    )
    await ask(children, (child) => ({ ask: 'prepare', calls: hands[child] ?? [], warmUp: this.#warmUp }))

    const at = process.hrtime.bigint() + headStart
    const asked = ask<Contender[]>(children, () => ({ ask: 'go', at }))
    const gone = asked.then((made) => new Map(made.flat().map((contender) => [contender.index, contender])))
    const answers = calls.map((call, index) =>
      log.record(call, 'worker', async () => answerOf((await gone).get(index)?.outcome)),
    )
    const evidence = overlap([...(await gone).values()], children.length)
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
      children.filter(({ alive }) => alive).map((child) => child.stop({ ask: 'close' }, closeLimit)),
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
      await ask(children, () => ({ ask: 'attach', module: this.#module.href, data: this.#data }))
    } catch (error) {
      this.kill()
      throw error
    } finally {
      clearTimeout(timer)
    }
    return children
  }
}

function ask<T>(children: readonly Child[], question: (child: number) => WorkerQuestion): Promise<T[]> {
  return Promise.all(children.map((child, index) => child.ask<T>(question(index))))
}

function answerOf(wired: Outcome | undefined): unknown {
  if (!wired) throw new Error('A worker process made fewer calls than it was given.')
  const outcome = fromWire(wired)
  if (outcome.ok) return outcome.value
  throw outcome.error
}

function overlap(calls: readonly Contender[], places: number): Omit<Race, 'outcomes'> {
  if (calls.length < 2) return { conclusive: false, reason: 'one call alone is no race' }
  const first = calls.reduce((a, b) => (b.end < a.end ? b : a))
  const contested = calls.some(({ index, start }) => index % places !== first.index % places && start < first.end)
  return contested
    ? { conclusive: true }
    : { conclusive: false, reason: 'no call of the second process had started when the first call ended' }
}
