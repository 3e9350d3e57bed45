import { defineConfig } from 'vitest/config'

// Every test project of the repository: name, and the files it takes. One that runs no test fails the run.
const projects: Record<string, string> = {
  'core-types': 'core-types/src/**/*.test.ts',
  sql: 'adapters/sql/src/**/*.test.ts',
  'better-sqlite3': 'adapters/better-sqlite3/src/**/*.test.ts',
  'better-sqlite3-conformance': 'adapters/better-sqlite3/**/*.conformance.test.ts',
  'adapter-test-kit': 'adapter-test-kit/**/*.test.ts',
  demo: 'examples/demo/**/*.test.ts',
  bench: 'bench/**/*.test.ts',
  docs: 'docs/**/*.test.ts',
  types: 'types/**/*.test.ts',
}

const ignored = ['**/node_modules/**', '**/dist/**', '**/.work/**']

export default defineConfig({
  test: {
    reporters: ['default', './scripts/test-reporter.ts'],
    // Built packages run as their users run them: by Node itself, one copy of each module.
    server: { deps: { external: [/\/dist\/.*\.js$/] } },
    projects: Object.entries(projects).map(([name, files]) => ({
      extends: true,
      test: {
        name,
        include: [files],
        exclude: files.includes('.conformance.') ? ignored : [...ignored, '**/*.conformance.test.ts'],
      },
    })),
  },
})
