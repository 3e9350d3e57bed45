import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { codes, explain } from './sqlite.ts'

/** What Node's own SQLite throws. */
function thrown(run: (database: DatabaseSync) => unknown): unknown {
  const database = new DatabaseSync(':memory:')
  database.exec(
    'CREATE TABLE t (a TEXT UNIQUE, b INTEGER UNIQUE, c TEXT REFERENCES t (a), d TEXT CHECK (d > 0)) STRICT',
  )
  database.exec("INSERT INTO t (a, b) VALUES ('a', 1)")
  try {
    run(database)
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}

describe("explain() knows the numbers of Node's own SQLite", () => {
  test.each([
    ["INSERT INTO t (a) VALUES ('a')", { code: 'duplicate', constraint: 't.a' }],
    ['INSERT INTO t (b) VALUES (1)', { code: 'duplicate', constraint: 't.b' }],
    ["INSERT INTO t (c) VALUES ('x')", { code: 'reference' }],
    ["INSERT INTO t (d) VALUES ('0')", { code: 'invalid-input' }],
    ["INSERT INTO t (b) VALUES ('x')", { code: 'schema' }],
    ['SELECT * FROM x', { code: 'schema' }],
    ['SELECT', { code: 'internal' }],
  ])('%s', (text, expected) => {
    expect(explain(thrown((database) => database.exec(text)))).toEqual(expected)
  })

  test.each(['no such thing', 'foreign key mismatch', 'ON CONFLICT clause does not match'])(
    'a statement that is wrong is no schema that is wrong, whatever it says: %s',
    (words) => {
      const error = thrown((database) => database.exec(`SELECT "a" "b" "${words}"`))
      expect((error as Error).message).toContain(words)
      expect(explain(error)).toEqual({ code: 'internal' })
    },
  )

  test('which unique set was violated, also where names look like the words for an index', () => {
    const violation = (table: string, column: string): unknown => {
      const name = `"${table}"`
      return thrown((database) =>
        database.exec(
          `CREATE TABLE ${name} ("${column}" UNIQUE); INSERT INTO ${name} VALUES (1); INSERT INTO ${name} VALUES (1)`,
        ),
      )
    }
    for (const [table, column] of [
      ['x', "index 'a'"],
      ["index 'a'", 'x'],
    ] as const)
      expect(explain(violation(table, column))).toEqual({ code: 'duplicate', constraint: `${table}.${column}` })
  })

  test('a closed database is unavailable', () => {
    const closed = thrown((database) => {
      database.close()
      database.exec('SELECT 1')
    })
    expect(explain(closed)).toEqual({ code: 'unavailable' })
  })

  test('an extended code that has no line counts as its primary one', () => {
    const busySnapshot = Object.assign(new Error('database is locked'), { code: 'ERR_SQLITE_ERROR', errcode: 517 })
    expect(explain(busySnapshot)).toEqual({ code: 'unavailable' })
  })

  test.each([
    // SQLITE_CORRUPT, which has no line.
    [{ code: 'ERR_SQLITE_ERROR', errcode: 11 }, 'no such table: t', 'internal'],
    [{ code: 'ERR_SQLITE_ERROR', errcode: 1 }, 'no such table: t', 'schema'],
    [{ code: 'ERR_INVALID_STATE' }, 'database is not open', 'unavailable'],
    [{ code: 'ERR_INVALID_STATE' }, 'statement has been finalized', 'internal'],
    [{ code: 'ERR_OTHER' }, 'database is not open', 'internal'],
    [{}, 'database is not open', 'internal'],
  ])('%o with "%s" is %s', (properties, message, code) => {
    expect(explain(Object.assign(new Error(message), properties))).toEqual({ code })
  })

  test('each line has a number of its own', () => {
    expect(new Set(codes.map(([, , number]) => number)).size).toBe(codes.length)
  })
})
