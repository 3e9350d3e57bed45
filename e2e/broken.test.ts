import { afterAll, beforeAll, expect, test } from 'vitest'
import { flows } from './flows/index.ts'
import { type Theatre, openTheatre } from './stage.ts'

// Each flow is there to notice a bug of an adapter: here it has one, and the flow has to fail.
let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre('sqlite')
}, 60_000)
afterAll(() => theatre?.close())

test.each(flows.map((flow) => ({ ...flow, bug: flow.notices[0] })))(
  '$name, with an adapter that $bug',
  async (flow) => {
    // By what it asserts, and not because something took too long.
    await expect(theatre.run(flow, flow.notices[1](theatre.adapter))).rejects.toMatchObject({ name: 'AssertionError' })
  },
  60_000,
)
