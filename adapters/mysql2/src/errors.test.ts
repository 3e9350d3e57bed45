import type { AdapterErrorCode } from '@strongroom/core-types'
import { describe, expect, test } from 'vitest'
import { codes, explain, isRepeatable } from './errors.ts'

/** An error as mysql2 makes it of a server's answer. */
function answered(errno: number, message = 'a message that holds values'): Error {
  return Object.assign(new Error(message), { errno, code: 'ER_SOMETHING', sqlState: 'HY000' })
}

/** An error as Node's sockets have it, with the system's number. */
const socket = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code, errno: -111 })

// The error references of MySQL 8.4 (chapter 2, server; chapter 3, client) and of MariaDB. errors.engine.test.ts holds
// the names against a server's own list.
const answers: readonly (readonly [errno: number, name: string, expected: AdapterErrorCode])[] = [
  [1005, 'cannot create table (a foreign key that does not fit, MariaDB)', 'schema'],
  [1020, 'record has changed since last read', 'unavailable'],
  [1021, 'disk full', 'unavailable'],
  [1022, 'cannot write; duplicate key', 'duplicate'],
  [1037, 'out of memory', 'unavailable'],
  [1040, 'too many connections', 'unavailable'],
  [1041, 'out of resources', 'unavailable'],
  [1043, 'bad handshake', 'unavailable'],
  [1044, 'access to the database denied', 'unavailable'],
  [1045, 'access denied', 'unavailable'],
  [1047, 'unknown command (a Galera node that is not ready)', 'unavailable'],
  [1048, 'column cannot be null', 'schema'],
  [1049, 'unknown database', 'schema'],
  [1053, 'server shutdown in progress', 'unavailable'],
  [1054, 'unknown column', 'schema'],
  [1059, 'identifier too long', 'schema'],
  [1061, 'duplicate key name', 'schema'],
  [1062, 'duplicate entry', 'duplicate'],
  [1064, 'syntax error', 'schema'],
  [1071, 'key too long', 'schema'],
  [1114, 'table is full', 'unavailable'],
  [1129, 'host is blocked', 'unavailable'],
  [1130, 'host is not allowed', 'unavailable'],
  [1142, 'command denied on table', 'schema'],
  [1143, 'command denied on column', 'schema'],
  [1146, 'no such table', 'schema'],
  [1152, 'aborted connection', 'unavailable'],
  [1153, 'packet too large', 'invalid-input'],
  [1158, 'error reading packets', 'unavailable'],
  [1159, 'timeout reading packets', 'unavailable'],
  [1160, 'error writing packets', 'unavailable'],
  [1161, 'timeout writing packets', 'unavailable'],
  [1169, 'duplicate by a unique constraint', 'duplicate'],
  [1180, 'error during commit', 'unavailable'],
  [1203, 'user has too many connections', 'unavailable'],
  [1205, 'lock wait timeout', 'unavailable'],
  [1206, 'lock table full', 'unavailable'],
  [1213, 'deadlock', 'unavailable'],
  [1215, 'cannot add foreign key', 'schema'],
  [1216, 'no referenced row', 'reference'],
  [1217, 'row is referenced', 'schema'],
  [1226, 'user limit reached', 'unavailable'],
  [1242, 'sub-query of more than one row', 'unavailable'],
  [1243, 'unknown prepared statement', 'unavailable'],
  [1264, 'out of range', 'invalid-input'],
  [1267, 'illegal mix of collations', 'schema'],
  [1273, 'unknown collation', 'schema'],
  [1290, 'an option such as --read-only prevents it', 'unavailable'],
  [1292, 'truncated wrong value', 'invalid-input'],
  [1301, 'result larger than max_allowed_packet', 'invalid-input'],
  [1305, 'function does not exist', 'schema'],
  [1317, 'query interrupted', 'unavailable'],
  [1364, 'no default for field', 'schema'],
  [1366, 'incorrect value for column', 'invalid-input'],
  [1406, 'data too long', 'invalid-input'],
  [1451, 'row is referenced', 'reference'],
  [1452, 'no referenced row', 'reference'],
  [1461, 'too many prepared statements', 'unavailable'],
  [1586, 'duplicate entry with key name', 'duplicate'],
  [1615, 'prepared statement needs to be prepared again', 'unavailable'],
  [1637, 'too many active transactions', 'unavailable'],
  [1698, 'access denied, no password', 'unavailable'],
  [1792, 'read-only transaction', 'unavailable'],
  [1836, 'read-only mode', 'unavailable'],
  [1874, 'InnoDB is read-only', 'unavailable'],
  [1927, 'connection was killed (MariaDB)', 'unavailable'],
  [1969, 'max_statement_time exceeded (MariaDB)', 'unavailable'],
  [2006, 'server has gone away', 'unavailable'],
  [2013, 'lost connection', 'unavailable'],
  [3024, 'max_execution_time exceeded', 'unavailable'],
  [3032, 'server is offline', 'unavailable'],
  [3101, 'group replication rolled the transaction back', 'unavailable'],
  [3118, 'account is locked', 'unavailable'],
  [3140, 'invalid JSON text', 'invalid-input'],
  [3159, 'secure transport required', 'unavailable'],
  [3169, 'session was killed', 'unavailable'],
  [3572, 'lock is held, NOWAIT', 'unavailable'],
  [3780, 'foreign key with incompatible columns', 'schema'],
  [3819, 'check constraint violated', 'invalid-input'],
  [3988, 'text cannot be converted for a column', 'schema'],
  [4025, 'check constraint violated (MariaDB)', 'invalid-input'],
  [4031, 'client was idle too long', 'unavailable'],
  // Not in the table.
  [1105, 'unknown error', 'internal'],
  [1295, 'command not supported in the prepared protocol', 'internal'],
  [1644, 'a trigger raised an error', 'internal'],
]

