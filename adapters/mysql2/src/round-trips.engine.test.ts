import { expect, onTestFinished, test } from 'vitest'
import { server } from '../../../scripts/engines/server.ts'
import { openMysql } from '../../../scripts/roundtrips/databases/mysql.ts'
import { measure } from '../../../scripts/roundtrips/measure.ts'
import { committed } from '../../../scripts/roundtrips/page.ts'
import type { MySQLOptions } from './index.ts'

const { id, url } = server()
const onMariaDB = id.startsWith('mariadb')

const columns: { title: string; options: MySQLOptions }[] = [
  { title: onMariaDB ? 'MariaDB' : 'MySQL', options: {} },
  ...(onMariaDB ? [{ title: "MariaDB, dialect: 'mariadb'", options: { dialect: 'mariadb' } as const }] : []),
]

test.each(columns)('$title executes as many statements as docs/round-trips.md says', async ({ title, options }) => {
  const counted = await openMysql(url, title, options)
  onTestFinished(async () => void (await counted.close()))
  expect(await measure(counted)).toEqual(committed(title))
})
