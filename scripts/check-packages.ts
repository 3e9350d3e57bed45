import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

// Packs every published package, examines the tarballs, and uses them from a plain project of their own.

/** What a package may depend on besides `@strongroom/*`. */
const dependencies: Readonly<Record<string, readonly string[]>> = {
  '@strongroom/adapter-test-kit': ['fast-check'],
}

/** Entry points that load only inside a test runner. */
const runnerOnly: readonly string[] = ['@strongroom/adapter-test-kit/vitest']

interface Manifest {
  name: string
  version: string
  private?: boolean
  description?: string
  license?: string
  type?: string
  engines?: { node?: string }
  files?: string[]
  bin?: string | Record<string, string>
  exports?: Record<string, string | Record<string, string>>
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

const root = resolve(import.meta.dirname, '..')
const temporary = mkdtempSync(join(tmpdir(), 'check-packages-'))
const findings: string[] = []

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
const packages = (json(join(root, 'package.json')) as { workspaces: string[] }).workspaces
  .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }))
  .map((file) => ({ folder: join(root, dirname(file)), manifest: json(join(root, file)) as Manifest }))
  .filter(({ manifest }) => !manifest.private)

function run(command: string, args: readonly string[], cwd = temporary): SpawnSyncReturns<string> {
  return spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
}

function must(what: string, { status, error, stdout, stderr }: SpawnSyncReturns<string>): string {
  const output = `${stdout}${stderr}`.replaceAll(/^ +at .*\n/gm, '').trim()
  if (status !== 0) findings.push(`${what}: ${error?.message ?? output}`)
  return stdout
}

function checkManifest({ name, ...manifest }: Manifest): void {
  const wrong = (what: string): number => findings.push(`${name}: package.json: ${what}`)
  if (!manifest.description) wrong('no description')
  if (manifest.license !== 'MIT') wrong('license is not MIT')
  if (manifest.type !== 'module') wrong('type is not module')
  if (manifest.engines?.node !== '>=22.12') wrong('engines.node is not >=22.12')
  if (!manifest.files?.length) wrong('no files')
  if (!manifest.exports?.['.']) wrong('no exports')
  for (const [path, target] of Object.entries(manifest.exports ?? {})) {
    if (path === './package.json') continue
    if (typeof target === 'string' || Object.keys(target).join() !== 'types,default') {
      wrong(`exports["${path}"] is not { types, default }`)
    }
  }
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    const ours = packages.some((other) => other.manifest.name === dependency)
    if (!ours && !dependencies[name]?.includes(dependency)) wrong(`may not depend on ${dependency}`)
    if (ours && manifest.dependencies?.[dependency] !== manifest.version)
      wrong(`${dependency} is not ${manifest.version}`)
  }
}

async function checkTarball(folder: string, name: string): Promise<string> {
  const out = must(`${name}: npm pack`, run('npm', ['pack', '--json', '--pack-destination', temporary], folder))
  const [packed] = JSON.parse(out || '[]') as { filename: string; files: { path: string }[] }[]
  if (!packed) return ''
  const files = packed.files.map(({ path }) => path)
  for (const file of ['README.md', 'LICENSE'])
    if (!files.includes(file)) findings.push(`${name}: no ${file} in the tarball`)
  if (files.includes('LICENSE') && readFileSync(join(folder, 'LICENSE'), 'utf8') !== licence) {
    findings.push(`${name}: LICENSE is not the repository's`)
  }
  for (const file of files.filter((path) => path.endsWith('.js'))) {
    const source = file.replace(/^dist/, 'src').replace(/js$/, 'ts')
    if (!existsSync(join(folder, source)))
      findings.push(`${name}: ${file} is stale, there is no ${source}: npm run clean`)
  }
  const tarball = join(temporary, packed.filename)
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer } })
  for (const message of messages)
    findings.push(`${name}: publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`)
  must(`${name}: attw`, run('attw', [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-definitely-typed']))
  return tarball
}

// Of the errors in declaration files those of our own count.
function checkTypes(entry: string): void {
  writeFileSync(join(temporary, 'types.ts'), `import * as seen from '${entry}'\nvoid seen\n`)
  const flags = '--ignoreConfig --noEmit --strict --module nodenext --target es2023 --types node types.ts'
  const { stdout } = run('tsc', flags.split(' '))
  for (const line of stdout.split('\n')) {
    if (/^(types\.ts|node_modules\/@strongroom\/)/.test(line)) findings.push(`${entry}: types: ${line}`)
  }
}

/** Installs the tarballs in an empty project, compiles against them, and loads every entry point both ways. */
function checkUse(tarballs: readonly string[]): void {
  writeFileSync(join(temporary, 'package.json'), '{ "private": true }')
  const flags = ['--prefer-offline', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund']
  must('npm install of the tarballs', run('npm', ['install', ...flags, ...tarballs]))
  const peers = packages.flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {}))
  for (const peer of new Set(['@types', ...peers])) {
    const link = join(temporary, 'node_modules', peer)
    mkdirSync(dirname(link), { recursive: true })
    if (!existsSync(link)) symlinkSync(join(root, 'node_modules', peer), link)
  }
  for (const { manifest } of packages) {
    const paths = Object.keys(manifest.exports ?? {}).filter((path) => path !== './package.json')
    for (const entry of paths.map((path) => manifest.name + path.slice(1))) {
      checkTypes(entry)
      if (runnerOnly.includes(entry)) continue
      must(`${entry}: import`, run('node', ['--input-type=module', '-e', `import '${entry}'`]))
      must(`${entry}: require()`, run('node', ['-e', `require('${entry}')`]))
    }
    for (const bin of typeof manifest.bin === 'object' ? Object.keys(manifest.bin) : []) {
      must(`${manifest.name}: ${bin} --help`, run(join(temporary, 'node_modules', '.bin', bin), ['--help']))
    }
  }
}

const licence = readFileSync(join(root, 'LICENSE'), 'utf8')
try {
  const tarballs: string[] = []
  for (const { folder, manifest } of packages) {
    checkManifest(manifest)
    tarballs.push(await checkTarball(folder, manifest.name))
  }
  checkUse(tarballs.filter(Boolean))
} finally {
  rmSync(temporary, { recursive: true, force: true })
}
for (const finding of findings) console.error(`✗ ${finding}`)
console.log(`${packages.length} packages checked, ${findings.length} findings`)
process.exitCode = findings.length === 0 ? 0 : 1
