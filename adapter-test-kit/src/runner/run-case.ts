import { inspect } from 'node:util'
import { type Baseline, expectFailure } from './baseline.ts'
import { CallLog, type OnCall } from './call-log.ts'
import { contextOf, Races } from './context.ts'
import { describeError, EarlyEnd, isAssertion, isError, SetupError } from './errors.ts'
import { within } from './limit.ts'
import { excuse } from './not-guaranteed.ts'
import type { Store } from './store.ts'
import type { Case, Context, Contract, ContractRule, Result } from './types.ts'
import { uniqueOf } from './unique.ts'

/** What a case runs with. */
export interface Surroundings<A extends object, P extends string> {
  readonly contract: Contract<A, P>
  readonly store: Store<A>
  readonly seed: number
  /** See {@link uniqueOf}. */
  readonly nonce: string
  readonly baseline: Baseline
  /** Milliseconds for a case that sets no limit of its own. */
  readonly timeout: number
  readonly runs: number
  readonly signal: AbortSignal | undefined
  readonly onCall: OnCall
}

/** How a case ended. */
export type Ending = Pick<Result, 'status' | 'message' | 'expected' | 'actual'>

// As stacks show it: a URL where the file is a module.
const kit = new URL('..', import.meta.url).pathname
const passed: Ending = { status: 'passed', message: '' }
// After a failure, calls that are still on their way get this long, so as not to meet the next case.
const grace = 1_000

/**
 * Runs one case to a result.
 * @throws the run's abort reason
 */
export async function runCase<A extends object, P extends string>(
  kase: Case<A>,
  surroundings: Surroundings<A, P>,
): Promise<Result<P>> {
  const { contract, store, signal } = surroundings
  signal?.throwIfAborted()
  const rule = ruleOf(contract, kase)
  const log = new CallLog(surroundings.onCall)
  const races = new Races(log, contract.warmUp)
  const start = performance.now()
  const ending = await end(kase, surroundings, log, races)
  const durationMs = performance.now() - start
  signal?.throwIfAborted()
  const reason = store.target.capabilities?.notGuaranteed?.[rule.id]
  const excused = reason === undefined ? ending : excuse(ending, reason, races.any)
  const accepted = surroundings.baseline[kase.id]
  return {
    id: kase.id,
    rule: rule.id,
    profile: rule.profile,
    method: rule.method,
    title: kase.title,
    ...(accepted === undefined ? excused : expectFailure(excused, accepted, races.any)),
    calls: log.calls,
    durationMs,
  }
}

/** The rule that the case proves. */
export function ruleOf<P extends string>(
  contract: Contract<never, P>,
  kase: Pick<Case, 'id' | 'rule'>,
): ContractRule<P> {
  const rule = contract.rules.find(({ id }) => id === kase.rule)
  if (!rule) throw new SetupError(`Case ${kase.id} names the rule ${kase.rule}, which ${contract.name} lacks.`)
  return rule
}

async function end<A extends object, P extends string>(
  kase: Case<A>,
  { store, seed, nonce, timeout, runs, signal }: Surroundings<A, P>,
  log: CallLog,
  races: Races,
): Promise<Ending> {
  const { adapter } = store.opened
  const missing = kase.needs.filter((name) => !Object.hasOwn(adapter, name) || typeof adapter[name] !== 'function')
  if (missing.length > 0) return { status: 'notApplicable', message: `The adapter has no ${missing.join(', ')}.` }

  const over = new AbortController()
  const limit = kase.timeout ?? timeout
  try {
    const context = contextOf(store, log, races, uniqueOf(seed, kase.id, nonce), { runs, limit }, over.signal)
    const ending = await within(limit, Promise.race([judge(kase, context, log), aborted(signal, over.signal)]), () =>
      hung(log, limit),
    )
    if (ending.status !== 'passed' || signal?.aborted) return ending
    const unawaited = log.pending.join(', ')
    if (unawaited) return { status: 'errored', message: `The case did not await ${unawaited}.` }
    const vacuous = races.vacuous
    return vacuous === undefined ? passed : { status: 'inconclusive', message: `Nothing was raced: ${vacuous}.` }
  } finally {
    log.close()
    over.abort()
    if (races.running) store.workers?.kill()
    await within(grace, log.settled(), () => {})
  }
}

async function judge<A extends object>(kase: Case<A>, context: Context<A>, log: CallLog): Promise<Ending> {
  try {
    await kase.run(context)
    return passed
  } catch (error) {
    if (error instanceof EarlyEnd) return { status: error.status, message: error.message }
    const thrower = log.thrower(error)
    if (thrower !== undefined)
      return { status: 'failed', message: `${thrower} threw ${describeError(error)}${frames(error, 1)}` }
    if (isAssertion(error)) return { status: 'failed', message: error.message.trim(), ...comparison(error) }
    return { status: 'errored', message: `${describeError(error)}${frames(error)}` }
  }
}

// `node:assert` and test runners put both onto the error, whatever they are.
function comparison(error: Error): Pick<Result, 'expected' | 'actual'> {
  if (!('expected' in error && 'actual' in error)) return {}
  // What the contract expects is told in words.
  const { expected, actual } = error
  return { expected: typeof expected === 'string' ? expected : shown(expected), actual: shown(actual) }
}

function shown(value: unknown): string {
  const text = isError(value)
    ? describeError(value)
    : inspect(value, { depth: 4, breakLength: 100, maxStringLength: 200, maxArrayLength: 20 })
  return text.length > 1_000 ? `${text.slice(0, 1_000)}…` : text
}

function hung(log: CallLog, limit: number): Ending {
  const pending = log.pending.join(', ')
  return pending
    ? { status: 'failed', message: `${pending} did not answer within ${limit} ms.` }
    : { status: 'errored', message: `The case did not end within ${limit} ms, though every call had answered.` }
}

function aborted(signal: AbortSignal | undefined, over: AbortSignal): Promise<Ending> {
  return new Promise((resolve) => {
    signal?.addEventListener('abort', () => resolve(passed), { once: true, signal: over })
  })
}

// Frames of the kit itself, of Node and of what is installed tell less than those of the adapter.
function frames(error: unknown, most = 3): string {
  if (!isError(error) || error instanceof SetupError || !error.stack) return ''
  const lines = error.stack.split('\n').filter((line) => line.startsWith('    at '))
  const own = lines.filter((line) => !line.includes(kit) && !/node:internal|node_modules|<anonymous>/.test(line))
  return (most > 1 && own.length === 0 ? lines : own)
    .slice(0, most)
    .map((line) => `\n${line}`)
    .join('')
}
