import { DatabaseError } from 'pg'
import { describe, expect, test } from 'vitest'
import { explainers, isRepeatable } from './errors.ts'
import { dialectOf } from './driver.ts'

const names = ['sqlite', 'postgres', 'mysql', 'mariadb'] as const
const withErrno = (errno: number): Error => Object.assign(new Error('?'), { errno })
const withCode = (code: string): Error => Object.assign(new Error('?'), { code })

describe.each(names)('%s', (name) => {
  test.each([
    ['driver has already been destroyed', { code: 'unavailable' }],
    ['Postgres connection has been discarded', { code: 'unavailable' }],
    ['Transaction is already committed', { code: 'internal', hint: 'It was made over a transaction that has ended.' }],
    [
      'Transaction is already rolled back',
      { code: 'internal', hint: 'It was made over a transaction that has ended.' },
    ],
    ['driver has already been destroyed by a user called so', { code: 'internal' }],
  ])('kysely: %s', (message, explanation) => {
    expect(explainers[name](new Error(message))).toEqual(explanation)
  })

  test('what is no error is internal', () => {
    expect(explainers[name](undefined)).toEqual({ code: 'internal' })
  })
})

test("the drivers' own errors are read by each engine's table", () => {
  const duplicate = Object.assign(new DatabaseError('?', 0, 'error'), { code: '23505', constraint: 'users_email_key' })
  expect(explainers.postgres(duplicate)).toMatchObject({ code: 'duplicate', constraint: 'users_email_key' })
  expect(explainers.mysql(withErrno(1452)).code).toBe('reference')
  expect(explainers.mariadb(withErrno(1969)).code).toBe('unavailable')
  expect(explainers.sqlite(withCode('SQLITE_BUSY')).code).toBe('unavailable')
})

test.each([
  [1213, true],
  [1205, true],
  [1062, false],
])('only MySQL and MariaDB ask again: %i', (errno, repeatable) => {
  const asked = names.map((name) => isRepeatable(dialectOf({} as never, name), withErrno(errno)))
  expect(asked).toEqual([false, false, repeatable, repeatable])
})
