import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Engine, type Options, engines } from './engines/index.ts'
import { Misuse, told } from './errors.ts'
import type { Load } from './load.ts'

/** What the adapters' factories take besides, so that one object can serve both. */
const ofFactory: ReadonlySet<string> = new Set([
  'dialect',
  'generateId',
  'now',
  'onClose',
  'onWarning',
  'prepare',
  'readPreference',
  'timeout',
  'transactions',
  'writeConcern',
])

const all = ['schema', 'fields', 'collections', 'ttl', 'databaseName'] as const satisfies readonly (keyof Options)[]

const isFile = (name: string): boolean => /[\\/]|\.[cm]?[jt]s$/.test(name)

/** What was said of the schema. */
export interface Said {
  readonly schema?: string | undefined
  readonly config?: string | undefined
}

/**
 * The options that `--schema` and `--config` name.
 *
 * @throws Misuse for a preset that there is not, or that is another engine's, and for a file that gives no options
 */
export async function optionsOf(engine: Engine, load: Load, cwd: string, { schema, config }: Said): Promise<Options> {
  const named = schema === undefined || isFile(schema) ? undefined : await preset(engine, load, schema)
  const file = named === undefined ? (schema ?? config) : config
  if (named === undefined && schema !== undefined && config !== undefined)
    throw new Misuse('--schema and --config both name a file: one says it all.')
  const options = file === undefined ? {} : await fromFile(engine, cwd, file)
  if (named === undefined) return options
  if (options.schema !== undefined) throw new Misuse(`--schema names a preset, and ${config} has a schema, too. Which?`)
  return { ...options, schema: named }
}

async function preset(engine: Engine, load: Load, name: string): Promise<object> {
  if (!engine.presets.includes(name)) {
    const others = Object.values(engines).filter(({ presets }) => presets.includes(name))
    const whose = others.length === 0 ? 'no preset' : `a preset of ${others.map(({ title }) => title).join(' and ')}`
    throw new Misuse(`${name} is ${whose}. Those of ${engine.title}: ${engine.presets.join(', ')}.`)
  }
  const exported = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  const found: unknown = Reflect.get(await load.adapter(), exported)
  if (typeof found === 'object' && found !== null) return found
  throw new Misuse(`The ${engine.adapter} that is installed does not have ${name} yet: npm install ${engine.adapter}`)
}

async function fromFile(engine: Engine, cwd: string, name: string): Promise<Options> {
  const exports = await importFile(cwd, name)
  const whole = exports['default']
  const options =
    typeof whole === 'object' && whole !== null
      ? (whole as Readonly<Record<string, unknown>>)
      : Object.fromEntries(all.filter((key) => exports[key] !== undefined).map((key) => [key, exports[key]]))
  const known = new Set<string>(engine.takes)
  for (const key of Object.keys(options)) {
    if (known.has(key) || ofFactory.has(key)) continue
    throw new Misuse(`${name}: ${engine.title} has no option \`${key}\`. There are ${engine.takes.join(', ')}.`)
  }
  const taken = Object.fromEntries(engine.takes.filter((key) => key in options).map((key) => [key, options[key]]))
  if (Object.keys(taken).length > 0) return taken
  throw new Misuse(
    `${name} gives no options: they are its default export, { schema, fields }, or exports of these names.`,
  )
}

async function importFile(cwd: string, name: string): Promise<Readonly<Record<string, unknown>>> {
  const file = resolve(cwd, name)
  if (!existsSync(file)) throw new Misuse(`There is no file ${name}.`)
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>
  } catch (error) {
    if ((error as NodeJS.ErrnoException | null)?.code === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.[cm]?ts$/.test(name)) {
      const node = `Node ${process.versions.node} does not run TypeScript`
      throw new Misuse(`${node}. Use Node 22.18 or later, or compile ${name} to JavaScript.`, { cause: error })
    }
    // Its message may hold what the file took from the environment.
    throw new Misuse(`${name} cannot be loaded. ${told(error)} To see why: node ${name}`, { cause: error })
  }
}
