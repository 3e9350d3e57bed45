import type { CallLog } from './call-log.ts'
import { EarlyEnd } from './errors.ts'
import { type Place, type Race, raceHere, warm } from './race.ts'
import type { Store } from './store.ts'
import type { Call, Context } from './types.ts'
import type { uniqueOf } from './unique.ts'

/** The races of one case, as they went. */
export class Races {
  readonly #log: CallLog
  readonly #warmUp: Call | undefined
  #running = 0
  #conclusive = 0
  #reason: string | undefined

  constructor(log: CallLog, warmUp: Call | undefined) {
    this.#log = log
    this.#warmUp = warmUp
  }

  get running(): boolean {
    return this.#running > 0
  }

  /** Why the races of the case prove nothing; `undefined` when one was conclusive or there was none. */
  get vacuous(): string | undefined {
    return this.#conclusive > 0 ? undefined : this.#reason
  }

  get any(): boolean {
    return this.#conclusive > 0 || this.#reason !== undefined
  }

  /** Makes the calls at the same time, in other processes where the target offers them. */
  async run<A extends object>(calls: readonly Call[], store: Store<A>): Promise<Race> {
    this.#running++
    try {
      const race = await (store.workers ? store.workers.race(calls, this.#log) : this.#here(calls, store))
      if (race.conclusive) this.#conclusive++
      else this.#reason = race.reason
      return race
    } finally {
      this.#running--
    }
  }

  async #here<A extends object>(calls: readonly Call[], { opened, peer, target }: Store<A>): Promise<Race> {
    const places: Place[] = [{ adapter: opened.adapter, by: 'adapter' }]
    const second = await peer()
    if (second) places.push({ adapter: second, by: 'peer' })
    await warm(
      places.map(({ adapter }) => adapter),
      this.#warmUp,
      calls.length,
    )
    return raceHere(calls, places, this.#log, target.store === 'process')
  }
}

/** What `run` of a case is given. */
export function contextOf<A extends object>(
  store: Store<A>,
  log: CallLog,
  races: Races,
  unique: ReturnType<typeof uniqueOf>,
  effort: Context['effort'],
  signal: AbortSignal,
): Context<A> {
  const { closed } = store
  const adapter = log.wrap(store.opened.adapter, 'adapter')
  return {
    adapter,
    peer: async () => {
      const peer = await store.peer()
      return peer ? log.wrap(peer, 'peer') : adapter
    },
    unique,
    race: (calls) => races.run(calls, store),
    inconclusive: (reason) => {
      throw new EarlyEnd('inconclusive', reason)
    },
    notApplicable: (reason) => {
      throw new EarlyEnd('notApplicable', reason)
    },
    capabilities: store.target.capabilities ?? {},
    ...(closed && { openClosed: async (): Promise<A> => log.wrap(await closed(), 'adapter') }),
    effort,
    signal,
  }
}
