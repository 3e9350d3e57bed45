import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a child process sends: the answer to a question, the failure to answer it, or something on its own account. */
export type FromChild = { answer: unknown } | { failure: string } | { event: unknown }

/** A child process died, or was killed, with a question open. */
export class ChildDied extends Error {
  override readonly name = 'ChildDied'
  /** The end of what it printed. */
  readonly words: string

  constructor(message: string, words: string) {
    super(message)
    this.words = words
  }
}

export interface ChildOptions {
  /** How messages call it, such as "worker process". */
  readonly name: string
  readonly onEvent?: (event: unknown) => void
  /** What it prints; not shown otherwise. */
  readonly onOutput?: (text: string) => void
}

/** A Node process that answers one question at a time. */
export class Child {
  readonly #process: ChildProcess
  readonly #options: ChildOptions
  #open: { resolve: (answer: unknown) => void; reject: (error: Error) => void } | undefined
  #ended: ChildDied | undefined
  #output = ''

  /** @param entry the module to run, see {@link beside} */
  constructor(entry: URL, options: ChildOptions) {
    this.#options = options
    this.#process = fork(fileURLToPath(entry), {
      serialization: 'advanced',
      execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-2_000)
        options.onOutput?.(text)
      })
    }
    this.#process.on('message', (message) => this.#receive(message as FromChild))
    this.#process.on('error', (error) => this.#end(error.message))
    const ended = (code: number | null, signal: string | null): void => this.#end(signal ?? `exit code ${code}`)
    // "close" comes when all output is there, and never when a grandchild has inherited the pipe.
    this.#process.on('close', ended)
    this.#process.on('exit', (code, signal) => setTimeout(ended, 200, code, signal).unref())
  }

  get alive(): boolean {
    return this.#ended === undefined
  }

  /**
   * Asks and waits, without a limit of its own.
   * @throws ChildDied the process ended first
   * @throws Error the child's failure, as it says it
   */
  async ask<T>(question: unknown): Promise<T> {
    if (this.#ended) throw this.#ended
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#open = { resolve, reject }
    })
    this.#process.send(question as object, (error) => {
      if (error) this.#settle((open) => open.reject(error))
    })
    return (await answer) as T
  }

  /** Sends what has no answer. */
  tell(message: object): void {
    if (this.alive) this.#process.send(message, () => {})
  }

  /** Ends the process at once; an open question fails with this reason. */
  kill(reason: string): void {
    this.#end(reason)
    this.#process.kill('SIGKILL')
  }

  /** Asks the process to end and kills it when it has not after `limit` milliseconds. */
  async stop(question: unknown, limit: number): Promise<void> {
    const timer = setTimeout(() => this.kill(`did not end within ${limit} ms`), limit)
    try {
      if (this.alive) await this.ask(question)
    } finally {
      clearTimeout(timer)
      this.#process.kill('SIGKILL')
    }
  }

  #receive(message: FromChild): void {
    if ('event' in message) this.#options.onEvent?.(message.event)
    else if ('answer' in message) this.#settle((open) => open.resolve(message.answer))
    else this.#settle((open) => open.reject(new Error(message.failure)))
  }

  #end(how: string): void {
    this.#ended ??= new ChildDied(`the ${this.#options.name} died (${how})`, this.#output.trim())
    const ended = this.#ended
    this.#settle((open) => open.reject(ended))
  }

  #settle(how: (open: { resolve: (answer: unknown) => void; reject: (error: Error) => void }) => void): void {
    const open = this.#open
    this.#open = undefined
    if (open) how(open)
  }
}

/** A module beside this one's file, with the extension that files have here: source or build. */
export function beside(moduleUrl: string, name: string): URL {
  return new URL(`${name}${moduleUrl.endsWith('.ts') ? '.ts' : '.js'}`, moduleUrl)
}
