import type { Vitest } from 'vitest/node'

/**
 * Whether files, titles or projects were chosen on the command line, so that not everything is expected to run. Vitest
 * has no public property for the files; should this one go, such runs get stricter.
 */
export function isPartial(vitest: Vitest): boolean {
  const { testNamePattern, project } = vitest.config
  return Boolean(testNamePattern) || project.length > 0 || Boolean(Reflect.get(vitest, 'filenamePattern'))
}
