import { randomBytes, randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

import type { StartedTestContainer } from 'testcontainers'

import type { Engine, EngineId } from './catalogue.ts'
import type { Docker } from './docker.ts'
import { EngineUnavailable, messageOf } from './errors.ts'
import { type Credentials, families, type Family } from './families.ts'
import type { EngineImage } from './resolve.ts'
import type { RunningEngine } from './running-engine.ts'

const readyWithin = 120_000
const stopWithin = 30_000

/** What to launch, the image already found. */
export interface Plan {
  readonly engine: Engine
  readonly image: EngineImage
  readonly durable: boolean
}

/**
 * Creates the container, waits until the server answers, and leaves nothing behind if it does not.
 * @throws {EngineUnavailable} `start`, with the last lines that the container printed
 */
export async function launch(docker: Docker, plan: Plan): Promise<RunningEngine> {
  const server = new Server(docker, plan)
  try {
    await server.start()
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

class Server implements RunningEngine {
  readonly id: EngineId
  readonly image: EngineImage
  version = ''
  // Private, so that neither JSON nor an inspecting log shows them.
  readonly #docker: Docker
  readonly #plan: Plan
  readonly #family: Family
  readonly #credentials: Credentials
  readonly #name: string
  #container: StartedTestContainer | undefined

  constructor(docker: Docker, plan: Plan) {
    this.id = plan.engine.id
    this.image = plan.image
    this.#docker = docker
    this.#plan = plan
    this.#family = families[plan.engine.family]
    // Hexadecimal digits need no escaping in a URL, in SQL or in a configuration file.
    this.#credentials = { user: 'strongroom', password: randomBytes(16).toString('hex'), database: 'strongroom' }
    this.#name = `strongroom-${plan.engine.id}-${randomBytes(4).toString('hex')}`
  }

  get url(): string {
    const { user, password, database } = this.#credentials
    const { scheme, port, parameters } = this.#family
    const container = this.#started()
    const host = this.#docker.host ?? container.getHost()
    const url = `${scheme}://${user}:${password}@${host}:${container.getMappedPort(port)}/${database}`
    return parameters ? `${url}?${parameters}` : url
  }

  async start(): Promise<void> {
    if (this.#plan.durable) await this.#createVolume()
    const attempts = 3
    for (let attempt = 1; ; attempt++) {
      const printed: string[] = []
      try {
        this.#container = await this.#create(printed)
        break
      } catch (error) {
        // Between the search for a free port and its use another process may have taken it.
        const portTaken = /port is already allocated|address already in use/i.test(messageOf(error))
        if (!portTaken || attempt === attempts) throw this.#failure(error, printed)
        await this.#removeContainer()
      }
    }
    await this.#settle()
  }

  async restart(): Promise<void> {
    const container = this.#started()
    try {
      await container.restart({ timeout: stopWithin })
    } catch (error) {
      throw this.#failure(error, [])
    }
    await this.#settle()
  }

  async pause(): Promise<void> {
    await this.#handle().pause()
  }

  async unpause(): Promise<void> {
    await this.#handle().unpause()
  }

  async kill(): Promise<void> {
    await this.#handle().kill()
    await this.#handle().wait()
  }

  async stop(): Promise<void> {
    await this.#removeContainer()
    if (this.#plan.durable) await gone(this.#docker.client.container.dockerode.getVolume(this.#name).remove())
  }

  async #create(printed: string[]): Promise<StartedTestContainer> {
    const { testcontainers } = this.#docker
    const { durable, image } = this.#plan
    const { args, env, mount, port, ready, volatileArgs } = this.#family
    let output: Readable | undefined
    const container = new testcontainers.GenericContainer(image.name)
      .withName(this.#name)
      .withLabels(labels())
      .withEnvironment(env(this.#credentials))
      .withCommand(durable ? [...args] : [...args, ...volatileArgs])
      .withExposedPorts(durable ? { container: port, host: await freePort() } : port)
      .withLogConsumer((stream) => {
        output = stream.on('data', (line: string | Buffer) => {
          printed.push(String(line).trimEnd())
          if (printed.length > 20) printed.shift()
        })
      })
      .withWaitStrategy(testcontainers.Wait.forSuccessfulCommand(ready).withStartupTimeout(readyWithin))
    if (durable) container.withBindMounts([{ source: this.#name, target: mount }])
    else container.withTmpFs({ [mount]: 'rw,mode=1777,size=4g' })
    try {
      return await container.start()
    } catch (error) {
      if (printed.length === 0) printed.push(...(await this.#lastLines()))
      throw error
    } finally {
      // An open stream would keep the process alive.
      output?.destroy()
    }
  }

  /** Of a container that ended so early that nobody was listening yet; Testcontainers leaves it there. */
  async #lastLines(): Promise<string[]> {
    const { container } = this.#docker.client
    const ended = container.getById(this.#name)
    try {
      if ((await ended.inspect()).State.Running) return []
      return (await text(await container.logs(ended, { tail: 20 }))).trimEnd().split('\n')
    } catch {
      return []
    }
  }

  async #createVolume(): Promise<void> {
    const { client, testcontainers } = this.#docker
    const { sessionId } = await testcontainers.getReaper(client)
    await client.container.dockerode.createVolume({
      Name: this.#name,
      Labels: { ...labels(), [testcontainers.LABEL_TESTCONTAINERS_SESSION_ID]: sessionId },
    })
  }

  async #settle(): Promise<void> {
    await this.#run(this.#family.setup)
    this.version = (await this.#run(this.#family.version)).trim()
  }

  async #run(command: string): Promise<string> {
    const { exitCode, output, stdout } = await this.#started().exec(['/bin/sh', '-c', command])
    if (exitCode !== 0) throw this.#failure(new Error('a first query failed'), [output.trim()])
    return stdout
  }

  #started(): StartedTestContainer {
    if (!this.#container) throw new EngineUnavailable(this.id, 'start', 'the engine has been stopped')
    return this.#container
  }

  #handle() {
    return this.#docker.client.container.getById(this.#started().getId())
  }

  /** By name, since Testcontainers keeps no hold of a container that it created and could not start. */
  async #removeContainer(): Promise<void> {
    this.#container = undefined
    await gone(this.#docker.client.container.getById(this.#name).remove({ force: true, v: true }))
  }

  #failure(error: unknown, printed: readonly string[]): EngineUnavailable {
    const said = [messageOf(error), ...printed].join('\n  ').replaceAll(this.#credentials.password, '***')
    return new EngineUnavailable(this.id, 'start', `${this.image.name} did not become ready: ${said}`)
  }
}

/** `STRONGROOM_RUN` names a test run, which can so remove what its killed processes left, and nothing else. */
function labels(): Record<string, string> {
  const run = process.env['STRONGROOM_RUN']
  return { strongroom: '1', ...(run && { 'strongroom.run': run }) }
}

async function gone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error
  }
}

/**
 * A port below those that a system gives away by itself (on Linux from 32768, elsewhere from 49152): while its server is
 * dead, an outgoing connection or another container would take one of these, and the restart would fail.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000)
    const listener = createServer()
    const free = await new Promise<boolean>((resolve) => {
      listener.on('error', () => resolve(false)).listen(port, () => resolve(true))
    })
    if (!free) continue
    await new Promise((resolve) => listener.close(resolve))
    return port
  }
}
