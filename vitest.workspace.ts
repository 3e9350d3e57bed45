import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { catalogue } from './adapter-test-kit/src/engines/index.ts'
import { engineNames, flowsOn, noBrowser } from './e2e/engines.ts'
import { cells, notPlanned, projectOf, readPlan } from './scripts/engines/plan.ts'

// Every test project of the repository: name, and the files it takes. One that runs no test fails the run.
const projects: Record<string, string> = {
  'core-types': 'core-types/src/**/*.test.ts',
  sql: 'adapters/sql/src/**/*.test.ts',
  pg: 'adapters/pg/src/**/*.test.ts',
  mysql2: 'adapters/mysql2/src/**/*.test.ts',
  'better-sqlite3': 'adapters/better-sqlite3/src/**/*.test.ts',
  'better-sqlite3-conformance': 'adapters/better-sqlite3/**/*.conformance.test.ts',
  kysely: 'adapters/kysely/src/**/*.test.ts',
  'kysely-sqlite': 'adapters/kysely/src/**/*.(conformance|engine).test.ts',
  mongodb: 'adapters/mongodb/src/**/*.test.ts',
  'adapter-test-kit': 'adapter-test-kit/**/*.test.ts',
  cli: 'cli/**/*.test.ts',
  demo: 'examples/demo/**/*.test.ts',
  express: 'examples/express/**/*.test.ts',
  ...(noBrowser === undefined && { e2e: 'e2e/**/*.test.ts' }),
  bench: 'bench/**/*.test.ts',
  docs: 'docs/**/*.test.ts',
  types: 'types/**/*.test.ts',
}

// In CI a server or a browser can be starved for seconds by what else runs; the report tells what needed a second try.
const retry = process.env['CI'] ? 1 : 0
const ignored = ['**/node_modules/**', '**/dist/**', '**/.work/**']
// What needs a server, and conformance, which is a project of its own.
const apart = ['**/*.conformance.test.ts', '**/*.engine.test.ts', '**/*.pooler.test.ts']

// One project for each adapter on each engine. A pooler passes on what the server behind it does.
const plan = readPlan()
const onEngines = cells
  .filter(({ engine }) => notPlanned(engine, plan) === undefined)
  .map(({ adapter, engine }) => ({
    extends: true as const,
    test: {
      name: projectOf(adapter, engine.id),
      include: ['conformance', engine.family === 'pgbouncer' ? 'pooler' : 'engine'].map(
        (kind) => `adapters/${adapter}/src/**/*.${kind}.test.ts`,
      ),
      exclude: ignored,
      globalSetup: './scripts/engines/setup.ts',
      provide: { engine: { id: engine.id, title: engine.title } },
      testTimeout: 60_000,
      hookTimeout: 60_000,
      retry,
    },
  }))

// The command line, once on each kind of server.
const byCommand = (['postgres-18', 'mysql-9.7', 'mariadb-11.8', 'ferretdb-2'] as const)
  .filter((id) => notPlanned(catalogue[id], plan) === undefined)
  .map((id) => ({
    extends: true as const,
    test: {
      name: projectOf('cli', id),
      include: ['cli/src/**/*.engine.test.ts'],
      exclude: ignored,
      globalSetup: './scripts/engines/setup.ts',
      provide: { engine: { id, title: catalogue[id].title } },
      testTimeout: 60_000,
      hookTimeout: 60_000,
      retry,
    },
  }))

// The servers themselves: start, pause, kill, restart.
const ofEngines = {
  extends: true as const,
  test: {
    name: 'engines',
    include: ['docker/**/*.engine.test.ts'],
    exclude: ignored,
    testTimeout: 120_000,
    // An image may have to be built first.
    hookTimeout: 900_000,
  },
}

// What people do on a site, in a browser: one project for each kind of database.
if (noBrowser !== undefined) console.warn(`Nothing was tried in a browser: ${noBrowser}.`)
const inBrowser = (noBrowser === undefined ? engineNames : [])
  .filter((engine) => engine === 'sqlite' || notPlanned(catalogue[engine], plan) === undefined)
  .map((engine) => ({
    extends: true as const,
    test: {
      name: flowsOn(engine),
      include: ['e2e/flows.engine.test.ts'],
      exclude: ignored,
      provide: { flowsOn: engine },
      retry,
    },
  }))

export default defineConfig({
  test: {
    reporters: ['default', './scripts/matrix/reporter.ts', './scripts/test-reporter.ts'],
    // A process of its own, or a server, takes seconds to start on a busy machine.
    testTimeout: 30_000,
    // Vitest leaves a processor free. Most tests wait for a server, so two files at once take less time on two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Built packages run as their users run them: by Node itself, one copy of each module.
    server: { deps: { external: [/\/dist\/.*\.js$/] } },
    projects: [
      ...Object.entries(projects).map(([name, files]) => ({
        extends: true as const,
        test: { name, include: [files], exclude: files.includes('conformance') ? ignored : [...ignored, ...apart] },
      })),
      ...onEngines,
      ...byCommand,
      ...(plan.none === undefined ? [ofEngines] : []),
      ...inBrowser,
    ],
  },
})
