import { randomUUID } from 'node:crypto'
import { type Baseline, checkBaseline } from './baseline.ts'
import { ResetFailed, SetupError } from './errors.ts'
import { checkDeclared } from './not-guaranteed.ts'
import { kindsOf, reportOf } from './report.ts'
import { runCase } from './run-case.ts'
import { openStore } from './store.ts'
import type { CallRecord, Case, Contract, Report, Result, Target } from './types.ts'
import { newSeed, shuffle } from './unique.ts'

/** Which cases run, and in what order. */
export interface Choice<P extends string = string> {
  /** All of the contract when not given. */
  readonly profiles?: readonly P[] | undefined
  /** Ids of cases, or of rules and names of methods for all their cases. */
  readonly only?: readonly string[] | undefined
  /** Decides the order and every value; a random one when not given. */
  readonly seed?: number | undefined
  /** `reversed`: the seed's order backwards, so that two runs see every two cases in both orders. */
  readonly order?: 'shuffled' | 'reversed' | undefined
}

/** Options of a run. */
export interface Options<P extends string = string> extends Choice<P> {
  /** Milliseconds until a case counts as hanging: 10,000 when not given. */
  readonly timeout?: number | undefined
  /** How many random sequences of calls a case plays that plays any: 15 when not given. More takes a longer timeout. */
  readonly runs?: number | undefined
  /** Ids of cases that are known to fail, with the reason why that is accepted. One that passes fails. */
  readonly baseline?: Baseline | undefined
  /** Aborts the run: what has not ended does not count as run. */
  readonly signal?: AbortSignal | undefined
  readonly onEvent?: ((event: RunEvent<P>) => void) | undefined
}

/** What a run tells while it goes on. */
export type RunEvent<P extends string = string> =
  | { readonly type: 'opened'; readonly total: number; readonly seed: number }
  | { readonly type: 'started'; readonly id: string; readonly title: string }
  /** A call begins. */
  | { readonly type: 'called'; readonly id: string; readonly call: CallRecord }
  | { readonly type: 'ended'; readonly result: Result<P>; readonly done: number; readonly total: number }

/** An open target whose cases are run one by one. */
export interface Conformance<A extends object = object, P extends string = string> {
  /** The chosen cases in the order to run them, those that run alone last. */
  readonly cases: readonly Case<A>[]
  readonly seed: number
  readonly versions: Readonly<Record<string, string>>
  /**
   * Runs a case when those before it have ended.
   * @throws the abort reason, when the run was aborted before the case had ended
   * @throws ResetFailed the store could not be emptied for a case that runs alone; a warning of the report too
   */
  run(kase: Case<A>): Promise<Result<P>>
  /** The report on the cases run so far. */
  report(): Report<P>
  /** Closes the target. What goes wrong is a warning of the report. */
  close(): Promise<void>
}

/** @throws SetupError a profile or id that is not there, or no case is left */
export function chooseCases<A extends object, P extends string>(
  contract: Contract<A, P>,
  { profiles = contract.profiles, only, seed = 0, order }: Choice<P>,
): Case<A>[] {
  const alien = profiles.filter((profile) => !contract.profiles.includes(profile))
  if (alien.length > 0)
    throw new SetupError(`No profile ${alien.join(', ')}: ${contract.name} has ${contract.profiles.join(', ')}.`)
  const methods = new Map(contract.rules.map(({ id, method }) => [id, method]))
  const named = ({ id, rule }: Case<A>, name: string): boolean =>
    name === id || name === rule || name === methods.get(rule)
  const unknown = (only ?? []).filter((name) => !contract.cases.some((kase) => named(kase, name)))
  if (unknown.length > 0) throw new SetupError(`No case, rule or method ${unknown.join(', ')} in ${contract.name}.`)

  const rules = new Set(contract.rules.filter(({ profile }) => profiles.includes(profile)).map(({ id }) => id))
  const chosen = contract.cases.filter(
    (kase) => rules.has(kase.rule) && (!only || only.some((name) => named(kase, name))),
  )
  if (chosen.length === 0) throw new SetupError(`No case of ${contract.name} is chosen.`)
  const ordered = shuffle(chosen, seed)
  if (order === 'reversed') ordered.reverse()
  return [...ordered.filter(({ alone }) => !alone), ...ordered.filter(({ alone }) => alone)]
}

/**
 * Opens a target for cases to be run one by one; {@link runConformance} runs them all.
 * @throws SetupError the options or the target are wrong
 */
export async function openConformance<A extends object, P extends string>(
  target: Target<A>,
  options: Options<P> & { readonly contract: Contract<A, P> },
): Promise<Conformance<A, P>> {
  const { contract, seed = newSeed(), signal, timeout = 10_000, runs = 15, baseline = {}, onEvent = () => {} } = options
  const { capabilities = {} } = target
  const cases = chooseCases(contract, { ...options, seed })
  checkDeclared(contract, capabilities)
  checkBaseline(contract, baseline)
  const store = await openStore(target, contract.warmUp)
  try {
    await store.reset()
  } catch (error) {
    await store.close()
    throw error
  }
  const versions = store.opened.versions ?? {}
  // Rows of an earlier run with this seed may be there still.
  const nonce = target.store === 'process' || store.opened.reset ? '' : randomUUID()
  const results = new Map<string, Result<P>>()
  const warnings: string[] = []
  const total = cases.length
  onEvent({ type: 'opened', total, seed })
  let last: Promise<unknown> = Promise.resolve()

  async function emptied(): Promise<void> {
    try {
      await store.reset()
    } catch (error) {
      const { message } = error as Error
      warnings.push(message)
      throw new ResetFailed(message, { cause: error })
    }
  }

  async function run(kase: Case<A>): Promise<Result<P>> {
    signal?.throwIfAborted()
    if (kase.alone) await emptied()
    onEvent({ type: 'started', id: kase.id, title: kase.title })
    const onCall = (call: CallRecord): void => onEvent({ type: 'called', id: kase.id, call })
    const result = await runCase(kase, { contract, store, seed, nonce, baseline, timeout, runs, signal, onCall })
    results.set(kase.id, result)
    onEvent({ type: 'ended', result, done: results.size, total })
    return result
  }

  return {
    cases,
    seed,
    versions,
    run: (kase) => {
      const turn = last.then(() => run(kase))
      last = turn.catch(() => {})
      return turn
    },
    report: () =>
      reportOf({
        target: target.name,
        kinds: kindsOf(target),
        capabilities,
        contract,
        chosen: total,
        results: [...results.values()],
        seed,
        versions,
        warnings,
      }),
    close: async () => {
      await last
      warnings.push(...(await store.close()))
    },
  }
}

/**
 * Runs a contract's cases against a target and closes it.
 * @throws SetupError the options or the target are wrong; a broken adapter is a report
 */
export async function runConformance<A extends object, P extends string>(
  target: Target<A>,
  options: Options<P> & { readonly contract: Contract<A, P> },
): Promise<Report<P>> {
  const conformance = await openConformance(target, options)
  try {
    for (const kase of conformance.cases) await conformance.run(kase)
  } catch (error) {
    if (!options.signal?.aborted && !(error instanceof ResetFailed)) throw error
  } finally {
    await conformance.close()
  }
  return conformance.report()
}
