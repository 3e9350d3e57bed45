import { type Baseline, expectFailure } from '../runner/baseline.ts'
import { beside, Child, ChildDied } from '../runner/child.ts'
import { SetupError } from '../runner/errors.ts'
import { closeLimit, openLimit } from '../runner/limit.ts'
import { type Outline, reportOf } from '../runner/report.ts'
import type { CallRecord, Report, Result } from '../runner/types.ts'
import type { Progress } from './progress.ts'
import { type Loaded, type OpenedTarget, pulse, type Question, type Sign } from './protocol.ts'

/** What to run, and whom to tell. */
export interface Assignment {
  readonly path: string
  readonly profiles: readonly string[] | undefined
  readonly only: readonly string[] | undefined
  readonly seed: number
  /** Milliseconds for a case that sets no limit of its own. */
  readonly timeout: number
  readonly runs: number | undefined
  readonly baseline: Baseline
  readonly signal: AbortSignal
  readonly progress: Pick<Progress, 'started' | 'ended'>
  /** What the target prints. */
  readonly onOutput: (text: string) => void
}

/** A report with the contract that it is about. */
export interface Judged {
  readonly report: Report
  readonly contract: Outline
}

// Beyond a case's limit, for the target's process to say itself that the limit was reached.
const patience = 2_000

/**
 * Runs a target in a process of its own. A case that blocks or kills the process fails, and a new process goes on
 * with the next one. Where none can, and where a `reset` fails, the run ends there with a warning in its report.
 * @throws SetupError the target cannot be loaded or opened
 */
export async function supervise(assignment: Assignment): Promise<Judged> {
  const { path, profiles, only, seed, timeout, runs, baseline, signal, progress } = assignment
  let process = new Watched(assignment.onOutput)
  const abort = (): void => process.tell({ ask: 'abort' })
  signal.addEventListener('abort', abort)
  const results: Result[] = []
  const warnings: string[] = []
  try {
    const loaded = await process.ask<Loaded>({ ask: 'load', path }, openLimit)
    const opening = { ask: 'open', profiles, only, seed, timeout, runs, baseline } as const
    const { ids, versions } = await process.ask<OpenedTarget>(opening, openLimit + patience)
    try {
      for (const [done, id] of ids.entries()) {
        if (signal.aborted) break
        progress.started(id, done, ids.length)
        const { result, died } = await judged(id, loaded, process, assignment)
        if (!result) break
        results.push(result)
        progress.ended(result, results.length, ids.length)
        if (!died) continue
        process = new Watched(assignment.onOutput)
        await process.ask<Loaded>({ ask: 'load', path }, openLimit)
        await process.ask<OpenedTarget>(opening, openLimit + patience)
      }
    } catch (error) {
      if (!(error instanceof SetupError || error instanceof ChildDied)) throw error
      warnings.push(error.message)
    }
    warnings.push(...(await closed(process)))
    const all = [...new Set(warnings)]
    const report = reportOf({ ...loaded, chosen: ids.length, results, seed, versions, warnings: all })
    return { report, contract: loaded.contract }
  } catch (error) {
    throw error instanceof ChildDied ? new SetupError(`Outside of any case, ${error.message}`, { cause: error }) : error
  } finally {
    signal.removeEventListener('abort', abort)
    process.end()
  }
}

/** How a case ended, which may be with its process; no result when the run was aborted meanwhile. */
async function judged(
  id: string,
  loaded: Loaded,
  process: Watched,
  { baseline, signal, timeout }: Assignment,
): Promise<{ readonly result?: Result; readonly died: boolean }> {
  const limit = loaded.contract.cases.find((kase) => kase.id === id)?.timeout ?? timeout
  const start = performance.now()
  try {
    return { result: await process.ask<Result>({ ask: 'run', id }, limit + patience), died: false }
  } catch (error) {
    if (signal.aborted) return { died: false }
    if (!(error instanceof ChildDied)) throw error
    const failure = killer(loaded, id, error, process.lastCall, performance.now() - start)
    const reason = baseline[id]
    return { result: reason === undefined ? failure : expectFailure(failure, reason, false), died: true }
  }
}

async function closed(process: Watched): Promise<readonly string[]> {
  try {
    return await process.ask<readonly string[]>({ ask: 'close' }, closeLimit + patience)
  } catch (error) {
    return [`On closing, ${(error as Error).message}`]
  }
}

/** The target's process, killed when its event loop stands still. */
class Watched {
  readonly #child: Child
  lastCall: CallRecord | undefined
  #silent = 0

  constructor(onOutput: (text: string) => void) {
    const onEvent = (sign: unknown): void => {
      this.#silent = 0
      this.lastCall = (sign as Sign).call ?? this.lastCall
    }
    this.#child = new Child(beside(import.meta.url, 'target-entry'), { name: "target's process", onEvent, onOutput })
  }

  /** @param limit milliseconds that the event loop may stand still meanwhile */
  async ask<T>(question: Question, limit: number): Promise<T> {
    this.#silent = 0
    this.lastCall = undefined
    // Counts its own turns, not time: a machine that was asleep has not caught the target blocking.
    const watch = setInterval(() => {
      if (++this.#silent * pulse > limit) this.#child.kill(`killed: it blocked its thread for ${limit} ms`)
    }, pulse)
    try {
      return await this.#child.ask<T>(question)
    } catch (error) {
      throw error instanceof ChildDied ? error : new SetupError((error as Error).message, { cause: error })
    } finally {
      clearInterval(watch)
    }
  }

  tell(notice: Question): void {
    this.#child.tell(notice)
  }

  end(): void {
    this.#child.kill('the run is over')
  }
}

function killer(
  { contract }: Loaded,
  id: string,
  error: ChildDied,
  call: CallRecord | undefined,
  durationMs: number,
): Result {
  const kase = contract.cases.find((candidate) => candidate.id === id)
  const rule = contract.rules.find((candidate) => candidate.id === kase?.rule)
  if (!kase || !rule) throw new SetupError(`The target's contract has no case ${id}.`)
  const { profile, method } = rule
  const words = error.words && `; its last words:\n${error.words}`
  const message = `${call ? `During ${call.method}, ` : ''}${error.message}${words}`
  return {
    id,
    rule: rule.id,
    profile,
    method,
    title: kase.title,
    status: 'failed',
    message,
    calls: call ? [call] : [],
    durationMs,
  }
}
