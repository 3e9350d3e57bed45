import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Engine } from './engines/engine.ts'
import { Misuse, told } from './errors.ts'

/** The packages of one engine. Types alone say what is in them. */
export interface Load {
  adapter<T extends object>(): Promise<T>
  /** The driver, or a part of it: what its CommonJS exports. */
  driver<T extends object>(part?: string): Promise<T>
}

/**
 * Looks for an engine's packages where the command was called, and then beside itself: `npx` keeps it in a folder of its
 * own, far from the application's packages.
 *
 * @throws Misuse with the line that installs what is missing
 */
export function loaderOf({ title, adapter, driver }: Engine, cwd: string): Load {
  const places = [join(cwd, 'package.json'), import.meta.url]
  const ours = find(adapter, places)
  // The copy that the adapter itself uses, where it does.
  const theirs = find(driver, ours === undefined ? places : [ours, ...places])
  if (ours === undefined || theirs === undefined) {
    const missing = [ours === undefined ? adapter : '', theirs === undefined ? driver : ''].filter(Boolean)
    const verb = missing.length === 1 ? 'is' : 'are'
    const needs = `${title} needs ${missing.join(' and ')}, which ${verb} not installed here`
    throw new Misuse(`${needs}:\n\n  npm install ${missing.join(' ')}\n`)
  }
  return {
    adapter: <T>() => load(adapter, ours) as Promise<T>,
    driver: async <T>(part = '') => {
      const file = part === '' ? theirs : find(driver + part, [ours, ...places])
      const { default: exports } = (await load(driver, file ?? theirs)) as { default: T }
      return exports
    },
  }
}

/** The file of a package's entry point; none when it is not installed in any of these places. */
function find(name: string, places: readonly string[]): string | undefined {
  for (const place of places) {
    try {
      return createRequire(place).resolve(name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    }
  }
  return undefined
}

async function load(name: string, file: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(file).href)
  } catch (error) {
    throw new Misuse(`${name} is installed and cannot be loaded. ${told(error)} Try npm install again.`, {
      cause: error,
    })
  }
}
