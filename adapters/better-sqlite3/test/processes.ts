import { fork } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import type { Done, Job } from './jobs.ts'

/**
 * Runs each job in a process of its own; all start at the same moment.
 *
 * @param allTrying called when all that spend are about to make their first call
 */
export async function runTogether(jobs: readonly Job[], allTrying = (): void => {}): Promise<Done[]> {
  const children = await Promise.all(
    jobs.map(async (job) => {
      const child = fork(new URL('process.ts', import.meta.url), { execArgv: [] })
      onTestFinished(() => void child.kill())
      child.send(job)
      await once(child, 'message')
      return child
    }),
  )
  let trying = 0
  const answers = children.map(
    (child) =>
      new Promise<Done>((resolve, reject) => {
        child.on('message', (message) => {
          if (typeof message === 'object') resolve(message as Done)
          else if (++trying === jobs.length) allTrying()
        })
        child.on('exit', (code) => reject(new Error(`A process ended with ${code} before it was done.`)))
      }),
  )
  const start = Date.now() + 50
  for (const child of children) child.send(start)
  return Promise.all(answers)
}
