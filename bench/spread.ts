/** Where the middle of some numbers lies, and the middle half of them. */
export interface Spread {
  readonly lower: number
  readonly median: number
  readonly upper: number
}

/** The quartiles, interpolated between neighbours. */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b)
  const at = (share: number): number => {
    const place = share * (sorted.length - 1)
    const low = sorted[Math.floor(place)] ?? Number.NaN
    const high = sorted[Math.ceil(place)] ?? low
    return low + (high - low) * (place % 1)
  }
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) }
}
