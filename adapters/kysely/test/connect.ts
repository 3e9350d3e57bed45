import { type KyselyOptions, KyselyAdapter } from '../src/index.ts'
import { type Made, type Making, make } from './instances.ts'

/** What an instance and its adapter are made of, in any process. */
export interface WorkerData {
  readonly making: Making
  readonly options: KyselyOptions
}

/** An adapter on an instance of its own. */
export function connect({ making, options }: WorkerData): { made: Made; adapter: ReturnType<typeof KyselyAdapter> } {
  const made = make(making)
  return { made, adapter: KyselyAdapter(made.db, { ...options, onWarning: () => {} }) }
}
