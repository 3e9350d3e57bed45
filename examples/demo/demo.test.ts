import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { defineTarget } from '@strongroom/adapter-test-kit'
import { referenceAdapter } from '@strongroom/adapter-test-kit/reference'
import type { Adapter } from '@strongroom/core-types'
import { expect, test } from 'vitest'
import { broken, leavesSessions } from './broken.fixture.ts'
import type { DemoDatabase } from './databases/database.ts'
import { sqlite } from './databases/sqlite.ts'
import { run } from './run.ts'

interface Ended {
  readonly code: unknown
  readonly out: string
  readonly err: string
}

function demo(...args: string[]): Promise<Ended> {
  const env = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined }
  return new Promise((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { env }, (error, out, err) => {
      resolve({ code: error?.code ?? 0, out, err })
    })
  })
}

test('proves SQLite and signs a person in and out', { timeout: 60_000 }, async () => {
  const { code, out, err } = await demo()
  expect(err).toBe('')
  expect(code).toBe(0)
  for (const profile of ['authjs', 'secure', 'strongroom']) {
    expect(out).toMatch(new RegExp(`^  ${profile} +kept  \\d+ of \\d+ cases passed`, 'm'))
  }
  const counts = [...out.matchAll(/^users .*/gm)].map(([line]) =>
    line.replaceAll(/ · (accounts|authenticators) 0/g, ''),
  )
  expect(counts).toEqual([
    'users 0 · sessions 0 · verification_token 0',
    'users 0 · sessions 0 · verification_token 0 → 1',
    'users 0 → 1 · sessions 0 → 1 · verification_token 1 → 0',
    'users 1 · sessions 1 · verification_token 0',
    'users 1 · sessions 1 · verification_token 0',
    'users 1 · sessions 1 → 0 · verification_token 0',
  ])
  expect(out).toMatch(/^She asks who she is: ada@example\.com, until \d{4}-/m)
  expect(out).toMatch(/^All of it went as it should, on SQLite, in [\d.]+ s\.\n$/m)
  // Plain text, and nothing as long as a token.
  expect(out).not.toContain('\u001b')
  expect(out).not.toMatch(/[0-9a-f]{16}|[0-9a-f-]{36}/)
})

test('says what databases there are', async () => {
  const unknown = await demo('--db', 'toString')
  expect(unknown.code).toBe(2)
  expect(unknown.err).toContain('There is no database toString. There is: sqlite')
  expect((await demo('--unknown')).code).toBe(2)
})

/** Runs the command on a database whose conformance is judged in memory, which takes no second process. */
async function runOn(database: DemoDatabase, judged: Partial<Adapter>): Promise<Ended> {
  const adapter = { ...referenceAdapter(), ...judged }
  const target = defineTarget({ name: 'Memory', store: 'process', open: () => ({ adapter }) })
  const load = async (): Promise<DemoDatabase> => ({
    ...database,
    open: async () => ({ ...(await database.open()), target }),
  })
  const told = { out: '', err: '' }
  const out = { write: (text: string) => (told.out += text) }
  const err = { write: (text: string) => (told.err += text) }
  return { code: await run(['--db', 'memory'], { memory: load }, out, err), ...told }
}

test('exits with 1 when the sign-in goes wrong', async () => {
  const { code, err } = await runOn(broken(leavesSessions), {})
  expect(err).toBe('\nThe demo failed.\nAfter "She signs out" sessions should hold 0, not 1.\n')
  expect(code).toBe(1)
})

test('exits with 1 when the contract is not kept, and names the cases', async () => {
  const { code, out, err } = await runOn(sqlite, leavesSessions())
  expect(out).toMatch(/^ {2}failed {2}deleteSession\/\w+\n {4}\S/m)
  expect(out).toMatch(/^ {2}secure +broken {2}/m)
  expect(err).toMatch(
    /^\nThe demo failed\.\nMemory: the adapter does not keep the contract\. Seed \d+ repeats this run\.\n$/,
  )
  expect(code).toBe(1)
})
