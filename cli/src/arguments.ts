import { parseArgs } from 'node:util'
import { type EngineName, engineNames } from './engines/index.ts'
import { Misuse } from './errors.ts'

export const usage = `Usage: strongroom check [options]
       strongroom migrate [options]
       strongroom schema [options]

  check              says how the database differs from its schema; changes nothing
  migrate            creates what is missing, and mends what can be mended
  schema             prints the statements that create the schema; needs no database

The database is the one that the environment variable DATABASE_URL names: postgres://, mysql://, mariadb://,
mongodb://, file:, or the name of a file that ends in .db or .sqlite.

  --schema <name>    the schema of a published adapter:
                       PostgreSQL       auth-pg, drizzle-pg, prisma, auth-kysely
                       MySQL, MariaDB   drizzle-mysql, prisma, auth-kysely
                       SQLite           drizzle-sqlite, prisma, auth-kysely
                       MongoDB          auth-mongodb
  --config <file>    a module that exports the options of the adapter: schema, fields; of MongoDB collections, ttl
                     (--schema takes such a file, too)

  --json             check: prints the findings as JSON
  --strict           check: warnings count as well
  --plan             migrate: prints the statements and runs none
  --emails <what>    migrate: lower or keep, where addresses that are not lower-case stand in the way
  --engine <name>    schema: ${engineNames.join(', ')}

  --help             print this
  --version          print the version

Exit code: 0 nothing is wrong; 1 check found an error, or with --strict a warning; 2 the call is wrong, or it failed.
`

/** What the command was asked to do. */
export interface Arguments {
  readonly command: 'check' | 'migrate' | 'schema' | 'help' | 'version'
  readonly schema: string | undefined
  readonly config: string | undefined
  readonly engine: EngineName | undefined
  readonly emails: 'lower' | 'keep' | undefined
  readonly json: boolean
  readonly strict: boolean
  readonly plan: boolean
}

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const options = {
  schema: text,
  config: text,
  engine: text,
  emails: text,
  json: flag,
  strict: flag,
  plan: flag,
  help: { type: 'boolean', short: 'h' },
  version: flag,
} as const

/** The options that one command alone has. */
const only = { json: 'check', strict: 'check', plan: 'migrate', emails: 'migrate', engine: 'schema' } as const

const fromEnvironment =
  'The database is the one that the environment variable DATABASE_URL names. It is never an argument: every user of ' +
  'the machine can read those, and shells and logs keep them.'

// With a scheme, or with a user and a password.
const looksLikeUrl = /^(?:--?[\w-]+=)?['"]?(?:file:|sqlite:|[\w+]+:\/\/|[^/\s]+:[^/\s]*@)/i

/** @throws Misuse saying what is wrong, and repeating nothing that might be a secret */
export function parseArguments(args: readonly string[]): Arguments {
  if (args.some((argument) => looksLikeUrl.test(argument))) throw new Misuse(fromEnvironment)
  const { values, positionals } = parse(args)
  const command = values.help ? 'help' : values.version ? 'version' : positionals[0]
  if (command === undefined) throw new Misuse(`What is to be done: check, migrate or schema?\n\n${usage}`)
  if (command === 'help' || command === 'version')
    return { ...values, command, engine: undefined, emails: undefined, ...plain }
  if (command !== 'check' && command !== 'migrate' && command !== 'schema')
    throw new Misuse(`No such command. There are check, migrate and schema; --help says more.`)
  if (positionals.length > 1) throw new Misuse(`${command} takes options alone. ${fromEnvironment}`)
  for (const [option, of] of Object.entries(only)) {
    if (values[option as keyof typeof only] !== undefined && of !== command)
      throw new Misuse(`--${option} is an option of ${of}, not of ${command}.`)
  }
  return {
    command,
    schema: values.schema,
    config: values.config,
    engine: oneOf('engine', engineNames, values.engine),
    emails: oneOf('emails', ['lower', 'keep'], values.emails),
    json: values.json ?? false,
    strict: values.strict ?? false,
    plan: values.plan ?? false,
  }
}

const plain = { schema: undefined, config: undefined, json: false, strict: false, plan: false }

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options })
  } catch (error) {
    // Node's message repeats what was given.
    const given = args.map((argument) => /^--?([\w-]+)/.exec(argument)?.[1]).filter((name) => name !== undefined)
    const unknown = given.find((name) => !Object.hasOwn(options, name) && name !== 'h')
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
      throw new Misuse(`There is no option --${unknown}. --help lists them. ${fromEnvironment}`, { cause: error })
    const valued = Object.keys(options).filter((name) => options[name as keyof typeof options].type === 'string')
    const forms = valued.map((name) => `--${name}`).join(', ')
    throw new Misuse(`The arguments cannot be read: ${forms} take a value, and the others none.`, { cause: error })
  }
}

function oneOf<T extends string>(option: string, values: readonly T[], given: string | undefined): T | undefined {
  const found = values.find((value) => value === given)
  if (given !== undefined && found === undefined) throw new Misuse(`--${option} takes one of ${values.join(', ')}.`)
  return found
}
