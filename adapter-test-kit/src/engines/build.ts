import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { Engine } from './catalogue.ts'

// The same distance from src/engines and from dist/engines. Installed from npm there is no such folder.
const dockerFolder = fileURLToPath(new URL('../../../docker/', import.meta.url))
const buildScript = join(dockerFolder, 'build-image.sh')

/**
 * The name of our own image of an engine, or why there can be none. The tag is a hash of what it is built from, so that
 * an image of an older Dockerfile is never taken for the present one.
 */
export function ownImage(engine: Engine): { name: string } | { reason: string } {
  if (!engine.suite) return { reason: engine.reason ?? 'Debian has no packages of it' }
  const folder = join(dockerFolder, engine.id)
  if (!existsSync(buildScript) || !existsSync(folder)) {
    return { reason: 'the build folders are in the repository only, not in the npm package' }
  }
  const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8')
  const shared = readdirSync(join(dockerFolder, 'shared')).filter((file) => dockerfile.includes(`shared/${file}`))
  const files = [
    ...readdirSync(folder).map((file) => `${engine.id}/${file}`),
    ...shared.map((file) => `shared/${file}`),
  ]
  const hash = createHash('sha256')
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(dockerFolder, file)))
  return { name: `strongroom/${engine.id}:${hash.digest('hex').slice(0, 12)}` }
}

/**
 * Builds our own image of an engine out of Debian packages, a minute or less each. Needs root on Debian, debootstrap and
 * the docker command. Other processes that build at the same time queue.
 * @throws {Error} with the last lines that the build printed.
 */
export async function buildImage(
  engine: Engine,
  image: string,
  log: (line: string) => void,
  options: { force?: boolean } = {},
): Promise<void> {
  const child = spawn('sh', [buildScript, engine.id, engine.suite ?? '', image], {
    env: { ...process.env, ...(options.force && { FORCE: '1' }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const tail: string[] = []
  const read = (line: string): void => {
    tail.push(line)
    if (tail.length > 15) tail.shift()
    if (line.startsWith(`${engine.id}: `)) log(line)
    else if (line.startsWith('Step ')) log(`${engine.id}: ${line}`)
  }
  createInterface({ input: child.stdout }).on('line', read)
  createInterface({ input: child.stderr }).on('line', read)
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve)
  })
  if (status !== 0) throw new Error(`the build failed\n  ${tail.join('\n  ')}`)
}
