import { expect, onTestFinished, test } from 'vitest'
import { openSqlite } from '../../../scripts/roundtrips/databases/sqlite.ts'
import { measure } from '../../../scripts/roundtrips/measure.ts'
import { committed } from '../../../scripts/roundtrips/page.ts'

test('SQLite executes as many statements for each method as docs/round-trips.md says', async () => {
  const counted = await openSqlite()
  onTestFinished(async () => void (await counted.close()))
  expect(await measure(counted)).toEqual(committed(counted.title))
})
