import { expect, onTestFinished, test } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { openMysql } from '../../../scripts/roundtrips/databases/mysql.ts'
import { measure } from '../../../scripts/roundtrips/measure.ts'
import { committed } from '../../../scripts/roundtrips/page.ts'
import { onMariaDB } from '../test/databases.ts'
import type { MySQLOptions } from './index.ts'

const columns: [title: string, options: MySQLOptions][] = onMariaDB()
  ? [
      ['MariaDB', {}],
      ["MariaDB, dialect: 'mariadb'", { dialect: 'mariadb' }],
    ]
  : [['MySQL', {}]]

test.each(columns)(
  'the server executes as many statements for each method as docs/round-trips.md says: %s',
  async (title, options) => {
    const counted = await openMysql(server().url, title, options)
    onTestFinished(async () => void (await counted.close()))
    const measured = await measure(counted)
    expect(measured).toEqual(committed(title))
    // Nothing is read that was given.
    expect(measured).toMatchObject({
      createSession: 1,
      createVerificationToken: 1,
      createAuthenticator: 1,
      'createUser, every field given': 1,
    })
  },
)
