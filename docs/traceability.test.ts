import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { page } from '../scripts/traceability/page.ts'

test('the table of sentences, cases and known-bad adapters is as `npm run traceability` writes it', () => {
  const committed = readFileSync(join(import.meta.dirname, 'traceability.md'), 'utf8')
  expect(committed === page(), 'docs/traceability.md is stale: npm run traceability').toBe(true)
})
