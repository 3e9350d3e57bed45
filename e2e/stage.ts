import type { Adapter } from '@strongroom/core-types'
import { startSite } from '../examples/express/start.ts'
import { openBrowser } from './browser.ts'
import type { EngineName } from './engines.ts'
export type { EngineName } from './engines.ts'
import type { Flow } from './flows/flow.ts'
import { openStore } from './stores.ts'
import { switchable } from './switchable.ts'
import { type Manner, type Surroundings, Visitor } from './visitor.ts'

/** A site in a browser, for flows to happen on. */
export interface Stage {
  /** The real one: what is stored. */
  readonly adapter: Adapter
  readonly origin: string
  /** A new person comes, with a browser of their own. */
  visitor(manner?: Manner): Promise<Visitor>
  /** Stops the database. */
  stop(): Promise<void>
  /** Starts it again, if it was stopped. */
  start(): Promise<void>
  /** Replaces methods of the site's adapter, until the flow ends. */
  use(methods: Partial<Adapter>): void
}

/** A stage for one flow after another. */
export interface Theatre {
  /** Runs a flow, with an adapter that has a `bug` if one is given. Nobody of the flow before is there. */
  run(flow: Pick<Flow, 'run'>, bug?: Partial<Adapter>): Promise<void>
  /** The real adapter. */
  readonly adapter: Adapter
  /** What the last flow left in the site's log. */
  readonly log: readonly string[]
  close(): Promise<void>
}

/** A claim of 10 KB: an id token is as large as what it says. */
export const groups = Array.from({ length: 400 }, (_, at) => `department-${at}-of-the-company`)

/** What the second provider says of people: some are known by number, some belong to many groups. */
const claims = (email: string): Record<string, unknown> => ({
  number: email.startsWith('number.') ? 12_345 : undefined,
  groups: email.startsWith('groups.') ? groups : undefined,
})

/** Opens the site on an engine, and a browser. */
export async function openTheatre(engine: EngineName, patience = 15_000): Promise<Theatre> {
  const store = await openStore(engine)
  const log: string[] = []
  const { adapter, use } = switchable(store.adapter)
  const site = await startSite(
    { port: 0, log: (line) => log.push(line) },
    {
      store: { name: store.name, adapter },
      claims,
      // As providers do whose ids are numbers: the core's types say string, and it passes on what it gets.
      profile: ({ sub, number, name = '', email = '' }) => ({ id: (number ?? sub) as string, name, email }),
    },
  )
  const { browser, close: closeBrowser } = await openBrowser()
  const around: Surroundings = { browser, origin: site.origin, mailbox: site.mailbox, patience }
  let stopped = false
  const start = async (): Promise<void> => {
    if (stopped) await store.start()
    stopped = false
  }
  const stage: Omit<Stage, 'use'> = {
    adapter: store.adapter,
    origin: site.origin,
    visitor: (manner) => Visitor.come(around, manner),
    async stop() {
      stopped = true
      await store.stop()
    },
    start,
  }
  return {
    adapter: store.adapter,
    log,
    async run(flow, bug = {}) {
      log.length = 0
      use(bug)
      try {
        await flow.run({ ...stage, use: (methods) => use({ ...methods, ...bug }) })
      } finally {
        use()
        await start()
        await Promise.all(browser.contexts().map((context) => context.close()))
      }
    },
    async close() {
      await closeBrowser()
      await site.close()
      await store.close()
    },
  }
}
