import { createPool as createCallbackPool } from 'mysql2'
import { type Pool, createPool } from 'mysql2/promise'
import { afterAll, describe, expect, test } from 'vitest'
import { MySQLAdapter, check, migrate } from './index.ts'

// Nothing is sent: opening a pool opens no connection.
const pools: Pool[] = []
afterAll(() => Promise.all(pools.map((pool) => pool.end())))
const poolOf = (charset?: string): Pool => {
  const pool = createPool({ host: '192.0.2.1', ...(charset && { charset }) })
  pools.push(pool)
  return pool
}

describe('a client whose charset cannot hold every text is refused', () => {
  test.each([
    'latin1_swedish_ci',
    'utf8_general_ci',
    'ascii_general_ci',
    'gbk_chinese_ci',
    'big5_chinese_ci',
    'binary',
  ])('%s', async (charset) => {
    const refusal: unknown = expect.objectContaining({
      code: 'invalid-input',
      message: expect.stringContaining('charset') as string,
    })
    expect(() => MySQLAdapter(poolOf(charset))).toThrow(refusal)
    await expect(migrate(poolOf(charset))).rejects.toThrow(refusal)
    await expect(check(poolOf(charset))).rejects.toThrow(refusal)
  })

  test('of callbacks too', () => {
    const pool = createCallbackPool({ host: '192.0.2.1', charset: 'latin1_swedish_ci' })
    pools.push(pool.promise())
    expect(() => MySQLAdapter(pool)).toThrow(/charset/)
  })

  test.each([
    undefined,
    'utf8mb4',
    'utf8mb4_general_ci',
    'utf8mb4_unicode_ci',
    'utf8mb4_0900_ai_ci',
    'utf8mb4_ja_0900_as_cs',
  ])('not %s', (charset) => {
    expect(MySQLAdapter(poolOf(charset))).toHaveProperty('createUser')
  })
})
