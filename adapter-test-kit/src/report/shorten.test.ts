import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import type { Result } from '../runner/types.ts'
import { shortenResult } from './shorten.ts'

function resultWith(calls: Result['calls'], message = ''): Result {
  return { id: 'a', rule: 'r', profile: 'p', method: 'm', title: 't', status: 'failed', message, calls, durationMs: 1 }
}

const secret = 'abcdefghijklmnop'

test('values under secret keys are cut, wherever they turn up again', () => {
  const { calls, message } = shortenResult(
    resultWith(
      [
        { method: 'createSession', args: [{ sessionToken: secret, userId: 'u' }], result: null, by: 'adapter' },
        { method: 'getSession', args: [secret], error: new Error(`no ${secret}`), by: 'adapter' },
      ],
      `expected ${secret}`,
    ),
  )
  expect(JSON.stringify([calls, message])).not.toContain(secret)
  expect(calls[0]?.args).toEqual([{ sessionToken: 'abcd…(16 characters)', userId: 'u' }])
  expect(calls[1]?.args).toEqual(['abcd…(16 characters)'])
  expect(message).toBe('expected abcd…(16 characters)')
})

test('what is short already stays, so that it tells how long the value was', () => {
  const call = { method: 'm', args: [{ token: secret, name: 'x'.repeat(500) }], by: 'adapter' } as const
  const once = shortenResult(resultWith([call], `no ${secret}`))
  expect(shortenResult(once)).toEqual(once)
})

test('dates and errors of another realm, as under jest, are what they are', () => {
  const at: unknown = runInNewContext('new Date(0)')
  const error: unknown = runInNewContext('Object.assign(new RangeError("far"), { code: "E1" })')
  const { calls } = shortenResult(resultWith([{ method: 'm', args: [{ at }], error, by: 'adapter' }]))
  expect(calls[0]?.args).toEqual([{ at }])
  expect(calls[0]?.error).toEqual({ name: 'RangeError', code: 'E1', message: 'far' })
})

test.each(['token', 'access_token', 'refresh_token', 'id_token', 'sessionToken', 'oauth_token_secret', 'password'])(
  '%s is secret, also when short',
  (key) => {
    const { calls } = shortenResult(
      resultWith([{ method: 'm', args: [{ [key]: 'abcdef', token_type: 'bearer' }], by: 'adapter' }]),
    )
    expect(calls[0]?.args).toEqual([{ [key]: '…(6 characters)', token_type: 'bearer' }])
  },
)

test('long text is cut, in messages too', () => {
  const long = 'x'.repeat(65_536)
  const { calls, message } = shortenResult(
    resultWith([{ method: 'm', args: [{ name: long }], by: 'adapter' }], `was ${long}!`),
  )
  expect(calls[0]?.args).toEqual([{ name: `${'x'.repeat(40)}…(65536 characters)` }])
  expect(message).toBe(`was ${'x'.repeat(40)}…(65537 characters)`)
})

test('everything survives being sent and written', () => {
  const cycle: Record<string, unknown> = { date: new Date(0), none: null, missing: undefined, big: 10n }
  cycle['self'] = cycle
  const throwing = Object.defineProperty({}, 'boom', {
    enumerable: true,
    get: () => {
      throw new Error('no')
    },
  })
  const error = Object.assign(new RangeError('no'), { code: 'E1', detail: secret })
  const args = [cycle, () => {}, Symbol('s'), new Uint8Array(3), throwing, error]
  const { calls } = shortenResult(resultWith([{ method: 'm', args, by: 'adapter' }]))
  expect(() => structuredClone(calls)).not.toThrow()
  expect(calls[0]?.args.slice(1)).toEqual([
    '[function ]',
    'Symbol(s)',
    '[3 bytes]',
    {},
    { name: 'RangeError', code: 'E1', message: 'no' },
  ])
  expect(calls[0]?.args[0]).toMatchObject({ date: new Date(0), none: null, missing: undefined, big: 10n })
})

test('an unanswered call stays one', () => {
  const { calls } = shortenResult(resultWith([{ method: 'm', args: [], by: 'worker' }]))
  expect(calls).toEqual([{ method: 'm', args: [], by: 'worker' }])
})
