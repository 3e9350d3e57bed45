import { parseArgs } from 'node:util'
import { SetupError } from '../runner/errors.ts'

export const usage = `Usage: adapter-test-kit <target> [options]
       adapter-test-kit init [folder] [--js]

  <target>           a module whose default export is a target (see defineTarget)
  init               writes a target and the skeleton of an adapter to start from

  --profile <name>   judge this profile only; may be repeated
  --only <id>        run this case, or the cases of this rule or method; may be repeated
  --seed <number>    run with the order and values of an earlier run
  --timeout <ms>     limit of a case, 10000 when not given
  --runs <number>    random sequences of calls to play, 15 when not given; many need a longer --timeout
  --list             list the cases and run none

  --baseline <file>        failures that are expected, with a reason each; one that is none any more fails
  --write-baseline <file>  start such a file with the failures of this run

  --json <file>      write the report, see report.schema.json
  --junit <file>     … as JUnit has it
  --markdown <file>  … for a pull request or a job's summary
  --html <file>      … as a page to look at
  --badge <file>     … as a small picture (SVG)

  --js               with init: JavaScript and not TypeScript
  --help             print this

Exit code: 0 every profile is kept, but for what the baseline expects; 1 one is broken or not proven;
2 the call, the target or the baseline is wrong.
`

/** The forms of a report that can be written to a file. */
export const formats = ['json', 'junit', 'markdown', 'html', 'badge'] as const

/** What the command was asked to do. */
export interface Arguments {
  readonly command: 'judge' | 'init' | 'list' | 'help'
  /** The target's module, or the folder of \`init\`. */
  readonly path: string | undefined
  readonly profiles: readonly string[] | undefined
  readonly only: readonly string[] | undefined
  readonly seed: number | undefined
  readonly timeout: number | undefined
  readonly runs: number | undefined
  readonly baseline: string | undefined
  readonly writeBaseline: string | undefined
  /** Where to write the report, by format. */
  readonly files: Readonly<Partial<Record<(typeof formats)[number], string>>>
  readonly js: boolean
}

/** @throws SetupError saying what is wrong with the arguments */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args)
  // A file of that name is a target where it is written as a path.
  const init = positionals[0] === 'init'
  const paths = init ? positionals.slice(1) : positionals
  const command = values.help ? 'help' : init ? 'init' : values.list ? 'list' : 'judge'
  if (paths.length > 1) throw new SetupError(`One ${init ? 'folder' : 'target'} at a time, not ${paths.length}.`)
  if (paths.length === 0 && command === 'judge')
    throw new SetupError('Which target? Give the path of its module, or `init` to start with one.')
  if (values.baseline !== undefined && values['write-baseline'] !== undefined)
    throw new SetupError('Either --baseline or --write-baseline: the second starts a new file.')
  return {
    command,
    path: paths[0],
    profiles: values.profile,
    only: values.only,
    seed: wholeNumber('seed', values.seed),
    timeout: wholeNumber('timeout', values.timeout),
    runs: wholeNumber('runs', values.runs),
    baseline: values.baseline,
    writeBaseline: values['write-baseline'],
    files: Object.fromEntries(
      formats.flatMap((format) => (values[format] === undefined ? [] : [[format, values[format]]])),
    ),
    js: values.js ?? false,
  }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        profile: { type: 'string', multiple: true },
        only: { type: 'string', multiple: true },
        seed: text,
        timeout: text,
        runs: text,
        baseline: text,
        'write-baseline': text,
        json: text,
        junit: text,
        markdown: text,
        html: text,
        badge: text,
        list: flag,
        js: flag,
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new SetupError((error as Error).message, { cause: error })
  }
}

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw new SetupError(`--${option} takes a whole number, not ${text}.`)
  return Number(text)
}
