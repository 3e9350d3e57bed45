import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'

import { getContainerRuntimeClient } from 'testcontainers'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { EngineUnavailable, overrideVariable, startEngine } from '../adapter-test-kit/src/engines/index.ts'

afterEach(() => vi.unstubAllEnvs())

async function failure(id: 'postgres-17' | 'postgres-18', durable = false): Promise<EngineUnavailable> {
  const outcome = await startEngine(id, { durable, log: () => {} }).catch((error: unknown) => error)
  expect(outcome).toBeInstanceOf(EngineUnavailable)
  return outcome as EngineUnavailable
}

async function leftOf(run: string): Promise<number> {
  const { dockerode } = (await getContainerRuntimeClient()).container
  const filters = { label: [`strongroom.run=${run}`] }
  const containers = await dockerode.listContainers({ all: true, filters })
  const { Volumes } = await dockerode.listVolumes({ filters })
  return containers.length + Volumes.length
}

describe('an engine that cannot be had', { timeout: 300_000 }, () => {
  it('startEngine() tells what the container printed, and leaves nothing behind', async () => {
    const run = randomUUID()
    vi.stubEnv('STRONGROOM_RUN', run)
    const other = await startEngine('mariadb-11.8', { durable: true, log: () => {} })
    expect(await leftOf(run)).toBe(2)
    await other.stop()
    vi.stubEnv(overrideVariable('postgres-18'), other.image.name)
    const { code, message } = await failure('postgres-18', true)
    expect(code).toBe('start')
    expect(message).toContain(other.image.name)
    // The start script's own words, or those of the official image.
    expect(message).toMatch(/MYSQL_ROOT_PASSWORD|mariadbd/)
    expect(await leftOf(run)).toBe(0)
  })

  it('startEngine() waits for a registry for seconds only', async () => {
    const silent = createServer(() => {})
    const port = await new Promise<number>((resolve) => {
      silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port))
    })
    vi.stubEnv(overrideVariable('postgres-17'), `localhost:${port}/nothing:1`)
    const began = performance.now()
    expect((await failure('postgres-17')).code).toBe('image')
    expect(performance.now() - began).toBeLessThan(10_000)
    silent.close()
  })
})
