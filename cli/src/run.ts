import { createRequire } from 'node:module'
import { type Arguments, parseArguments, usage } from './arguments.ts'
import { type Engine, type Options, type Store, engineNames, engineOf, engines } from './engines/index.ts'
import { Misuse, told } from './errors.ts'
import { loaderOf } from './load.ts'
import { optionsOf } from './options.ts'
import { countOf, counted, onOneLine, toJson, toText } from './report.ts'

interface Output {
  write(text: string): unknown
}

/** Where a command runs. The process's own when not given. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Where names of files start, and where packages are looked for first. */
  readonly cwd?: string
  readonly stdout?: Output
  readonly stderr?: Output
}

/**
 * Runs the command line; answers the exit code. Never throws, and prints nothing of `DATABASE_URL`.
 *
 * @param args what stands after the command's name
 */
export async function run(args: readonly string[], surroundings: Surroundings = {}): Promise<number> {
  const { env = process.env, cwd = process.cwd(), stdout = process.stdout, stderr = process.stderr } = surroundings
  try {
    return await act(parseArguments(args), { env, cwd, stdout, stderr })
  } catch (error) {
    stderr.write(`${told(error).trimEnd()}\n`)
    return 2
  }
}

async function act(asked: Arguments, { env, cwd, stdout, stderr }: Required<Surroundings>): Promise<number> {
  const { command } = asked
  if (command === 'help' || command === 'version') {
    stdout.write(command === 'help' ? usage : `${version()}\n`)
    return 0
  }
  const url = env['DATABASE_URL']
  if (command === 'schema' && asked.engine === undefined && !url)
    throw new Misuse(`Of which engine? --engine ${engineNames.join('|')} says it, or DATABASE_URL.`)
  const engine = asked.engine === undefined ? engineOf(url) : engines[asked.engine]
  if (asked.emails !== undefined && !engine.sql)
    throw new Misuse(`--emails: ${engine.title} compares exactly, so there is nothing to mend.`)
  const load = loaderOf(engine, cwd)
  const options = await optionsOf(engine, load, cwd, asked)
  if (command === 'schema') {
    stdout.write(await engine.schema(load, options))
    return 0
  }
  const purpose = { cwd, command: asked.plan ? 'plan' : command } as const
  const store = await engine.open(load, url ?? '', purpose)
  try {
    if (command === 'check') return await check(store, options, asked, stdout)
    await migrate(engine, store, options, asked, stdout, stderr)
    return 0
  } finally {
    // Nobody is waiting for what a connection says at the end.
    await Promise.resolve(store.close()).catch(() => undefined)
  }
}

async function check(store: Store, options: Options, { json, strict }: Arguments, stdout: Output): Promise<number> {
  const findings = await store.check(options)
  stdout.write(json ? toJson(findings) : toText(findings))
  const { errors, warnings } = countOf(findings)
  return errors > 0 || (strict && warnings > 0) ? 1 : 0
}

async function migrate(
  { sql }: Engine,
  store: Store,
  options: Options,
  { plan, emails }: Arguments,
  stdout: Output,
  stderr: Output,
): Promise<void> {
  const onProgress = (statement: string, number: number, total: number): unknown =>
    stdout.write(`[${number}/${total}] ${onOneLine(statement)}\n`)
  const { statements } = await store.migrate({
    ...options,
    plan,
    onProgress,
    ...(emails === undefined ? {} : { emails }),
  })
  // What a plan prints can be run as it is.
  if (plan) stdout.write(statements.map((statement) => `${statement}${sql ? ';\n\n' : '\n'}`).join(''))
  const count = counted(statements.length, sql ? 'statement' : 'command')
  const done = statements.length === 0 ? 'Nothing to do.' : plan ? `${count} would run.` : `${count} ran.`
  const output = plan ? stderr : stdout
  output.write(`${done}\n`)
}

function version(): string {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string }
  return version
}
