import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { schema as sqlite } from '@strongroom/better-sqlite3'
import { schema as mongodb } from '@strongroom/mongodb'
import { schema as mysql } from '@strongroom/mysql2'
import { schema as postgres } from '@strongroom/pg'
import { expect, test } from 'vitest'

test.for([
  ['better-sqlite3', sqlite()],
  ['pg', postgres()],
  ['mysql2', mysql()],
  ['mongodb', mongodb()],
] as const)('the README of %s has the statements of schema()', ([adapter, statements]) => {
  const readme = readFileSync(join(import.meta.dirname, `../adapters/${adapter}/README.md`), 'utf8')
  expect(/```(?:sql|text)\n([^]*?)```/.exec(readme)?.[1]?.trim()).toBe(statements.trim())
})
