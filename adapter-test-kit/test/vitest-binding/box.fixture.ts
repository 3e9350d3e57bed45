// Run by vitest.test.ts in a vitest of its own.
import { describeConformance } from '../../src/vitest.ts'
import { clears, contractOf, keeps, memoryBox, takesOnce } from '../box.ts'

const { clear: _, ...adapter } = memoryBox()
const forgets = process.env['BOX'] === 'forgets' ? { get: async () => null } : {}

describeConformance(
  { name: 'box', open: () => ({ adapter: { ...adapter, ...forgets } }) },
  { contract: contractOf(keeps, takesOnce, clears), seed: 7 },
)
describeConformance(
  { name: 'box in memory', store: 'process', open: () => ({ adapter: { ...adapter, ...forgets } }) },
  { contract: contractOf(keeps, takesOnce, clears), profiles: ['basic'], seed: 7 },
)
