// A target for tests of the command; the environment says what is wrong with it.
import { setTimeout as delay } from 'node:timers/promises'
import { defineTarget } from '../src/runner/define.ts'
import { type Box, clears, contractOf, keeps, memoryBox, takesOnce } from './box.ts'

export const contract = contractOf(keeps, takesOnce, clears)

const good = memoryBox()
let resets = 0

const boxes: Record<string, () => Partial<Box>> = {
  good: () => good,
  forgets: () => ({ ...good, get: async () => null }),
  throws: () => ({ ...good, get: async () => Promise.reject(new Error('no such table')) }),
  blocks: () => ({
    ...good,
    get: async () => {
      for (;;);
    },
  }),
  exits: () => ({
    ...good,
    get: async () => {
      process.stderr.write('out of luck\n')
      process.exit(7)
    },
  }),
  'throws outside': () => ({
    ...good,
    get: async () => {
      setImmediate(() => {
        throw new Error('lost connection')
      })
      await delay(1_000)
      return null
    },
  }),
  waits: () => ({ ...good, take: () => new Promise(() => {}), clear: () => new Promise(() => {}) }),
  chatty: () => {
    process.stdout.write('hello from the target\n')
    return good
  },
  'cannot open': () => {
    throw new Error('connection refused')
  },
}

export default defineTarget({
  name: 'a box',
  store: 'process',
  open: () => {
    if (process.env['BOX'] === 'no adapter') return {} as { adapter: Box }
    const box = (boxes[process.env['BOX'] ?? 'good'] ?? boxes['good'])?.() as Box
    return {
      adapter: box,
      versions: { box: '1.2.3' },
      reset,
      close: () => process.env['BOX'] === 'cannot close' && fail(),
    }
  },
})

function reset(): void {
  if (process.env['BOX'] === 'cannot reset' && ++resets > 1) throw new Error('locked')
}

function fail(): never {
  throw new Error('still busy')
}
