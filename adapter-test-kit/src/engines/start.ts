import { performance } from 'node:perf_hooks'

import { buildImage, ownImage } from './build.ts'
import { catalogue, type Engine, type EngineId } from './catalogue.ts'
import { connectDocker, type Docker, imagePresent, pullImage } from './docker.ts'
import { type EngineImage, type ImageSource, resolveImage } from './resolve.ts'
import type { RunningEngine, StartOptions } from './running-engine.ts'
import { launch } from './server.ts'

/**
 * Starts a database server of the catalogue and waits until a query of the application's user answers. The image is
 * found in this order: the environment's (`STRONGROOM_IMAGE_POSTGRES_18`), one that is present, the official one if a
 * registry answers, one built here out of packages; it is printed together with its origin. The user may create
 * databases and schemas; on PostgreSQL `pg_stat_statements` is there to count with.
 * @throws {EngineUnavailable} with a `code` and the reason
 * @example
 * const pg = await startEngine('postgres-18')
 * const pool = new Pool({ connectionString: pg.url })
 */
export async function startEngine(id: EngineId, options: StartOptions = {}): Promise<RunningEngine> {
  if (!Object.hasOwn(catalogue, id))
    throw new TypeError(`No engine '${id}'; known: ${Object.keys(catalogue).join(', ')}`)
  const engine: Engine = { id, ...catalogue[id] }
  const log = options.log ?? ((line: string) => void process.stderr.write(`${line}\n`))
  const docker = await connectDocker(id)
  const image = await resolveImage(engine, imageSource(docker, log))
  log(`${id}: image ${describeImage(image)}`)
  const began = performance.now()
  const server = await launch(docker, { engine, image, durable: options.durable ?? false })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  log(`${id}: ${engine.title}, server version ${server.version}, ready in ${seconds} s`)
  return server
}

const origins = {
  override: 'named by the environment',
  official: 'official',
  debian: 'from packages',
} as const satisfies Record<EngineImage['origin'], string>

/** An image in words, for a report: `postgres:18 (official, pulled)`. */
export function describeImage({ name, origin, how }: EngineImage): string {
  return `${name} (${origins[origin]}, ${how})`
}

function imageSource(docker: Docker, log: (line: string) => void): ImageSource {
  return {
    env: (name) => process.env[name],
    own: ownImage,
    present: (image) => imagePresent(docker, image),
    pull: (image) => pullImage(docker, image),
    build: (engine, image) => buildImage(engine, image, log),
  }
}
