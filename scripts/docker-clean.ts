// Removes the containers and volumes that engines left behind; with --images also the images built here. It knows them
// by their label, so it also ends engines that another process is using.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { images: { type: 'boolean', default: false } } })
const filter = ['--filter', 'label=strongroom=1']

function docker(...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync('docker', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(error?.message ?? stderr.trim())
  return stdout
}

function remove(what: string, list: string[], removal: string[]): void {
  const ids = [
    ...new Set(
      docker(...list)
        .split('\n')
        .filter(Boolean),
    ),
  ]
  if (ids.length > 0) docker(...removal, ...ids)
  process.stdout.write(`${what}: ${ids.length} removed\n`)
}

try {
  remove('containers', ['ps', '--all', '--quiet', ...filter], ['rm', '--force', '--volumes'])
  remove('volumes', ['volume', 'ls', '--quiet', ...filter], ['volume', 'rm', '--force'])
  if (values.images) remove('images', ['images', '--quiet', ...filter], ['rmi', '--force'])
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
