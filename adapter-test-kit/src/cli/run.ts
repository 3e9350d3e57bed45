import { writeFileSync } from 'node:fs'
import { explain } from '../report/explain.ts'
import { beside, Child } from '../runner/child.ts'
import { SetupError } from '../runner/errors.ts'
import type { Report } from '../runner/types.ts'
import { newSeed } from '../runner/unique.ts'
import { type Arguments, parseArguments, usage } from './arguments.ts'
import { progressOn, type Screen } from './progress.ts'
import type { Loaded } from './protocol.ts'
import { isProven, summaryOf } from './summary.ts'
import { supervise } from './supervisor.ts'

/** The command. Answers the exit code: 0 proven, 1 not, 2 the call or the target is wrong. */
export async function run(args: readonly string[], out: Screen, err: Screen): Promise<number> {
  try {
    const asked = parseArguments(args)
    if (asked.help) out.write(usage)
    else if (asked.list) out.write(await list(asked.target))
    else return await judge(asked, out, err)
    return 0
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    err.write(`${error.message}\n`)
    return 2
  }
}

async function judge(asked: Arguments, out: Screen, err: Screen): Promise<number> {
  const { target: path = '', profiles, only, seed = newSeed(), timeout = 10_000 } = asked
  const progress = progressOn(out)
  const abort = new AbortController()
  // The first interrupt ends the run with a report, the second ends the process.
  process.once('SIGINT', () => abort.abort())
  const { report, contract } = await supervise({
    path,
    profiles,
    only,
    seed,
    timeout,
    signal: abort.signal,
    progress,
    onOutput: (text) => (out.isTTY ? progress.output(text) : err.write(text)),
  }).finally(() => progress.finished())

  const rules = new Map(contract.rules.map((rule) => [rule.id, rule]))
  for (const result of report.results) {
    const rule = rules.get(result.rule)
    if (!rule || result.status === 'passed' || result.status === 'notApplicable') continue
    const replay = `npx @strongroom/adapter-test-kit ${path} --only ${result.id} --seed ${seed}`
    out.write(`\n${explain(result, rule, replay)}\n`)
  }
  out.write(`\n${summaryOf(report, contract)}\n`)
  if (asked.json !== undefined) writeFileSync(asked.json, jsonOf(report))
  return isProven(report, profiles ?? contract.profiles, only) ? 0 : 1
}

function jsonOf(report: Report): string {
  const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)
  return `${JSON.stringify(report, plain, 2)}\n`
}

async function list(path: string | undefined): Promise<string> {
  const child = new Child(beside(import.meta.url, 'target-entry'), { name: "target's process" })
  try {
    const { contract } = await child.ask<Loaded>({ ask: 'load', path })
    const rules = new Map(contract.rules.map((rule) => [rule.id, rule]))
    const lines = contract.cases.map(({ id, rule, title }) => `${rules.get(rule)?.profile}  ${id}  ${title}\n`)
    return lines.join('')
  } catch (error) {
    throw new SetupError((error as Error).message, { cause: error })
  } finally {
    child.kill('listed')
  }
}
