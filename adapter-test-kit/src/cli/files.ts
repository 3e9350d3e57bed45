import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { SetupError } from '../runner/errors.ts'

/**
 * Writes a file, and the folders it is in.
 * @throws SetupError it cannot be written, or is there already and must not be
 */
export function writeFile(path: string, text: string, flag: 'w' | 'wx' = 'w'): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text, { flag })
  } catch (error) {
    throw new SetupError(`${path} cannot be written: ${(error as Error).message}`, { cause: error })
  }
}
