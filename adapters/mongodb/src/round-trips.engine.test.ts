import { expect, onTestFinished, test } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { openMongodb } from '../../../scripts/roundtrips/databases/mongodb.ts'
import { measure } from '../../../scripts/roundtrips/measure.ts'
import { committed } from '../../../scripts/roundtrips/page.ts'

test('the driver sends as many commands for each method as docs/round-trips.md says', async () => {
  const counted = await openMongodb(server().url)
  onTestFinished(async () => void (await counted.close()))
  expect(await measure(counted)).toEqual(committed(counted.title))
})
