import type { AdapterErrorCode } from '@strongroom/core-types'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { explain } from './errors.ts'

const { SqliteError } = Database
describe('explain() says what a result code means', () => {
  test.each<[code: string, message: string, expected: AdapterErrorCode]>([
    ['SQLITE_CONSTRAINT_UNIQUE', 'UNIQUE constraint failed: users.email', 'duplicate'],
    ['SQLITE_CONSTRAINT_PRIMARYKEY', 'UNIQUE constraint failed: users.id', 'duplicate'],
    ['SQLITE_CONSTRAINT_ROWID', 'UNIQUE constraint failed: users.id', 'duplicate'],
    ['SQLITE_CONSTRAINT_FOREIGNKEY', 'FOREIGN KEY constraint failed', 'reference'],
    ['SQLITE_CONSTRAINT_NOTNULL', 'NOT NULL constraint failed: users.tenant', 'schema'],
    ['SQLITE_CONSTRAINT_DATATYPE', 'cannot store TEXT value in INTEGER column users.x', 'schema'],
    ['SQLITE_CONSTRAINT_CHECK', 'CHECK constraint failed: adult', 'invalid-input'],
    ['SQLITE_CONSTRAINT_TRIGGER', 'no', 'invalid-input'],
    ['SQLITE_CONSTRAINT', 'constraint failed', 'invalid-input'],
    ['SQLITE_TOOBIG', 'string or blob too big', 'invalid-input'],
    ['SQLITE_MISMATCH', 'datatype mismatch', 'schema'],
    ['SQLITE_SCHEMA', 'database schema has changed', 'schema'],
    ['SQLITE_BUSY', 'database is locked', 'unavailable'],
    ['SQLITE_BUSY_SNAPSHOT', 'database is locked', 'unavailable'],
    ['SQLITE_LOCKED', 'database table is locked', 'unavailable'],
    ['SQLITE_LOCKED_SHAREDCACHE', 'database table is locked', 'unavailable'],
    ['SQLITE_IOERR_WRITE', 'disk I/O error', 'unavailable'],
    ['SQLITE_CANTOPEN', 'unable to open database file', 'unavailable'],
    ['SQLITE_FULL', 'database or disk is full', 'unavailable'],
    ['SQLITE_NOMEM', 'out of memory', 'unavailable'],
    ['SQLITE_READONLY', 'attempt to write a readonly database', 'unavailable'],
    ['SQLITE_READONLY_DBMOVED', 'attempt to write a readonly database', 'unavailable'],
    ['SQLITE_PROTOCOL', 'locking protocol', 'unavailable'],
    ['SQLITE_INTERRUPT', 'interrupted', 'unavailable'],
    ['SQLITE_ERROR', 'no such table: users', 'schema'],
    ['SQLITE_ERROR', 'no such column: email', 'schema'],
    ['SQLITE_ERROR', 'table users has no column named email', 'schema'],
    ['SQLITE_ERROR', 'foreign key mismatch - "accounts" referencing "users"', 'schema'],
    ['SQLITE_ERROR', 'ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint', 'schema'],
    ['SQLITE_ERROR', 'near "x": syntax error', 'internal'],
    ['SQLITE_CORRUPT', 'database disk image is malformed', 'internal'],
    ['SQLITE_NOTADB', 'file is not a database', 'internal'],
  ])('%s, %s: %s', (code, message, expected) => {
    expect(explain(new SqliteError(message, code)).code).toBe(expected)
  })

  test.each([
    [new TypeError('The database connection is not open'), 'unavailable'],
    [new TypeError('This database connection is busy executing a query'), 'unavailable'],
    [new Error('The database connection is not open'), 'internal'],
    [new RangeError('Too many parameter values were provided'), 'internal'],
    ['SQLITE_BUSY', 'internal'],
    [undefined, 'internal'],
  ])('%s: %s', (error, expected) => {
    expect(explain(error).code).toBe(expected)
  })

  test('which unique set was violated', () => {
    const set = new SqliteError('UNIQUE constraint failed: t.a, t.b', 'SQLITE_CONSTRAINT_UNIQUE')
    const index = new SqliteError("UNIQUE constraint failed: index 'users_lower'", 'SQLITE_CONSTRAINT_UNIQUE')
    expect(explain(set)).toEqual({ code: 'duplicate', constraint: 't.a, t.b' })
    expect(explain(index)).toEqual({ code: 'duplicate', constraint: 'users_lower' })
  })
})
