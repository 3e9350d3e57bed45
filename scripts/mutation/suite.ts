import { type Conformance, openConformance } from '@strongroom/adapter-test-kit'
import { memoryTarget } from '../../adapters/better-sqlite3/test/memory.ts'
import { variants } from '../../adapters/better-sqlite3/test/variants.ts'

/** A target to be judged by every case. */
export interface Suite {
  readonly name: string
  readonly open: () => Promise<Pick<Conformance<never>, 'cases' | 'run' | 'close'>>
}

/** The SQLite adapter, on every schema that it is judged with. */
export const suites: readonly Suite[] = variants.map(({ variant, options }) => ({
  name: variant,
  open: () => openConformance(memoryTarget(variant, options), { seed: 1, timeout: 2_000 }),
}))
