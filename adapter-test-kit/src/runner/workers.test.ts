import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Box, contractOf, defineCase, keeps, takesOnce } from '../../test/box.ts'
import { attach, type Setup } from '../../test/box-sqlite.ts'
import { runConformance } from './session.ts'
import type { Case, Opened, Report, Target } from './types.ts'

const folder = mkdtempSync(join(tmpdir(), 'kit-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

function sqlite(take: Setup['take'], worker = new URL('../../test/box-sqlite.ts', import.meta.url)): Target<Box> {
  const workerData: Setup = { file: join(folder, `${++files}.db`), take }
  return { name: 'sqlite', worker, open: () => ({ ...attach(workerData), workerData }) }
}

function run(target: Target<Box>, ...cases: Case<Box>[]): Promise<Report> {
  return runConformance(target, { contract: contractOf(...cases), timeout: 5_000 })
}

test('processes prove that an atomic take is taken once', { timeout: 30_000 }, async () => {
  const report = await run(sqlite('atomic'), takesOnce)
  expect(report.results[0]).toMatchObject({ status: 'passed', message: '' })
  expect(report.results[0]?.calls.filter(({ by }) => by === 'worker').length).toBeGreaterThanOrEqual(100)
})

test('processes catch a take that looks before it deletes, which one alone cannot', { timeout: 30_000 }, async () => {
  const target = sqlite('twice')
  const together = await run(target, takesOnce)
  expect(together.results[0]).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(/^[234] of ten took it/) as string,
  })
  const { worker: _, ...alone } = target
  expect((await run(alone, takesOnce)).results[0]?.status).toBe('inconclusive')
})

test(
  'where a race did not overlap, the next one is held until every process takes part',
  { timeout: 30_000 },
  async () => {
    const target = sqlite('twice')
    let held = 0
    const open = (): Opened<Box> => {
      const opened = target.open() as Opened<Box> & { hold: () => () => void }
      return { ...opened, hold: () => (held++, opened.hold()) }
    }
    const kase = defineCase({
      ...takesOnce,
      needs: ['put'],
      run: async ({ adapter, unique, race }) => {
        const key = unique.word()
        await adapter.put(key, 'value')
        await race([{ method: 'get', args: [key] }])
        assert.equal(held, 0)
        const { outcomes } = await race(Array.from({ length: 10 }, () => ({ method: 'take', args: [key] })))
        const winners = outcomes.filter((outcome) => outcome.ok && outcome.value !== null)
        assert.deepEqual([winners.length, held], [4, 1])
      },
    })
    expect((await run({ ...target, open }, kase)).results[0]).toMatchObject({ status: 'passed', message: '' })
  },
)

const raceOnce = (check: (outcomes: readonly unknown[]) => void): Case<Box> =>
  defineCase({
    id: 'once',
    rule: 'take.once',
    title: 'once',
    needs: [],
    timeout: 3_000,
    run: async ({ race }) => {
      const calls = [1, 2, 3].map((index) => ({ method: 'take', args: [`key ${index}`] }))
      for (let round = 0; round < 10; round++) check((await race(calls)).outcomes)
    },
  })

test('errors keep name, message and code on their way', { timeout: 30_000 }, async () => {
  const check = raceOnce((outcomes) => {
    assert.equal(outcomes.length, 3)
    for (const outcome of outcomes) {
      const { ok, error } = outcome as { ok: boolean; error: Error }
      assert.equal(ok, false)
      assert(error instanceof Error)
      assert.deepEqual(Object.entries(error), [
        ['code', 'E_EMPTY'],
        ['errno', 5],
      ])
      assert.equal(String(error), 'RangeError: no more')
    }
  })
  expect((await run(sqlite('refuses'), check)).results[0]).toMatchObject({ status: 'passed', message: '' })
})

test(
  'a process that dies is the failure of its case, and the next case gets another',
  { timeout: 30_000 },
  async () => {
    const { results } = await run(
      sqlite('exits'),
      raceOnce(() => {}),
      keeps,
      { ...raceOnce(() => {}), id: 'again' },
    )
    const dead = /^take threw ChildDied: the worker process died \(exit code 9\)/
    expect(results.find(({ id }) => id === 'once')).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(dead) as string,
    })
    expect(results.find(({ id }) => id === 'again')).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(dead) as string,
    })
    expect(results.find(({ id }) => id === keeps.id)?.status).toBe('passed')
  },
)

test('a process that blocks is a hang of its case, and is ended', { timeout: 30_000 }, async () => {
  const { results, warnings } = await run(
    sqlite('blocks'),
    raceOnce(() => {}),
    keeps,
  )
  expect(results.find(({ id }) => id === 'once')).toMatchObject({
    status: 'failed',
    message: 'take did not answer within 3000 ms.',
  })
  expect(results.find(({ id }) => id === keeps.id)?.status).toBe('passed')
  expect(warnings).toEqual([])
})

test('a worker module without attach is named', { timeout: 30_000 }, async () => {
  const { results } = await run(
    sqlite('atomic', new URL('../../test/box.ts', import.meta.url)),
    raceOnce(() => {}),
  )
  expect(results[0]?.status).toBe('errored')
  expect(results[0]?.message).toMatch(/box\.ts does not export a function `attach`/)
})
