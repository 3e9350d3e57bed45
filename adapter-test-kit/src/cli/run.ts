import { beside, Child } from '../runner/child.ts'
import { SetupError } from '../runner/errors.ts'
import { provenProfiles } from '../runner/report.ts'
import type { Report } from '../runner/types.ts'
import { newSeed } from '../runner/unique.ts'
import { type Arguments, formats, parseArguments, usage } from './arguments.ts'
import { readBaseline, refuseToOverwrite, startBaseline } from './baseline-file.ts'
import { writeFile } from './files.ts'
import { init } from './init/index.ts'
import { progressOn, type Screen } from './progress.ts'
import type { Loaded } from './protocol.ts'
import { toBadge, toHtml, toJson, toJUnit, toMarkdown } from '../report/index.ts'
import { inOrder } from '../report/story.ts'
import { summaryOf } from '../report/text.ts'
import { tellFailures } from './failures.ts'
import { type Judged, supervise } from './supervisor.ts'

const writers = { json: toJson, junit: toJUnit, markdown: toMarkdown, html: toHtml, badge: toBadge } as const

/** The command. Answers the exit code: 0 proven, 1 not, 2 the call or the target is wrong. */
export async function run(args: readonly string[], out: Screen, err: Screen): Promise<number> {
  try {
    const asked = parseArguments(args)
    switch (asked.command) {
      case 'help':
        out.write(usage)
        return 0
      case 'init':
        out.write(init(asked.path ?? '.', asked.js ? 'js' : 'ts'))
        return 0
      case 'list':
        out.write(await list(asked.path))
        return 0
      case 'judge':
        return await judge(asked, out, err)
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    err.write(`${error.message}\n`)
    return 2
  }
}

async function judge(asked: Arguments, out: Screen, err: Screen): Promise<number> {
  const { path = '', profiles, only, seed = newSeed(), timeout = 10_000, runs, writeBaseline } = asked
  const baseline = asked.baseline === undefined ? {} : readBaseline(asked.baseline)
  if (writeBaseline !== undefined) refuseToOverwrite(writeBaseline)
  const progress = progressOn(out)
  const abort = new AbortController()
  // The first interrupt ends the run with a report, the second ends the process.
  process.once('SIGINT', () => abort.abort())
  const judged = await supervise({
    path,
    profiles,
    only,
    seed,
    timeout,
    runs,
    baseline,
    signal: abort.signal,
    progress,
    onOutput: (text) => (out.isTTY ? progress.output(text) : err.write(text)),
  }).finally(() => progress.finished())

  const { report, contract } = judged
  const given = asked.baseline === undefined ? '' : ` --baseline ${asked.baseline}`
  const replay = (id: string): string =>
    `npx @strongroom/adapter-test-kit ${path} --only ${id} --seed ${seed}${baseline[id] === undefined ? '' : given}`
  for (const text of tellFailures(report, { contract, kinds: report.kinds, replay })) out.write(`\n${text}\n`)
  out.write(`\n${summaryOf(report, contract)}\n`)
  for (const format of formats) {
    const file = asked.files[format]
    if (file !== undefined) writeFile(file, writers[format](report, { contract, replay }))
  }
  if (writeBaseline !== undefined) {
    const entries = startBaseline(writeBaseline, inOrder(report, contract))
    out.write(
      `${writeBaseline} has ${entries} entries. Write the reasons, then run with --baseline ${writeBaseline}.\n`,
    )
  }
  return isProven(judged, profiles ?? contract.profiles, only) ? 0 : 1
}

/** Whether what was asked for is proven: the chosen profiles, or the chosen cases where only some were. */
function isProven({ report, contract }: Judged, profiles: readonly string[], only: Arguments['only']): boolean {
  const proven = provenProfiles(report, contract)
  return only ? onlyExpected(report) : profiles.every((profile) => proven.includes(profile))
}

function onlyExpected({ summary, notRun, results }: Report): boolean {
  const { passed, notApplicable, expectedFailure } = summary
  return passed + expectedFailure > 0 && notRun === 0 && passed + notApplicable + expectedFailure === results.length
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
