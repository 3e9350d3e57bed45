import { afterAll, beforeAll, describe, test } from 'vitest'
import { bind, type DescribeConformance } from './bind.ts'

/** Makes the tests of a target for Vitest. */
export const describeConformance: DescribeConformance = bind({
  // Tests that a retry or a shuffle moves would meet their own rows, or the sweeping cases.
  // oxlint-disable-next-line vitest/valid-describe-callback, vitest/valid-title -- no suite of this file
  describe: (name, body) => describe(name, { shuffle: false, concurrent: false, retry: 0 }, body),
  it: test,
  beforeAll,
  afterAll,
})
