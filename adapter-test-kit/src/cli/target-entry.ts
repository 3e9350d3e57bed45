// Runs in a process of its own, forked by supervisor.ts: whatever the target does to it, the command goes on.
import { authjs } from '../contracts/authjs/index.ts'
import { shortenCall, shortenResult } from '../report/shorten.ts'
import type { FromChild } from '../runner/child.ts'
import { describeError, SetupError } from '../runner/errors.ts'
import { kindsOf, outlineOf } from '../runner/report.ts'
import { type Conformance, openConformance } from '../runner/session.ts'
import type { Contract, Target } from '../runner/types.ts'
import { loadTarget } from './load-target.ts'
import { type AbortNotice, type Loaded, type OpenedTarget, pulse, type Question, type Sign } from './protocol.ts'

const abort = new AbortController()
let contract: Contract = authjs
let target: Target | undefined
let conformance: Conformance | undefined

async function answer(question: Exclude<Question, AbortNotice>): Promise<unknown> {
  switch (question.ask) {
    case 'load':
      return load(question.path)
    case 'open':
      return open(question)
    case 'run':
      return run(question.id)
    case 'close':
      await conformance?.close()
      return conformance?.report().warnings ?? []
  }
}

async function load(path: string | undefined): Promise<Loaded> {
  if (path !== undefined) {
    const module = await loadTarget(path)
    target = module.target
    contract = module.contract ?? contract
  }
  const { name = '', capabilities = {} } = target ?? {}
  return { target: name, kinds: kindsOf(target ?? {}), capabilities, contract: outlineOf(contract) }
}

async function open({
  profiles,
  only,
  seed,
  timeout,
  runs,
  baseline,
}: Question & { ask: 'open' }): Promise<OpenedTarget> {
  if (!target) throw new SetupError('Nothing was loaded.')
  conformance = await openConformance(target, {
    contract,
    profiles,
    only,
    seed,
    timeout,
    runs,
    baseline,
    signal: abort.signal,
    onEvent: (event) => {
      // Calls in a worker cannot block this process, and messages would take the processor from the race.
      if (event.type === 'called' && event.call.by !== 'worker')
        send({ event: { call: shortenCall(event.call) } satisfies Sign })
    },
  })
  return { ids: conformance.cases.map(({ id }) => id), versions: conformance.versions }
}

async function run(id: string): Promise<unknown> {
  const kase = conformance?.cases.find((candidate) => candidate.id === id)
  if (!conformance || !kase) throw new SetupError(`There is no case ${id} to run.`)
  return shortenResult(await conformance.run(kase))
}

function send(message: FromChild): void {
  process.send?.(message)
}

setInterval(() => send({ event: {} satisfies Sign }), pulse).unref()
process.on('message', (question: Question) => {
  if (question.ask === 'abort') abort.abort()
  else
    answer(question).then(
      (result) => send({ answer: result }),
      (error: unknown) => send({ failure: error instanceof SetupError ? error.message : describeError(error) }),
    )
})
process.on('disconnect', () => process.exit())
// An interrupt of the terminal reaches every process of the run; the parent decides when this one ends.
process.on('SIGINT', () => {})
