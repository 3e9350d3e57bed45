import { type WorkerData, connect } from './connect.ts'
import { end } from './instances.ts'

/** Opens the target's database in another process, for the kit's races. */
export function attach(data: WorkerData) {
  const { made, adapter } = connect(data)
  return { adapter, close: () => end(made) }
}
