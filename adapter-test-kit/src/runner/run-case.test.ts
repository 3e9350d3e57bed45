import assert from 'node:assert/strict'
import { runInNewContext } from 'node:vm'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Box, contractOf, defineCase, keeps, memoryBox } from '../../test/box.ts'
import { AssertionFailed } from './errors.ts'
import { runConformance } from './session.ts'
import type { Context, Result, Target } from './types.ts'

type Run = (context: Context<Box>) => Promise<void>

async function resultsOf(adapter: Partial<Box>, runs: Run[], target: Partial<Target<Box>> = {}): Promise<Result[]> {
  const cases = runs.map((run, index) =>
    defineCase({ id: String(index), rule: 'get.keeps', title: 'a case', needs: ['put', 'get', 'take', 'clear'], run }),
  )
  const whole = { ...memoryBox(), ...adapter }
  const report = await runConformance(
    { name: 'box', open: () => ({ adapter: whole }), ...target },
    { contract: contractOf(...cases), timeout: 60, seed: 1 },
  )
  return report.results.toSorted((a, b) => Number(a.id) - Number(b.id))
}

async function endingOf(
  adapter: Partial<Box>,
  run: Run,
  target?: Partial<Target<Box>>,
): Promise<Pick<Result, 'status' | 'message'>> {
  const [result] = await resultsOf(adapter, [run], target)
  assert(result)
  return { status: result.status, message: result.message }
}

const never = new Promise<never>(() => {})

test('a case whose checks hold passes', async () => {
  expect(await endingOf({}, async ({ adapter }) => assert.equal(await adapter.get('nothing'), null))).toEqual({
    status: 'passed',
    message: '',
  })
})

test.each([
  ['node:assert', (): void => assert.equal(1, 2, 'one is not two')],
  [
    'AssertionFailed',
    (): void => {
      throw new AssertionFailed('one is not two')
    },
  ],
  [
    'another realm, as under jest',
    (): void => {
      throw runInNewContext('Object.assign(new Error("one is not two"), { name: "AssertionError" })')
    },
  ],
  ['vitest', (): void => expect(1, 'one is not two').toBe(2)],
])('a check of %s that does not hold fails', async (_, check) => {
  const ending = await endingOf({}, async () => check())
  expect(ending.status).toBe('failed')
  expect(ending.message).toContain('one is not two')
})

test('what the adapter throws is the failure of its method, also when it throws at once or an assertion', async () => {
  const refuse: Run = async ({ adapter }) => void (await adapter.get('key'))
  const error = Object.assign(new Error('no table'), { code: 'E1' })
  const atOnce = (): never => {
    throw error
  }
  const message = 'get threw Error [E1]: no table'
  expect(await endingOf({ get: () => Promise.reject(error) }, refuse)).toEqual({ status: 'failed', message })
  expect(await endingOf({ get: atOnce }, refuse)).toEqual({ status: 'failed', message })
  const asserting = await endingOf({ get: async () => assert.fail('inner') }, refuse)
  expect(asserting).toEqual({ status: 'failed', message: 'get threw AssertionError [ERR_ASSERTION]: inner' })
})

test('a bug of the case is told from a failure of the adapter', async () => {
  const ending = await endingOf({}, async () => {
    throw new TypeError('x is not a function')
  })
  expect(ending.status).toBe('errored')
  expect(ending.message).toMatch(/^TypeError: x is not a function\n {4}at .*run-case\.test/)
})

test('a hanging method is named', async () => {
  const ending = await endingOf({ take: () => never }, async ({ adapter }) => {
    await adapter.get('key')
    await adapter.take('key')
  })
  expect(ending).toEqual({ status: 'failed', message: 'take did not answer within 60 ms.' })
})

test('a case that hangs by itself is errored', async () => {
  expect((await endingOf({}, () => never)).message).toBe(
    'The case did not end within 60 ms, though every call had answered.',
  )
})

