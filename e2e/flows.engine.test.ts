import { afterAll, beforeAll, inject, test } from 'vitest'
import type { Flow } from './flows/flow.ts'
import { flows } from './flows/index.ts'
import { type EngineName, type Theatre, openTheatre } from './stage.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** What the flows of a project run on. */
    flowsOn: EngineName
  }
}

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre(inject('flowsOn'))
}, 180_000)
afterAll(() => theatre?.close())

async function expectToGoWell(flow: Flow): Promise<void> {
  try {
    await theatre.run(flow)
  } catch (error) {
    console.warn(theatre.log.join('\n'))
    throw error
  }
}

// By position in the title: a property's name there would be cut short.
test.each(flows.map((flow) => [flow.name, flow] as const))('%s', { timeout: 60_000 }, async (_, flow) => {
  await expectToGoWell(flow)
})
