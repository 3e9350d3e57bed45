import { existsSync } from 'node:fs'
import type { EngineId } from '../adapter-test-kit/src/engines/index.ts'

/** The servers that the flows run on, one for each adapter, and the schemes of their addresses in `DATABASE_URL`. */
export const servers = {
  'postgres-18': 'postgres:',
  'mariadb-11.8': 'mariadb:',
  'ferretdb-2': 'mongodb:',
} as const satisfies Partial<Record<EngineId, string>>

/** What the flows run on. */
export type EngineName = 'sqlite' | keyof typeof servers

/** The engines as they stand in the table of flows. */
export const engineNames: readonly EngineName[] = ['sqlite', ...(Object.keys(servers) as (keyof typeof servers)[])]

/** The name of an engine's test project. */
export const flowsOn = (engine: EngineName): string => `e2e:${engine}`

/** Where Chromium is: Debian's, or what `CHROMIUM_PATH` names. */
export const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/** Why nothing runs in a browser here. CI does without nothing. */
export const noBrowser =
  existsSync(chromiumPath) || process.env['CI'] ? undefined : `there is no ${chromiumPath}; CHROMIUM_PATH names another`
