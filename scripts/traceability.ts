// npm run traceability: writes docs/traceability.md, which sentence of the contract is proven by which case, and which
// broken adapters show that the case notices. A test fails when the page is stale.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { page } from './traceability/page.ts'

writeFileSync(join(import.meta.dirname, '../docs/traceability.md'), page())
