import { existsSync, readFileSync } from 'node:fs'
import { type Baseline, unwritten } from '../runner/baseline.ts'
import { SetupError } from '../runner/errors.ts'
import type { Result } from '../runner/types.ts'
import { writeFile } from './files.ts'

const schema = './node_modules/@strongroom/adapter-test-kit/baseline.schema.json'

/** @throws SetupError the file is not there, or is no baseline */
export function readBaseline(path: string): Baseline {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new SetupError(`The baseline ${path} cannot be read: ${(error as Error).message}`, { cause: error })
  }
  const entries = (Object(content) as { expectedFailures?: unknown }).expectedFailures
  if (typeof entries !== 'object' || entries === null || Array.isArray(entries))
    throw new SetupError(`${path} is no baseline: it should be { "expectedFailures": { "case id": "reason" } }.`)
  return entries as Baseline
}

/** @throws SetupError the file is there already, and with it the reasons that somebody wrote */
export function refuseToOverwrite(path: string): void {
  if (existsSync(path)) throw new SetupError(`${path} is there already. Edit it, or name another file.`)
}

/**
 * Starts a baseline with what failed. The reasons are for a person to write; until then the file is refused.
 * @returns how many entries it has
 */
export function startBaseline(path: string, results: readonly Result[]): number {
  const failed = results.filter(({ status }) => status === 'failed')
  const entries = failed.map(({ id, message }) => [id, `${unwritten}: why is it accepted? ${firstLine(message)}`])
  const content = { $schema: schema, expectedFailures: Object.fromEntries(entries) as Baseline }
  writeFile(path, `${JSON.stringify(content, undefined, 2)}\n`, 'wx')
  return failed.length
}

function firstLine(message: string): string {
  const line = message.split('\n')[0] ?? ''
  return line.length > 160 ? `${line.slice(0, 160)}…` : line
}
