import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Box, contractOf, defineCase, memoryBox, takesOnce } from '../../test/box.ts'
import { runConformance } from './session.ts'
import type { Contract, Opened, Result, Target } from './types.ts'

async function raced(
  opened: Opened<Box>,
  target: Partial<Target<Box>> = {},
  contract: Contract<Box, string> = contractOf(takesOnce),
): Promise<Result> {
  const report = await runConformance({ name: 'box', open: () => opened, ...target }, { contract })
  return report.results[0] as Result
}

/** As a driver over a network: each statement answers after a turn of the event loop. */
function remoteBox(atomic: boolean): Box {
  const values = new Map<string, string>()
  const { put, get, take, clear } = memoryBox(values)
  const find: Box['take'] = async (key) => {
    const found = await get(key)
    await delay(2)
    values.delete(key)
    return found
  }
  return { put, get, clear, take: async (key) => (await delay(2), atomic ? take(key) : find(key)) }
}

test('a synchronous driver alone proves nothing: a race that it cannot lose is inconclusive, not passed', async () => {
  const result = await raced({ adapter: memoryBox() })
  expect(result.status).toBe('inconclusive')
  expect(result.message).toMatch(/^Nothing was raced: the calls did not overlap.*`worker`/)
})

test('data in memory races within one tick', async () => {
  expect((await raced({ adapter: memoryBox() }, { store: 'process' })).status).toBe('passed')
})

test('data in memory that is looked up and then deleted is caught', async () => {
  const values = new Map<string, string>()
  const take: Box['take'] = async (key) => {
    const found = await Promise.resolve(values.get(key) ?? null)
    values.delete(key)
    return found
  }
  const result = await raced({ adapter: { ...memoryBox(values), take } }, { store: 'process' })
  expect(result).toMatchObject({ status: 'failed', message: expect.stringMatching(/^10 of ten took it/) as string })
})

test('an asynchronous driver is raced, and caught', async () => {
  expect((await raced({ adapter: remoteBox(true) })).status).toBe('passed')
  expect(await raced({ adapter: remoteBox(false) })).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(/^10 of ten took it/) as string,
  })
})

test('one call that answers without a turn of the event loop spoils the evidence', async () => {
  const remote = remoteBox(true)
  let calls = 0
  const take: Box['take'] = (key) => (calls++ % 10 === 0 ? memoryBox().take(key) : remote.take(key))
  expect((await raced({ adapter: { ...remote, take } })).status).toBe('inconclusive')
})

test('one call is no race', async () => {
  const one = defineCase({
    id: 'one',
    rule: 'take.once',
    title: 'one',
    needs: [],
    run: async ({ race }) => void (await race([{ method: 'take', args: ['key'] }])),
  })
  const result = await raced({ adapter: remoteBox(true) }, { store: 'process' }, contractOf(one))
  expect(result).toMatchObject({ status: 'inconclusive', message: 'Nothing was raced: one call alone is no race.' })
})

test('calls are spread over the adapter and the peer, after as many calls to warm up', async () => {
  const made: string[] = []
  const box = (by: string): Box => ({
    ...remoteBox(true),
    get: async () => (made.push(`get by ${by}`), null),
    take: async () => (await delay(1), made.push(`take by ${by}`), null),
  })
  const four = defineCase({
    id: 'four',
    rule: 'take.once',
    title: 'four',
    needs: [],
    run: async ({ race }) => void (await race(Array.from({ length: 4 }, () => ({ method: 'take', args: ['key'] })))),
  })
  const contract = { ...contractOf(four), warmUp: { method: 'get', args: ['nobody'] } }
  const result = await raced({ adapter: box('adapter'), peer: () => box('peer') }, {}, contract)
  expect(made.slice(0, 4).toSorted()).toEqual(['get by adapter', 'get by adapter', 'get by peer', 'get by peer'])
  expect(made.slice(4).toSorted()).toEqual(['take by adapter', 'take by adapter', 'take by peer', 'take by peer'])
  expect(result.calls.map(({ by }) => by)).toEqual(['adapter', 'peer', 'adapter', 'peer'])
})
