import { parseArgs, styleText } from 'node:util'
import type { DemoDatabase } from './databases/database.ts'
import { Deviation } from './deviation.ts'
import { type Screen, prove } from './prove.ts'
import { signIn } from './sign-in.ts'

/** The databases to choose from, by name. */
export type Databases = Readonly<Record<string, () => Promise<DemoDatabase>>>

/** The command. Answers the exit code: 0 all went well, 1 something did not, 2 the arguments are wrong. */
export async function run(args: string[], databases: Databases, out: Screen, err: Screen): Promise<number> {
  try {
    const load = chosen(args, databases)
    if (typeof load === 'string') {
      err.write(`${load}\nUsage: npm run demo -- [--db ${Object.keys(databases).join('|')}]\n`)
      return 2
    }
    await demonstrate(await load(), out)
    return 0
  } catch (error) {
    const stack = error instanceof Error ? error.stack : undefined
    const told = error instanceof Deviation ? error.message : (stack ?? String(error))
    err.write(`\nThe demo failed.\n${told}\n`)
    return 1
  }
}

/** The chosen database, or what is wrong with the arguments. */
function chosen(args: string[], databases: Databases): Databases[string] | string {
  try {
    const { db } = parseArgs({ args, options: { db: { type: 'string', default: 'sqlite' } } }).values
    const load = Object.hasOwn(databases, db) ? databases[db] : undefined
    return load ?? `There is no database ${db}. There is: ${Object.keys(databases).join(', ')}.`
  } catch (error) {
    return (error as Error).message
  }
}

async function demonstrate({ name, open }: DemoDatabase, out: Screen): Promise<void> {
  const started = performance.now()
  const heading = (text: string): unknown => out.write(`\n${styleText(['bold', 'cyan'], text)}\n`)
  heading(`1  Does the adapter for ${name} keep the contract?`)
  const database = await open()
  try {
    await prove(database.target, out)
    heading('2  A person signs in through @auth/core, by a link in a mail, and out again')
    await signIn(database, (text) => out.write(text))
  } finally {
    await database.close()
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  out.write(styleText('green', `\nAll of it went as it should, on ${name}, in ${seconds} s.\n`))
}
