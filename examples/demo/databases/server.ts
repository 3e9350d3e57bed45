import { spawnSync } from 'node:child_process'
import { type EngineId, type RunningEngine, startEngine } from '@strongroom/adapter-test-kit/engines'

/** Starts a database server in a container; makes Docker ready first where it is not. */
export async function startServer(id: EngineId): Promise<RunningEngine> {
  const ready = new URL('../../../scripts/docker-ready.ts', import.meta.url).pathname
  spawnSync(process.execPath, [ready], { stdio: ['ignore', 'ignore', 'inherit'] })
  // Where Docker cannot be had, this says why.
  return startEngine(id)
}

/** Adds what is to be closed, and closes it in the opposite order, also when opening fails half-way. */
export class Closing {
  readonly #steps: (() => unknown)[] = []

  add(step: () => unknown): void {
    this.#steps.push(step)
  }

  async close(): Promise<void> {
    for (const step of this.#steps.toReversed()) await step()
    this.#steps.length = 0
  }

  /** Runs `open`; when it fails, closes what it had opened. */
  async around<T>(open: () => Promise<T>): Promise<T> {
    try {
      return await open()
    } catch (error) {
      await this.close()
      throw error
    }
  }
}
