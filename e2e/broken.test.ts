import { afterAll, beforeAll, expect, test } from 'vitest'
import { flows } from './flows/index.ts'
import { type Theatre, openTheatre } from './stage.ts'

// Each flow is there to notice a bug of an adapter: here it has one, and the flow has to fail.
let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre('sqlite')
}, 60_000)
afterAll(() => theatre?.close())

for (const flow of flows) {
  const [bug, broken] = flow.notices
  test(`${flow.name} — not with an adapter that ${bug}`, async () => {
    // By what it asserts, and not because something took too long.
    await expect(theatre.run(flow, broken(theatre.adapter))).rejects.toMatchObject({ name: 'AssertionError' })
  }, 60_000)
}
