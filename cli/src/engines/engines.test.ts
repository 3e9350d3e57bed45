import { resolve } from 'node:path'
import * as sqliteAdapter from '@strongroom/better-sqlite3'
import * as mongodbAdapter from '@strongroom/mongodb'
import * as mysqlAdapter from '@strongroom/mysql2'
import * as postgresAdapter from '@strongroom/pg'
import { expect, test } from 'vitest'
import { usage } from '../arguments.ts'
import { engineOf, engines } from './index.ts'
import { fileOf } from './sqlite.ts'

test.each([
  ['postgres://u:p@h/d', 'PostgreSQL'],
  ['postgresql://u:p@h/d?sslmode=require', 'PostgreSQL'],
  ['POSTGRES://h/auth.db', 'PostgreSQL'],
  ['mysql://u:p@h/d', 'MySQL'],
  ['mariadb://u:p@h/d', 'MariaDB'],
  ['mongodb://a:1,b:2/d', 'MongoDB'],
  ['mongodb+srv://u:p@h/d', 'MongoDB'],
  ['file:./auth', 'SQLite'],
  ['sqlite:auth', 'SQLite'],
  ['auth.db', 'SQLite'],
  ['/var/lib/site/auth.sqlite', 'SQLite'],
  ['C:\\site\\auth.sqlite3', 'SQLite'],
])('%s is of %s', (url, title) => {
  expect(engineOf(url).title).toBe(title)
})

test.each(['', 'auth', 'localhost:5432/s3cret', 'redis://s3cret', 'file:', '.db', 'ada:s3cret@host/d'])(
  '%j is refused with the forms that there are, and not repeated',
  (url) => {
    expect(() => engineOf(url)).toThrow(/postgres:\/\/.*\.sqlite/)
    expect(() => engineOf(url)).not.toThrow(/s3cret/)
  },
)

test.each([
  ['file:./auth.db', './auth.db'],
  ['file:auth.db?connection_limit=1', 'auth.db'],
  ['sqlite://auth.db', 'auth.db'],
  ['sqlite:///var/auth.db', '/var/auth.db'],
  ['file:/var/auth.db', '/var/auth.db'],
  ['auth.db', 'auth.db'],
])('%s names the file %s', (url, file) => {
  expect(fileOf(url)).toBe(file)
})

test.skipIf(process.platform === 'win32')('a URL of a file is read as one', () => {
  expect(fileOf('file:///var/my%20site/auth.db')).toBe(resolve('/var/my site/auth.db'))
})

test.each([
  [engines.postgres, postgresAdapter],
  [engines.mysql, mysqlAdapter],
  [engines.mariadb, mysqlAdapter],
  [engines.sqlite, sqliteAdapter],
  [engines.mongodb, mongodbAdapter],
])('$title: the presets are those that its package exports, and the help names them', (engine, adapter) => {
  const exported = Object.entries(adapter).filter(([, value]) => typeof value === 'object')
  const names = exported.map(([name]) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))
  expect(engine.presets.toSorted()).toEqual(names.sort())
  const line = usage.split('\n').find((text) => text.includes(engine.title) && text.includes(engine.presets[0] ?? '?'))
  expect(line).toContain(` ${engine.presets.join(', ')}`)
})
