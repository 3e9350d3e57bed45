import { hostname } from 'node:os'

import type { ContainerRuntimeClient } from 'testcontainers'

import { EngineUnavailable, messageOf } from './errors.ts'

const registryAnswersWithin = 5_000
const pullTakesAtMost = 600_000

/** Testcontainers, connected. */
export interface Docker {
  readonly testcontainers: typeof import('testcontainers')
  readonly client: ContainerRuntimeClient
  /** Where published ports are reached, if that is not what Testcontainers thinks. */
  readonly host: string | undefined
}

/**
 * Loads Testcontainers and finds a Docker engine.
 * @throws {EngineUnavailable} `docker`
 */
export async function connectDocker(engine: string): Promise<Docker> {
  let testcontainers: typeof import('testcontainers')
  try {
    testcontainers = await import('testcontainers')
  } catch (error) {
    throw new EngineUnavailable(engine, 'docker', 'the package testcontainers is not installed', { cause: error })
  }
  let client: ContainerRuntimeClient
  let host: string | undefined
  try {
    client = await testcontainers.getContainerRuntimeClient()
    // Testcontainers remembers an engine that answered once, also when it has gone since.
    const { Name } = (await client.container.dockerode.info()) as { Name: string }
    // A machine made from a container's file system still bears a container's mark, and Testcontainers would go the
    // long way through the bridge. A real container has a host name of its own.
    if (Name === hostname() && client.info.containerRuntime.host !== 'localhost') host = '127.0.0.1'
  } catch (error) {
    const reason = `no Docker engine answers (${messageOf(error)}); in the repository, npm run docker:ready starts one`
    throw new EngineUnavailable(engine, 'docker', reason, { cause: error })
  }
  await withoutMissingReaper(client)
  return { testcontainers, client, host }
}

/** Whether an image is on the machine. */
export async function imagePresent({ client }: Docker, image: string): Promise<boolean> {
  try {
    await client.container.dockerode.getImage(image).inspect()
    return true
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false
    throw error
  }
}

let silentRegistry: string | undefined

/**
 * Pulls an image, after asking for five seconds at most whether a registry answers for it. A registry that let that time
 * pass is not asked again in this process.
 * @throws {Error} with the reason
 */
export async function pullImage({ client, testcontainers }: Docker, image: string): Promise<void> {
  if (silentRegistry) throw new Error(silentRegistry)
  const silence = `no registry answered within ${registryAnswersWithin / 1000} s`
  try {
    await within(registryAnswersWithin, silence, client.container.dockerode.getImage(image).distribution())
  } catch (error) {
    if (messageOf(error) === silence) silentRegistry = silence
    throw error
  }
  const pull = client.image.pull(testcontainers.ImageName.fromString(image))
  await within(pullTakesAtMost, `the pull took longer than ${pullTakesAtMost / 60_000} minutes`, pull)
}

async function within<T>(milliseconds: number, message: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(message)), milliseconds)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Testcontainers clears up after a crash with a container of its own, and fails to start any where that image cannot be
 * had. Then `npm run docker:clean` does it.
 */
async function withoutMissingReaper(client: ContainerRuntimeClient): Promise<void> {
  if (process.env['TESTCONTAINERS_RYUK_DISABLED']) return
  const name = process.env['RYUK_CONTAINER_IMAGE'] ?? 'testcontainers/ryuk'
  const images = await client.container.dockerode.listImages({ filters: { reference: [name] } })
  if (images.length === 0) process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
}
