import { expect, test } from 'vitest'
import { adapterOn, open, rowsOf } from '../test/databases.ts'
import { SQLiteAdapter, migrate } from './index.ts'

const expires = new Date(Date.now() + 60_000)
const noon = new Date('2001-02-03T04:05:06.789Z')

test.each([['NULL'], ["'2099-99-99'"], ["''"], ["x'00'"]])(
  'a session that expires at %s is not alive',
  async (expires) => {
    const { adapter, database } = await adapterOn()
    await adapter.createUser({ id: 'u' })
    database.exec('DROP TABLE sessions; CREATE TABLE sessions (sessionToken PRIMARY KEY, userId, expires)')
    database.exec(`INSERT INTO sessions VALUES ('t', 'u', ${expires})`)
    expect(await adapter.getSessionAndUser('t')).toBeNull()
  },
)

test('iso8601 stores text in UTC, to the millisecond, that compares by time', async () => {
  const options = { schema: { encodings: { timestamp: 'iso8601' as const } } }
  const database = open()
  await migrate(database, options)
  let clock = noon.getTime()
  const adapter = SQLiteAdapter(database, { ...options, now: () => clock })
  await adapter.createUser({ id: 'u', emailVerified: new Date('1900-01-01T00:00:00.001Z') })
  expect(rowsOf(database, 'users')).toMatchObject([{ emailVerified: '1900-01-01T00:00:00.001Z' }])
  const session = { sessionToken: 't', userId: 'u', expires: noon }
  await adapter.createSession(session)
  expect(rowsOf(database, 'sessions')).toEqual([{ ...session, expires: '2001-02-03T04:05:06.789Z' }])
  expect(await adapter.getSessionAndUser('t')).toMatchObject({ session })
  expect(await adapter.deleteExpired()).toMatchObject({ session: 0 })
  clock++
  expect(await adapter.listSessions('u')).toEqual([])
  expect(await adapter.updateSession({ sessionToken: 't', expires })).toBeNull()
  expect(await adapter.getSessionAndUser('t')).toBeNull()
  expect(rowsOf(database, 'sessions')).toEqual([])
})
