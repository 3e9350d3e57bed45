import { expect, test } from 'vitest'
import { CallLog } from './call-log.ts'

test('records arguments and answers as they were at the time', async () => {
  const log = new CallLog()
  const answer = { name: 'Ada' }
  const adapter = log.wrap(
    {
      save: async (user: { name: string }) => {
        user.name = 'changed by the adapter'
        return answer
      },
    },
    'peer',
  )
  await adapter.save({ name: 'Ada' })
  answer.name = 'changed by the case'
  expect(log.calls).toEqual([{ method: 'save', args: [{ name: 'Ada' }], result: { name: 'Ada' }, by: 'peer' }])
})

test('passes arguments and answers on untouched', async () => {
  const given = Object.freeze({ on: () => {} })
  const adapter = new CallLog().wrap({ echo: async (value: object) => value }, 'adapter')
  expect(await adapter.echo(given)).toBe(given)
})

test('records errors, and knows by identity who threw', async () => {
  const log = new CallLog()
  const error = new Error('same words')
  const adapter = log.wrap({ fail: () => Promise.reject(error), other: 1 }, 'adapter')
  await expect(adapter.fail()).rejects.toBe(error)
  expect(log.calls[0]).toEqual({ method: 'fail', args: [], error, by: 'adapter' })
  expect(log.thrower(error)).toBe('fail')
  expect(log.thrower(new Error('same words'))).toBeUndefined()
  expect(adapter.other).toBe(1)
})

test('keeps the last 200 calls', async () => {
  const log = new CallLog()
  const adapter = log.wrap({ count: async (value: number) => value }, 'adapter')
  for (let index = 0; index < 205; index++) await adapter.count(index)
  expect(log.calls.length).toBe(200)
  expect(log.calls[0]?.args).toEqual([5])
})

test('shows own properties only as own, and lets inherited ones be seen', () => {
  class Base {
    inherited(): number {
      return 1
    }
  }
  const wrapped = new CallLog().wrap(Object.assign(new Base(), { own: () => 2 }), 'adapter')
  expect(Object.keys(wrapped)).toEqual(['own'])
  expect('inherited' in wrapped).toBe(true)
})
