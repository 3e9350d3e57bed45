import { expect, onTestFinished, test } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { openPostgres } from '../../../scripts/roundtrips/databases/postgres.ts'
import { measure } from '../../../scripts/roundtrips/measure.ts'
import { committed } from '../../../scripts/roundtrips/page.ts'

test('the server executes as many statements for each method as docs/round-trips.md says', async () => {
  const counted = await openPostgres(server().url)
  onTestFinished(async () => void (await counted.close()))
  expect(await measure(counted)).toEqual(committed(counted.title))
})
