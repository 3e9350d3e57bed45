import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = join(import.meta.dirname, '../..')

// The unit tests of what is mutated, on sources and not on builds. Other processes know nothing of mutants.
export default defineConfig({
  root,
  resolve: {
    alias: {
      '@strongroom/core-types': join(root, 'core-types/src/index.ts'),
      '@strongroom/sql': join(root, 'adapters/sql/src/index.ts'),
    },
  },
  test: {
    include: ['core-types', 'adapters/sql', 'adapters/better-sqlite3'].map((folder) => `${folder}/src/**/*.test.ts`),
    exclude: [
      '**/*.conformance.test.ts',
      '**/known-bad.test.ts',
      '**/processes.test.ts',
      '**/round-trips.test.ts',
      '**/rules.test.ts',
    ],
    server: { deps: { external: [/\/dist\/.*\.js$/] } },
  },
})
