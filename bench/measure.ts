import { isDeepStrictEqual } from 'node:util'
import type { Contender, Operation } from './operation.ts'
import { type Spread, spreadOf } from './spread.ts'

/** What a contender took. */
export interface Measurement {
  readonly contender: string
  /** CPU time of the process for one call, in microseconds. */
  readonly micros: Spread
  /** The same, divided by the baseline's of the same round. */
  readonly ratio: Spread
}

/** @throws Error naming the first contender whose answer is wrong */
export async function verify({ name, tokens, expected, contenders }: Operation): Promise<void> {
  for (const { name: contender, call, read } of contenders) {
    for (const token of tokens.slice(0, 1000)) {
      if (!isDeepStrictEqual(read(await call(token)), expected(token))) {
        throw new Error(`${contender} gives a wrong answer to ${name}.`)
      }
    }
  }
}

/**
 * Measures the contenders in turns, each round beginning with another one, so that what else happens on the machine
 * happens to all of them. A round before the first warms up and does not count.
 */
export async function measure({ tokens, contenders }: Operation, rounds: number): Promise<Measurement[]> {
  const taken = new Map(contenders.map((contender) => [contender, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    const first = round % contenders.length
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      const micros = await timed(contender, tokens)
      if (round > 0) taken.get(contender)?.push(micros)
    }
  }
  const [baseline = []] = taken.values()
  return Array.from(taken, ([{ name }, micros]) => ({
    contender: name,
    micros: spreadOf(micros),
    ratio: spreadOf(micros.map((value, round) => value / (baseline[round] ?? Number.NaN))),
  }))
}

async function timed({ call }: Contender, tokens: readonly string[]): Promise<number> {
  const before = process.cpuUsage()
  for (const token of tokens) await call(token)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / tokens.length
}