describe('explain() says what an error number means', () => {
  test.each(answers)('%i %s: %s', (errno, _title, expected) => {
    expect(explain(answered(errno)).code).toBe(expected)
  })

  test('every line of the table is tried above, and stands there once', () => {
    const tried = new Set(answers.map(([errno]) => errno))
    expect(codes.filter(([errno]) => !tried.has(errno))).toEqual([])
    expect(new Set(codes.map(([errno]) => errno)).size).toBe(codes.length)
  })

  test('the text does not count, whatever a proxy or a shard makes of it', () => {
    const text = "target: auth.-80.primary: vttablet: (errno 1062) (sqlstate 23000) Duplicate entry 'a' for key 'b'"
    expect(explain(answered(1146, text)).code).toBe('schema')
    expect(explain(answered(1146, 'Pool is closed.')).code).toBe('schema')
    expect(explain(answered(1105, 'connection lost')).code).toBe('internal')
  })
})

describe('explain() says what an error without a number of the server means', () => {
  test.each<[error: unknown, expected: AdapterErrorCode]>([
    ...[
      'ECONNREFUSED',
      'ECONNRESET',
      'EPIPE',
      'ETIMEDOUT',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EHOSTUNREACH',
      'ENETUNREACH',
    ].map((code): [unknown, AdapterErrorCode] => [socket(code), 'unavailable']),
    // Node tries every address of a name, and tells all failures as one without a message.
    [Object.assign(new AggregateError([socket('ECONNREFUSED')], ''), { code: 'ECONNREFUSED' }), 'unavailable'],
    [socket('PROTOCOL_CONNECTION_LOST'), 'unavailable'],
    [socket('PROTOCOL_SEQUENCE_TIMEOUT'), 'unavailable'],
    [socket('HANDSHAKE_SSL_ERROR'), 'unavailable'],
    [socket('HANDSHAKE_NO_SSL_SUPPORT'), 'unavailable'],
    [socket('CERT_HAS_EXPIRED'), 'unavailable'],
    [socket('SELF_SIGNED_CERT_IN_CHAIN'), 'unavailable'],
    [socket('DEPTH_ZERO_SELF_SIGNED_CERT'), 'unavailable'],
    [socket('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'unavailable'],
    [socket('ERR_TLS_CERT_ALTNAME_INVALID'), 'unavailable'],
    [new Error('Pool is closed.'), 'unavailable'],
    [new Error('No connections available.'), 'unavailable'],
    [new Error('Queue limit reached.'), 'unavailable'],
    [new Error("Can't add new command when connection is in closed state"), 'unavailable'],
    [new Error('Connection lost: The server closed the connection.'), 'unavailable'],
    [new TypeError('x is not a function'), 'internal'],
    [Object.assign(new Error('no'), { code: 'ENOENT', errno: -2 }), 'internal'],
    [{ errno: 1062 }, 'internal'],
    [undefined, 'internal'],
    [null, 'internal'],
  ])('%s: %s', (error, expected) => {
    expect(explain(error)).toEqual({ code: expected })
  })
})

describe('explain() names the violated key, and no value', () => {
  test.each([
    ["Duplicate entry 'a@x.example' for key 'users.users_email_key'", 'users.users_email_key'],
    ["Duplicate entry 'a@x.example' for key 'users_email_key'", 'users_email_key'],
    ["Duplicate entry 'x' for key 'PRIMARY'' for key 'users.users_email_key'", 'users.users_email_key'],
    ["Duplicate entry 'p-1' for key 'accounts.PRIMARY'", 'accounts.PRIMARY'],
    ["Duplicate entry 'a' for key 'a.b.o'clock_key'", "a.b.o'clock_key"],
    // The server's language is its administrator's choice.
    ["Doppelter Eintrag 'a b' für Schlüssel 'users_email_key'", 'users_email_key'],
    ["x: (errno 1062): Duplicate entry 'a' for key 'users.users_email_key' (sqlstate 23000)", 'users.users_email_key'],
    ['something else', undefined],
  ])('%s: %s', (message, constraint) => {
    expect(explain(answered(1062, message))).toEqual({ code: 'duplicate', constraint })
  })

  test.each([1452, 1366, 1146])('%i: nothing but its code', (errno) => {
    expect(Object.keys(explain(answered(errno, "Incorrect value 'secret' for column 'email'")))).toEqual(['code'])
  })
})

test.each([1153, 1301])('%i: its message says which limit was met', (errno) => {
  expect(explain(answered(errno))).toEqual({
    code: 'invalid-input',
    hint: expect.stringContaining('max_allowed_packet') as string,
  })
})

test('isRepeatable(): the deadlock and the lock wait alone', () => {
  expect(codes.map(([errno]) => errno).filter((errno) => isRepeatable(answered(errno)))).toEqual([1205, 1213])
  expect(isRepeatable({ errno: 1213 })).toBe(false)
})
