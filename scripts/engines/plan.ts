import { type Engine, type EngineId, type FamilyName, listEngines } from '../../adapter-test-kit/src/engines/index.ts'

/** The adapters that are tested on servers, and the servers that each is tested on: kinds of them, or single ones. */
const families: Readonly<Record<string, readonly (FamilyName | EngineId)[]>> = {
  pg: ['postgres', 'pgbouncer'],
  mysql2: ['mysql', 'mariadb'],
  // What differs between versions of a server is between it and the SQL, which the adapters above share.
  kysely: ['postgres-18', 'mysql-9.7', 'mariadb-11.8'],
  mongodb: ['mongodb', 'ferretdb', 'secantusdb'],
}

/** One cell of adapter × engine. */
export interface Cell {
  readonly adapter: string
  readonly engine: Engine
}

/** Every adapter on every engine that it serves, in the catalogue's order. */
export const cells: readonly Cell[] = Object.entries(families).flatMap(([adapter, served]) =>
  listEngines()
    .filter(({ id, family }) => served.includes(id) || served.includes(family))
    .map((engine) => ({ adapter, engine })),
)

/** How a run was asked for; `scripts/test.ts` writes it into the environment, where Vitest's processes read it. */
export interface Plan {
  /** Also the engines that run only when asked for. */
  readonly all: boolean
  /** Why no engine runs. */
  readonly none: string | undefined
  /** Whether that was asked for, so that the run may pass without them. */
  readonly spared: boolean
}

/** The plan that the environment holds. */
export function readPlan(env: NodeJS.ProcessEnv = process.env): Plan {
  return {
    all: env['STRONGROOM_ALL_ENGINES'] === '1',
    none: env['STRONGROOM_NO_ENGINES'] || undefined,
    spared: env['STRONGROOM_NO_ENGINES_ASKED'] === '1',
  }
}

/** The plan as environment variables. */
export function planVariables({ all, none, spared }: Plan): Record<string, string> {
  return {
    ...(all && { STRONGROOM_ALL_ENGINES: '1' }),
    ...(none !== undefined && { STRONGROOM_NO_ENGINES: none }),
    ...(spared && { STRONGROOM_NO_ENGINES_ASKED: '1' }),
  }
}

/** Why an engine does not run under a plan; `undefined` when it does. */
export function notPlanned({ when, reason }: Pick<Engine, 'when' | 'reason'>, { all, none }: Plan): string | undefined {
  if (when === 'never') return reason
  if (none !== undefined) return none
  if (when === 'flag' && !all) return 'runs with npm run test:all-engines'
  return when === 'registry' ? 'its image is only to be had from a registry' : undefined
}

/** An id for a cell: the name of its test project. */
export function projectOf(adapter: string, engine: EngineId): string {
  return `${adapter}:${engine}`
}
