import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describeError, SetupError } from '../runner/errors.ts'
import type { Contract, Target } from '../runner/types.ts'

/** A target module: the default export, and the contract to judge it by where that is not the kit's own. */
export interface TargetModule {
  readonly target: Target
  readonly contract: Contract | undefined
}

/** @throws SetupError saying what is wrong with the file and what to do */
export async function loadTarget(path: string): Promise<TargetModule> {
  const file = resolve(path)
  if (!existsSync(file)) throw new SetupError(`There is no file ${path}.`)
  const exports = await importFile(file, path)
  const target = exports['default'] as Partial<Target> | undefined
  if (typeof target !== 'object' || target === null)
    throw new SetupError(`${path} has no default export. It should be a target: export default defineTarget({ … }).`)
  if (typeof target.name !== 'string' || typeof target.open !== 'function')
    throw new SetupError(`The default export of ${path} is no target: it needs a \`name\` and a function \`open\`.`)
  return { target: target as Target, contract: exports['contract'] as Contract | undefined }
}

async function importFile(file: string, path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      error.code === 'ERR_UNKNOWN_FILE_EXTENSION' &&
      /\.[mc]?ts$/.test(path)
    )
      throw new SetupError(
        `Node ${process.versions.node} does not run TypeScript. Use Node 22.18 or later, or compile ${path} to JavaScript.`,
        { cause: error },
      )
    if (error instanceof SyntaxError && /'export'|import statement outside a module/.test(error.message))
      throw new SetupError(
        `${path}, or what it imports, is taken for CommonJS, since the package.json there says so. ` +
          'Call it .mts (or .mjs), or write "type": "module" into package.json.',
        { cause: error },
      )
    const where = error instanceof Error && error.stack ? `\n${error.stack}` : ''
    throw new SetupError(`${path} cannot be loaded: ${describeError(error)}${where}`, { cause: error })
  }
}
