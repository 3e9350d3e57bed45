import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { AdapterError } from './errors.ts'

describe('AdapterError', () => {
  test('says what, where and of what', () => {
    const error = new AdapterError('duplicate', 'createUser: taken.', {
      operation: 'createUser',
      entity: 'user',
      field: 'email',
    })
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      name: 'AdapterError',
      code: 'duplicate',
      operation: 'createUser',
      entity: 'user',
      field: 'email',
    })
    expect(error.message).toBe('createUser: taken.')
    expect(error).not.toHaveProperty('cause')
  })

  test('keeps of its cause names and codes, and nothing that may hold a value', () => {
    const secret = '53cr3t'
    const cause = Object.assign(new Error(`duplicate key ${secret}`), {
      name: 'DatabaseError',
      code: '23505',
      errno: 1062,
      sqlState: '23000',
      constraint: 'users_email_key',
      table: 'users',
      column: 'email',
      detail: `Key (email)=(${secret}) already exists.`,
      sql: `INSERT ${secret}`,
      sqlMessage: secret,
      parameters: [secret],
      keyValue: { email: secret },
      where: secret,
      cause: new Error(secret),
      errors: [new Error(secret)],
    })
    const error = new AdapterError('duplicate', 'createUser: taken.', { cause })
    expect(error.cause).toEqual({
      name: 'DatabaseError',
      code: '23505',
      errno: 1062,
      sqlState: '23000',
      constraint: 'users_email_key',
      table: 'users',
      column: 'email',
    })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret)
    expect(JSON.stringify(error)).not.toContain(secret)
  })

  test.each([['53cr3t'], [12], [null], [Symbol('53cr3t')], [() => '53cr3t']])(
    'keeps nothing of %o, which is no error',
    (cause) => {
      expect(inspect(new AdapterError('internal', 'm', { cause }), { showHidden: true })).not.toContain('53cr3t')
    },
  )

  test('keeps no object that stands where a code should', () => {
    const cause = { code: { value: '53cr3t' }, name: ['53cr3t'], errno: NaN }
    expect(new AdapterError('internal', 'm', { cause }).cause).toEqual({ errno: NaN })
  })
})
