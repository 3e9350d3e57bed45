// A test runner for Stryker: every case of the contract, on every schema that the SQLite adapter is judged with, is a
// test. In one process and in memory, so that a mutant takes milliseconds.
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { InstrumenterContext, MutantCoverage } from '@stryker-mutator/api/core'
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core'
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin'
import {
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
  TestStatus,
  determineHitLimitReached,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner'
import type { Suite } from './suite.ts'

// What the instrumented code looks at.
type Watched = { [K in keyof InstrumenterContext]: InstrumenterContext[K] | undefined }
const instrumented = globalThis as unknown as Record<string, Watched>
const context: Watched = (instrumented[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {})

class ConformanceRunner implements TestRunner {
  #suites: readonly Suite[] | undefined

  capabilities(): TestRunnerCapabilities {
    // Modules are loaded once; for a mutant that is met while they load Stryker starts another process.
    return { reloadEnvironment: false }
  }

  async dryRun(): Promise<DryRunResult> {
    const suites = await this.#load()
    const tests: TestResult[] = []
    for (const suite of suites) {
      const opening = `${suite.name}: opens`
      for await (const test of this.#tests(suite, undefined, (id) => (context.currentTestId = id), opening))
        tests.push(test)
      attributeOpening(context.mutantCoverage, opening, tests)
    }
    return {
      status: DryRunStatus.Complete,
      tests,
      ...(context.mutantCoverage && { mutantCoverage: context.mutantCoverage }),
    }
  }

  async mutantRun({
    activeMutant,
    testFilter,
    hitLimit,
    mutantActivation,
  }: MutantRunOptions): Promise<MutantRunResult> {
    context.hitLimit = hitLimit
    context.hitCount = hitLimit === undefined ? undefined : 0
    if (mutantActivation === 'static') context.activeMutant = activeMutant.id
    const tests: TestResult[] = []
    try {
      const suites = await this.#load()
      context.activeMutant = activeMutant.id
      for (const suite of suites) {
        for await (const test of this.#tests(suite, testFilter)) {
          tests.push(test)
          if (test.status === TestStatus.Failed) return toMutantRunResult({ status: DryRunStatus.Complete, tests })
        }
      }
    } catch (error) {
      // The mutant kept the modules from loading.
      tests.push({ id: 'load', name: 'load', timeSpentMs: 0, status: TestStatus.Failed, failureMessage: String(error) })
    } finally {
      context.activeMutant = undefined
    }
    const hanging = determineHitLimitReached(context.hitCount, hitLimit)
    return toMutantRunResult(hanging ?? { status: DryRunStatus.Complete, tests })
  }

  /** Runs the tests of one target in the contract's order; the first one is that it opens. */
  async *#tests(
    { name, open }: Suite,
    filter?: readonly string[],
    begin: (id: string) => unknown = () => undefined,
    opening = `${name}: opens`,
  ): AsyncGenerator<TestResult, void> {
    const wanted = filter && new Set(filter)
    if (wanted && ![...wanted].some((id) => id.startsWith(`${name}: `))) return
    begin(opening)
    let start = performance.now()
    const of = (id: string, failureMessage?: string): TestResult => {
      const now = performance.now()
      const result = { id, name: id, timeSpentMs: now - start }
      start = now
      return failureMessage === undefined
        ? { ...result, status: TestStatus.Success }
        : { ...result, status: TestStatus.Failed, failureMessage }
    }
    let conformance
    try {
      conformance = await open()
    } catch (error) {
      yield of(opening, String(error))
      return
    }
    yield of(opening)
    try {
      for (const kase of conformance.cases) {
        const id = `${name}: ${kase.id}`
        if (wanted && !wanted.has(id)) continue
        begin(id)
        const { status, message } = await conformance.run(kase)
        yield of(id, status === 'passed' || status === 'notApplicable' ? undefined : message)
      }
      begin(opening)
    } finally {
      await conformance.close()
    }
  }

  async #load(): Promise<readonly Suite[]> {
    if (this.#suites) return this.#suites
    resolveSources()
    const module = (await import(pathToFileURL(resolve('scripts/mutation/suite.ts')).href)) as {
      suites: readonly Suite[]
    }
    return (this.#suites = module.suites)
  }
}

/** What runs while a target opens bears on all its cases. */
function attributeOpening(coverage: MutantCoverage | undefined, opening: string, tests: readonly TestResult[]): void {
  const shared = coverage?.perTest[opening]
  if (!coverage || !shared) return
  const prefix = opening.replace(/opens$/, '')
  for (const { id } of tests) {
    if (id === opening || !id.startsWith(prefix)) continue
    const own = (coverage.perTest[id] ??= {})
    for (const [mutant, hits] of Object.entries(shared)) own[mutant] = (own[mutant] ?? 0) + hits
  }
}

/** Lets the packages under mutation find each other's sources; the kit, which judges, keeps the build of its own. */
function resolveSources(): void {
  const here = pathToFileURL(`${resolve('.')}/`).href
  const sources: Readonly<Record<string, string>> = {
    '@strongroom/core-types': 'core-types/src/index.ts',
    '@strongroom/sql': 'adapters/sql/src/index.ts',
  }
  registerHooks({
    resolve(specifier, parent, next) {
      const source = sources[specifier]
      const mutated = parent.parentURL?.startsWith(here) && !parent.parentURL.includes('/node_modules/')
      return source !== undefined && mutated
        ? { url: new URL(source, here).href, shortCircuit: true }
        : next(specifier, parent)
    },
  })
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'conformance', ConformanceRunner)]
