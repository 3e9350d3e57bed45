// Makes a Docker engine available: uses the one that runs; on Debian as root installs and starts one; elsewhere says
// what to do. Exits with 0 when an engine answers, 1 otherwise. Safe to repeat.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const work = fileURLToPath(new URL('../.work/', import.meta.url))
const logFile = `${work}dockerd.log`
const say = (line: string): void => void process.stdout.write(`docker: ${line}\n`)

/** The version of the engine that answers, or why none does. */
function engine(): { version: string } | { reason: string } {
  const { status, stdout, stderr, error } = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], {
    encoding: 'utf8',
    timeout: 10_000,
  })
  if (status === 0) return { version: stdout.trim() }
  return { reason: error?.message ?? stderr.trim() }
}

function isDebianRoot(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

const succeeds = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0

const has = (command: string): boolean => succeeds('sh', '-c', `command -v ${command}`)

function installMissing(): boolean {
  const missing = Object.entries({
    dockerd: 'docker.io',
    docker: 'docker.io',
    iptables: 'iptables',
    debootstrap: 'debootstrap',
  })
    .filter(([command]) => !has(command))
    .map(([, name]) => name)
  if (missing.length === 0) return true
  say(`installing ${missing.join(', ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]): boolean => {
    const { status, stderr } = spawnSync('apt-get', ['-qq', '-y', ...args], { env, encoding: 'utf8' })
    if (status !== 0) say(stderr.trim())
    return status === 0
  }
  apt('update')
  if (!apt('install', '--no-install-recommends', ...missing)) return false
  // Since Debian 13 the command is a package of its own.
  return has('docker') || apt('install', '--no-install-recommends', 'docker-cli')
}

async function answersWithin(seconds: number): Promise<boolean> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await delay(500)) {
    if ('version' in engine()) return true
  }
  return false
}

async function start(): Promise<boolean> {
  // Installing the package starts the service where there is a service manager.
  if (succeeds('test', '-d', '/run/systemd/system')) {
    return succeeds('systemctl', 'start', 'docker') && (await answersWithin(60))
  }
  mkdirSync(work, { recursive: true })
  say('starting dockerd, log in .work/dockerd.log')
  const log = openSync(logFile, 'a')
  // A second one, started at the same moment, sees the first one's lock and ends.
  spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log] })
    .on('error', (error) => say(error.message))
    .unref()
  if (await answersWithin(60)) return true
  say(`no answer from dockerd; the end of its log:\n${readFileSync(logFile, 'utf8').split('\n').slice(-12).join('\n')}`)
  return false
}

async function main(): Promise<number> {
  const running = engine()
  if ('version' in running) {
    say(`engine ${running.version} answers`)
    if (isDebianRoot() && !has('debootstrap') && !installMissing()) say('without debootstrap no images can be built')
    return 0
  }
  if (process.env['DOCKER_HOST']) {
    say(`DOCKER_HOST is set, and no engine answers there (${running.reason})`)
    return 1
  }
  if (!isDebianRoot()) {
    say(`no engine answers (${running.reason})`)
    say('start Docker Desktop, OrbStack, Colima or the docker service; on Debian, run this command as root')
    return 1
  }
  if (!installMissing()) {
    say('the packages could not be installed')
    return 1
  }
  if (!(await start())) return 1
  const started = engine()
  say('version' in started ? `engine ${started.version} answers` : started.reason)
  return 'version' in started ? 0 : 1
}

process.exitCode = await main()
