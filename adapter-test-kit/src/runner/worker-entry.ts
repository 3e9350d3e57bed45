// Runs in a process of its own, forked by workers.ts: makes calls of a race through the target's worker module.
import { outcomeOf } from './call-log.ts'
import type { FromChild } from './child.ts'
import { describeError } from './errors.ts'
import { invoke, warm } from './race.ts'
import { type Contender, type Dealt, toWire, type WorkerQuestion } from './worker-protocol.ts'

interface Attached {
  readonly adapter: object
  readonly close?: () => unknown
}

let attached: Attached | undefined
let prepared: readonly Dealt[] = []

async function answer(question: WorkerQuestion): Promise<unknown> {
  switch (question.ask) {
    case 'attach':
      attached = await attach(question.module, question.data)
      return
    case 'prepare':
      prepared = question.calls
      await warm([adapter()], question.warmUp, question.calls.length)
      return
    case 'go':
      return go(question.at)
    case 'close':
      await attached?.close?.()
      return
  }
}

async function attach(module: string, data: unknown): Promise<Attached> {
  const exports = (await import(module)) as { attach?: (data: unknown) => unknown }
  if (typeof exports.attach !== 'function') throw new TypeError(`${module} does not export a function \`attach\`.`)
  const result = (await exports.attach(data)) as Partial<Attached> | undefined
  if (typeof result?.adapter !== 'object') throw new TypeError(`\`attach\` of ${module} gave no \`adapter\`.`)
  return result as Attached
}

function adapter(): object {
  if (!attached) throw new Error('A call before `attach`.')
  return attached.adapter
}

async function go(at: bigint): Promise<Contender[]> {
  while (process.hrtime.bigint() < at);
  const contenders: Promise<Contender>[] = []
  for (const dealt of prepared) {
    contenders.push(contend(dealt))
    // A synchronous driver's call has ended when the loop has turned, so its end is measured before the next starts.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return Promise.all(contenders)
}

async function contend({ index, call }: Dealt): Promise<Contender> {
  const start = process.hrtime.bigint()
  const outcome = await outcomeOf(new Promise((resolve) => resolve(invoke(adapter(), call))))
  return { index, outcome: toWire(outcome), start, end: process.hrtime.bigint() }
}

function send(message: FromChild): void {
  process.send?.(message)
}

process.on('message', (question: WorkerQuestion) => {
  answer(question).then(
    (result) => send({ answer: result }),
    (error: unknown) => send({ failure: describeError(error) }),
  )
})
process.on('disconnect', () => process.exit())
// An interrupt of the terminal reaches every process of the run; the parent decides when this one ends.
process.on('SIGINT', () => {})
