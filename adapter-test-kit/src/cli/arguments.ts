import { parseArgs } from 'node:util'
import { SetupError } from '../runner/errors.ts'

export const usage = `Usage: adapter-test-kit <target> [options]

  <target>           a module whose default export is a target (see defineTarget)

  --profile <name>   judge this profile only; may be repeated
  --only <id>        run this case, or the cases of this rule; may be repeated
  --seed <number>    run with the order and values of an earlier run
  --timeout <ms>     limit of a case, 10000 when not given
  --json <file>      write the report to a file
  --list             list the cases and run none
  --help             print this

Exit code: 0 every profile is kept, 1 one is broken or not proven, 2 the call or the target is wrong.
`

/** What the command was asked to do. */
export interface Arguments {
  readonly target: string | undefined
  readonly profiles: readonly string[] | undefined
  readonly only: readonly string[] | undefined
  readonly seed: number | undefined
  readonly timeout: number | undefined
  readonly json: string | undefined
  readonly list: boolean
  readonly help: boolean
}

/** @throws SetupError saying what is wrong with the arguments */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args)
  const { list = false, help = false } = values
  if (positionals.length > 1) throw new SetupError(`One target at a time, not ${positionals.length}.`)
  if (positionals.length === 0 && !list && !help) throw new SetupError('Which target? Give the path of its module.')
  return {
    target: positionals[0],
    profiles: values.profile,
    only: values.only,
    seed: wholeNumber('seed', values.seed),
    timeout: wholeNumber('timeout', values.timeout),
    json: values.json,
    list,
    help,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        profile: { type: 'string', multiple: true },
        only: { type: 'string', multiple: true },
        seed: { type: 'string' },
        timeout: { type: 'string' },
        json: { type: 'string' },
        list: { type: 'boolean' },
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
