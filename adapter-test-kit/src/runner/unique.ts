import { createHash, randomInt } from 'node:crypto'
import type { Unique } from './types.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz'
const alphabet = `${letters}234567`

/** A seed for a run that was given none. */
export function newSeed(): number {
  return randomInt(2 ** 32)
}

/**
 * Values that depend on nothing but the seed and the case, so that a case alone gets what it got in the whole run.
 * Taken from 256-bit hashes: other cases, and runs of other seeds on the same store, never get the same.
 *
 * @param nonce makes other words, so that a seed can be replayed on a store that holds them; numbers stay
 */
export function uniqueOf(seed: number, caseId: string, nonce = ''): Unique {
  let count = 0
  const bytes = (salt = nonce): Buffer => createHash('sha256').update(`${seed}\n${caseId}\n${count++}${salt}`).digest()
  const word = (prefix = ''): string => {
    const [first = 0, ...rest] = bytes().subarray(0, 16)
    // A letter first: what looks like a number is something else to a store with weak types.
    return `${prefix}${letters[first % 26]}${rest.map((byte) => alphabet[byte % 32]).join('')}`
  }
  return {
    word,
    email: () => `${word()}@example.test`,
    int: (below) => bytes('').readUIntBE(0, 6) % below,
    uuid: () => {
      const raw = bytes()
      raw.writeUInt8((raw.readUInt8(6) & 0x0f) | 0x40, 6)
      raw.writeUInt8((raw.readUInt8(8) & 0x3f) | 0x80, 8)
      return raw.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    },
  }
}

/** The items in an order that the seed decides. */
export function shuffle<T>(items: readonly T[], seed: number): T[] {
  const unique = uniqueOf(seed, 'order')
  const drawn = items.map((item) => ({ item, lot: unique.int(2 ** 40) }))
  return drawn.sort((a, b) => a.lot - b.lot).map(({ item }) => item)
}
