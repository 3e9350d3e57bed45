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
      waitUntil(question.at)
      return race(prepared)
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

// Sleeps, for a process that spins loses the processor just when it needs it; only the last bit is spun.
function waitUntil(at: bigint): void {
  const left = Number(at - process.hrtime.bigint()) / 1e6
  if (left > 0.2) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, left - 0.2)
  while (process.hrtime.bigint() < at);
}

async function race(calls: readonly Dealt[]): Promise<Contender[]> {
  const contenders: Promise<Contender>[] = []
  for (const dealt of calls) {
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
