import { TypeORMAdapter } from '@auth/typeorm-adapter'
import type { Target } from '@strongroom/adapter-test-kit'

/** With its own entities, the tables made by `synchronize`, as its documentation has it. */
export const target: Target = {
  name: '@auth/typeorm-adapter',
  kind: 'sql',
  open: () => ({ adapter: TypeORMAdapter({ type: 'better-sqlite3', database: ':memory:', synchronize: true }) }),
}
