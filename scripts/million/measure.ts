import { performance } from 'node:perf_hooks'

/** A database as documented, full, and what is done with it. */
export interface Database {
  readonly title: string
  /** Migrates; told before each statement. */
  migrate(onProgress: (statement: string) => void): Promise<unknown>
  /** Ends a migration from outside while it runs. */
  cut(): Promise<void>
  /** How many findings of severity error there are. */
  errors(): Promise<number>
  /** How many rows of each kind there are. */
  counts(): Promise<readonly number[]>
  /** As documented again, with its rows. */
  refill(): Promise<void>
  read(): Promise<unknown>
  write(): Promise<unknown>
  close(): Promise<unknown>
}

/** One statement: milliseconds that it took, and that others waited at most meanwhile. */
export interface Step {
  readonly statement: string
  took: number
  read: number
  wrote: number
}

/** What was measured of one database. */
export interface Measured {
  readonly title: string
  readonly steps: readonly Step[]
  readonly whole: number
  /** What came of a migration that was cut off. */
  readonly cutOff: string
}

/** Migrates a database while others use it, and once more cut off half-way. */
export async function measure(database: Database): Promise<Omit<Measured, 'title'>> {
  const steps: Step[] = []
  const started: number[] = []
  const begin = performance.now()
  const others = busy(database, ({ kind, from, to }) => {
    // Whoever waited through several statements waited for each.
    for (const [index, step] of steps.entries()) {
      const end = index + 1 < started.length ? started[index + 1]! : Infinity
      if (to > started[index]! && from < end) step[kind] = Math.max(step[kind], to - from)
    }
  })
  await database.migrate((statement) => {
    console.log(`[${((performance.now() - begin) / 1000).toFixed(1)} s] ${statement.slice(0, 120)}`)
    started.push(performance.now())
    steps.push({ statement, took: 0, read: 0, wrote: 0 })
  })
  const end = performance.now()
  await others.stop()
  for (const [index, step] of steps.entries()) step.took = (started[index + 1] ?? end) - started[index]!
  if ((await database.errors()) > 0) throw new Error('After migrate there are findings left.')
  if (others.failed() > 0) throw new Error(`${others.failed()} calls of others failed meanwhile.`)

  await database.refill()
  const before = await database.counts()
  const half = (end - begin) / 2
  const cut = setTimeout(() => void database.cut(), half)
  const outcome = await database
    .migrate(() => undefined)
    .then(
      () => 'ended before it could be cut off',
      () => `was cut off after ${(half / 1000).toFixed(1)} s`,
    )
  clearTimeout(cut)
  const left = await database.errors()
  await database.migrate(() => undefined)
  const errors = await database.errors()
  const same = (await database.counts()).join() === before.join()
  await database.close()
  if (errors > 0 || !same)
    throw new Error(`After the second start: ${errors} errors, rows ${same ? 'as before' : 'differ'}.`)
  const cutOff =
    `A migration ${outcome}, with ${left} findings of severity error left. ` +
    'The next start ended it: none left, every row there.'
  return { steps, whole: end - begin, cutOff }
}

/** Reads and writes without a pause until it is stopped. */
function busy(
  database: Database,
  tell: (call: { kind: 'read' | 'wrote'; from: number; to: number }) => void,
): { stop: () => Promise<unknown>; failed: () => number } {
  const state = { stopped: false, failed: 0 }
  const loop = async (kind: 'read' | 'wrote', call: () => Promise<unknown>): Promise<void> => {
    while (!state.stopped) {
      const from = performance.now()
      await call().catch((error: unknown) => {
        state.failed++
        console.error(error)
      })
      tell({ kind, from, to: performance.now() })
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
  const loops = Promise.all([loop('read', () => database.read()), loop('wrote', () => database.write())])
  return {
    stop: () => {
      state.stopped = true
      return loops
    },
    failed: () => state.failed,
  }
}
