import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { readPlan } from './engines/plan.ts'
import { isPartial } from './partial.ts'

/**
 * Vitest lets a project pass in which no test ran; this fails the run, and so does an engine that nobody left out and
 * that could not run. Its last line counts the tests: `N passed, N failed, N skipped`.
 */
export default class TestReporter implements Reporter {
  private vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    const ran = new Set<string>()
    for (const module of modules) {
      // A file that does not load, or a hook outside a test that throws.
      counts.failed += module.errors().length
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed' || state === 'failed') ran.add(module.project.name)
        counts[state === 'pending' ? 'failed' : state]++
      }
    }
    for (const name of this.silent(ran)) {
      counts.failed++
      console.error(`The project "${name}" ran no test.`)
    }
    const { none, spared } = readPlan()
    if (none !== undefined && !spared && !(this.vitest && isPartial(this.vitest))) {
      counts.failed++
      console.error(`No database server ran: ${none}. With --no-docker the rest may pass without them.`)
    }
    if (counts.failed > 0) process.exitCode = 1
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  }

  private silent(ran: ReadonlySet<string>): string[] {
    if (!this.vitest || isPartial(this.vitest)) return []
    return this.vitest.projects.map(({ name }) => name).filter((name) => !ran.has(name))
  }
}
