// npm test -- [--all-engines] [--no-docker] [--matrix] [what Vitest takes]
// Makes Docker ready and runs the tests. Where Docker cannot run, what needs no server runs, the rest is told as not
// run, and the run fails unless --no-docker says that this is meant. --all-engines adds those that run only when asked
// for; --matrix runs the conformance projects alone and writes docs/matrix.md.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { planVariables } from './engines/plan.ts'

const root = join(import.meta.dirname, '..')
const ours = new Set(['--all-engines', '--no-docker', '--matrix'])
const given = process.argv.slice(2)
const rest = given.filter((argument) => !ours.has(argument))
const asked = (flag: string): boolean => given.includes(flag)

function dockerMissing(): string | undefined {
  const script = join(root, 'scripts/docker-ready.ts')
  const { status, stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8', cwd: root })
  process.stdout.write(stdout)
  if (status === 0) return undefined
  const reason = stdout.trimEnd().split('\n').at(-1) ?? ''
  return `no Docker: ${reason.replace(/^docker: /, '')}`
}

/** The containers and volumes of this run that are still there, should a test process have been killed. */
function removeLeftovers(run: string): void {
  const filter = ['--quiet', '--filter', `label=strongroom.run=${run}`]
  const list = (...command: string[]): string[] =>
    spawnSync('docker', [...command, ...filter], { encoding: 'utf8' })
      .stdout?.split('\n')
      .filter(Boolean) ?? []
  const containers = list('ps', '--all')
  if (containers.length > 0) spawnSync('docker', ['rm', '--force', '--volumes', ...containers])
  const volumes = list('volume', 'ls')
  if (volumes.length > 0) spawnSync('docker', ['volume', 'rm', '--force', ...volumes])
}

const spared = asked('--no-docker')
const none = spared ? 'left out by --no-docker' : dockerMissing()
const run = randomBytes(4).toString('hex')
const vitest = spawn(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config',
    'vitest.workspace.ts',
    ...(asked('--matrix') ? ['.conformance.'] : []),
    ...rest,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...planVariables({ all: asked('--all-engines'), none, spared }),
      ...(asked('--matrix') && { STRONGROOM_MATRIX: 'docs/matrix.md' }),
      STRONGROOM_RUN: run,
    },
  },
)
// The terminal sends it to Vitest too, which ends in good order; then this process clears up.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => vitest.kill(signal))
const status = await new Promise<number>((resolve) => {
  vitest.on('error', () => resolve(1)).on('close', (code) => resolve(code ?? 1))
})
if (none === undefined) removeLeftovers(run)
process.exitCode = status
