// Run by node-test.test.ts under `node --test`.
import { describeConformance } from '../../src/node-test.ts'
import { clears, contractOf, keeps, memoryBox, takesOnce } from '../box.ts'

const { clear: _, ...adapter } = memoryBox()
const forgets = process.env['BOX'] === 'forgets' ? { get: async () => null } : {}
const close = (): void => {
  if (process.env['BOX'] === 'cannot close') throw new Error('still busy')
}

describeConformance(
  { name: 'box', store: 'process', open: () => ({ adapter: { ...adapter, ...forgets }, close }) },
  { contract: contractOf(keeps, takesOnce, clears), seed: 7 },
)
