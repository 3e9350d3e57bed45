import type { CustomFields } from '@strongroom/core-types'
import type { AuthjsAdapter } from '../src/contracts/authjs/adapter.ts'
import { referenceAdapter } from '../src/reference/index.ts'
import { createTables } from '../src/reference/table.ts'
import type { Target } from '../src/runner/types.ts'
import type { KnownBad } from './tools.ts'

const fields: CustomFields = {
  user: {
    role: { type: 'text', default: 'member' },
    seen: { type: 'timestamp', optional: true },
    prefs: { type: 'json', optional: true },
  },
}

/** The reference adapter, or what an entry makes of it, as a target. */
export function targetOf(name: string, make: KnownBad['make'] = (reference) => reference()): Target<AuthjsAdapter> {
  const open = (closed: boolean) =>
    make((tables) => referenceAdapter({ fields, closed }, { ...createTables(), ...tables }))
  return {
    name,
    store: 'process',
    capabilities: { fields },
    open: () => ({ adapter: open(false), closed: () => open(true) }),
  }
}
