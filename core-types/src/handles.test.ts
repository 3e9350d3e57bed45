import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { digestOf, handleOf } from './handles.ts'

test('handleOf() is the base64url SHA-256 of the token', async () => {
  // FIPS 180-2, appendix B.1, and the digest of nothing.
  expect(await handleOf('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0')
  expect(await handleOf('')).toBe('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU')
})

test('handleOf() hashes UTF-8', async () => {
  for (const token of ['é€😀', 'x'.repeat(10_000)]) {
    expect(await handleOf(token)).toBe(createHash('sha256').update(token, 'utf8').digest('base64url'))
  }
})

test('digestOf() is what a handle holds', async () => {
  expect(digestOf(await handleOf('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test.each([
  [''],
  ['abc'],
  ['ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa'],
  ['ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0='],
  ['ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0'],
  // The last character has bits that no digest has.
  ['ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa1'],
  ['ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0\n'],
  ['AungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0'],
  [['ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0']],
  [null],
  [undefined],
  [{}],
  [7],
])('digestOf(%j) is no digest', (handle) => {
  expect(digestOf(handle)).toBeUndefined()
})
