import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { onTestFinished } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Where and on what a command runs. */
export interface Running {
  readonly url?: string
  readonly cwd?: string
  /** Another copy of the command than the source. */
  readonly entry?: string
}

/** Runs the command in a process of its own. */
export function strongroom(args: readonly string[], { url, cwd, entry }: Running = {}): Promise<Ran> {
  const { DATABASE_URL: _, ...env } = process.env
  const child = spawn(process.execPath, [entry ?? join(root, 'cli/src/cli.ts'), ...args], {
    cwd: cwd ?? temporaryFolder(),
    env: { ...env, ...(url !== undefined && { DATABASE_URL: url }) },
  })
  const text = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text.out += more))
  child.stderr.setEncoding('utf8').on('data', (more: string) => (text.err += more))
  return new Promise((done) => child.on('close', (code) => done({ code, ...text })))
}

/** A folder that goes when the test ends, with these files in it. */
export function temporaryFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** A file of SQLite in a folder of its own, after these statements. */
export function databaseFile(sql = ''): string {
  const file = join(temporaryFolder(), 'auth.db')
  query(file, sql)
  return file
}

/** Runs statements; answers the names in the schema. */
export function query(file: string, sql = ''): string[] {
  const database = new Database(file)
  try {
    database.exec(sql)
    return database.prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").pluck().all() as string[]
  } finally {
    database.close()
  }
}

/** A copy of the command in a folder without any of the packages that it may need; answers its entry. */
export function copyOfCommand(): string {
  const folder = temporaryFolder({ 'package.json': '{ "version": "0.1.0", "type": "module" }' })
  cpSync(join(root, 'cli/src'), join(folder, 'src'), { recursive: true })
  link(folder, '@strongroom/core-types')
  return join(folder, 'src/cli.ts')
}

/** Makes a package of ours, or one that we have, known in a folder. */
export function link(folder: string, name: string): void {
  const path = join(folder, 'node_modules', name)
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(join(root, 'node_modules', name), path)
}