test('a call that is not awaited is a bug of the case', async () => {
  const slow = { put: async () => (await delay(30), 'value') }
  const ending = await endingOf(slow, async ({ adapter }) => {
    adapter.put('key', 'value').catch(() => {})
  })
  expect(ending).toEqual({ status: 'errored', message: 'The case did not await put.' })
})

test('a case after its limit reaches the adapter no more, and does not disturb the next', async () => {
  const keys: string[] = []
  const results = await resultsOf({ put: async (key) => (keys.push(key), key) }, [
    async ({ adapter }) => {
      await delay(120)
      await adapter.put('late', 'value')
    },
    async ({ adapter }) => {
      await adapter.put('next', 'value')
      await delay(50)
      await adapter.put('next', 'value')
    },
    () => delay(50),
    () => delay(50),
  ])
  // The order is the seed's, so the late call may come after the run.
  await delay(150)
  expect(results.map(({ status }) => status)).toEqual(['errored', 'passed', 'passed', 'passed'])
  expect(keys).toEqual(['next', 'next'])
})

test('a call that fails beside another failure takes nothing down', async () => {
  const slowly = { get: async () => (await delay(5), assert.fail('second')) }
  const ending = await endingOf(slowly, async ({ adapter }) => {
    const second = adapter.get('key')
    await delay(20)
    await Promise.reject(new AssertionFailed('first'))
    await second
  })
  expect(ending).toEqual({ status: 'failed', message: 'first' })
})

test('a case ends itself as inconclusive or not applicable', async () => {
  expect(await endingOf({}, async ({ inconclusive }) => inconclusive('who knows'))).toEqual({
    status: 'inconclusive',
    message: 'who knows',
  })
  expect(await endingOf({}, async ({ notApplicable }) => notApplicable('no e-mail'))).toEqual({
    status: 'notApplicable',
    message: 'no e-mail',
  })
})

test('a case does not apply when its methods are missing; an inherited one is missing', async () => {
  class Inherits {
    get(): Promise<null> {
      return Promise.resolve(null)
    }
  }
  const adapter = Object.assign(new Inherits(), { put: memoryBox().put }) as unknown as Box
  const report = await runConformance({ name: 'box', open: () => ({ adapter }) }, { contract: contractOf(keeps) })
  expect(report.results[0]).toMatchObject({ status: 'notApplicable', message: 'The adapter has no get.' })
  expect(report.verdicts).toEqual({ basic: 'notRun', strict: 'notRun' })
})

test('methods are called without `this`', async () => {
  const seen: unknown[] = []
  const get = async function (this: unknown): Promise<null> {
    seen.push(this)
    return null
  }
  await endingOf({ get }, async ({ adapter }) => void (await adapter.get('key')))
  expect(seen).toEqual([undefined])
})

test('the peer is another adapter, opened once, and the adapter itself where there is none', async () => {
  let opened = 0
  const peer = (): Box => {
    const name = `peer ${++opened}`
    return { ...memoryBox(), get: async () => name }
  }
  const run: Run = async (context) => {
    const second = await context.peer()
    assert.equal(await second.get('key'), 'peer 1')
    assert.equal(await (await context.peer()).get('key'), 'peer 1')
  }
  expect((await endingOf({}, run, { open: () => ({ adapter: memoryBox(), peer }) })).message).toBe('')
  const alone = await resultsOf({}, [async (context) => assert.equal(await context.peer(), context.adapter)])
  expect(alone[0]?.status).toBe('passed')
})

test('closed connections are offered where the target has them', async () => {
  const closed = (): Box => ({ ...memoryBox(), get: () => Promise.reject(new Error('closed')) })
  const run: Run = async ({ openClosed }) => {
    assert(openClosed)
    await assert.rejects((await openClosed()).get('key'), /closed/)
  }
  expect(await endingOf({}, run, { open: () => ({ adapter: memoryBox(), closed }) })).toMatchObject({
    status: 'passed',
  })
  expect(await endingOf({}, async ({ openClosed }) => assert.equal(openClosed, undefined))).toMatchObject({
    status: 'passed',
  })
})
