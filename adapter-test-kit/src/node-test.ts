import { after, before, describe, it } from 'node:test'
import { bind, type DescribeConformance } from './bind.ts'

/** Makes the tests of a target for Node's own test runner, `node --test`. */
export const describeConformance: DescribeConformance = bind({
  describe: (name, body) => describe(name, { concurrency: false }, body),
  it: (name, body, timeout) => it(name, { timeout }, body),
  before: (body, timeout) => before(body, { timeout }),
  after: (body, timeout) => after(body, { timeout }),
})
