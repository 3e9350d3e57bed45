import { fork } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import type { Done, Job } from './jobs.ts'

/** Runs each job in a process of its own; all start at the same moment. */
export async function runTogether(jobs: readonly Job[]): Promise<Done[]> {
  const children = await Promise.all(
    jobs.map(async (job) => {
      const child = fork(new URL('process.ts', import.meta.url), { execArgv: [] })
      onTestFinished(() => void child.kill())
      child.send(job)
      await once(child, 'message')
      return child
    }),
  )
  const answers = children.map(async (child): Promise<Done> => {
    const answer = await Promise.race([once(child, 'message'), once(child, 'exit')])
    if (typeof answer[0] !== 'object') throw new Error(`A process ended with ${String(answer[0])} before it was done.`)
    return answer[0] as Done
  })
  const start = Date.now() + 50
  for (const child of children) child.send(start)
  return Promise.all(answers)
}
