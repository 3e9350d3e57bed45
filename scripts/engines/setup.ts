import type { TestProject } from 'vitest/node'
import {
  describeImage,
  type EngineId,
  EngineUnavailable,
  type RunningEngine,
  startEngine,
} from '../../adapter-test-kit/src/engines/index.ts'

/** What a test project is told of its server. */
export interface Served {
  readonly id: EngineId
  readonly title: string
  /** With credentials: for a driver, never for a log. */
  readonly url: string
  readonly version: string
  readonly image: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The engine that a project of `vitest.workspace.ts` runs on. */
    engine: { readonly id: EngineId; readonly title: string }
    /** Its server, or why there is none. */
    server: Served | { readonly missing: string }
  }
}

interface Shared {
  users: number
  readonly running: Promise<RunningEngine>
}

// Each project loads this module anew, in one process: what they share hangs on the process.
const key = Symbol.for('strongroom.servers')
const shared = globalThis as { [key]?: Map<EngineId, Shared> }
const servers = (shared[key] ??= new Map())

/** Vitest's global setup: one server an engine and run, started by the first project that needs it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { engine } = project.getProvidedContext()
  const server = servers.get(engine.id) ?? { users: 0, running: startEngine(engine.id) }
  servers.set(engine.id, server)
  server.users++
  try {
    const running = await server.running
    project.provide('server', {
      ...engine,
      url: running.url,
      version: running.version,
      image: describeImage(running.image),
    })
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error
    // Thrown here it would end the whole run; so the files of this project fail with it.
    project.provide('server', { missing: error.message })
    return async () => {}
  }
  return async () => {
    server.users--
    if (server.users === 0) await (await server.running).stop()
  }
}
