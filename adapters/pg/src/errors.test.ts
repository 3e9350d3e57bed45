import type { AdapterErrorCode } from '@strongroom/core-types'
import { DatabaseError } from 'pg'
import { describe, expect, test } from 'vitest'
import { codes, explain, preparedFailure } from './errors.ts'

/** An error as pg makes it of a server's answer. */
function answered(code: string, more: object = {}): Error {
  return Object.assign(new DatabaseError('a message that holds values', 0, 'error'), { code, ...more })
}

/** An error as Node's sockets have it. */
const socket = (code: string): Error => Object.assign(new Error(`read ${code}`), { code })

// PostgreSQL 18's manual, appendix A: every class that a statement of ours can meet, and each line of the table.
const states: readonly (readonly [state: string, condition: string, expected: AdapterErrorCode])[] = [
  ['08000', 'connection_exception', 'unavailable'],
  ['08003', 'connection_does_not_exist', 'unavailable'],
  ['08006', 'connection_failure', 'unavailable'],
  ['08P01', 'protocol_violation', 'unavailable'],
  ['22001', 'string_data_right_truncation', 'invalid-input'],
  ['22003', 'numeric_value_out_of_range', 'invalid-input'],
  ['22021', 'character_not_in_repertoire', 'invalid-input'],
  ['22P02', 'invalid_text_representation', 'invalid-input'],
  ['22P05', 'untranslatable_character', 'invalid-input'],
  ['23000', 'integrity_constraint_violation', 'invalid-input'],
  ['23502', 'not_null_violation', 'schema'],
  ['23503', 'foreign_key_violation', 'reference'],
  ['23505', 'unique_violation', 'duplicate'],
  ['23514', 'check_violation', 'invalid-input'],
  ['23P01', 'exclusion_violation', 'duplicate'],
  ['25006', 'read_only_sql_transaction', 'unavailable'],
  ['25P03', 'idle_in_transaction_session_timeout', 'unavailable'],
  ['25P04', 'transaction_timeout', 'unavailable'],
  ['28000', 'invalid_authorization_specification', 'unavailable'],
  ['28P01', 'invalid_password', 'unavailable'],
  ['3D000', 'invalid_catalog_name', 'schema'],
  ['3F000', 'invalid_schema_name', 'schema'],
  ['40001', 'serialization_failure', 'unavailable'],
  ['40P01', 'deadlock_detected', 'unavailable'],
  ['42501', 'insufficient_privilege', 'schema'],
  ['42703', 'undefined_column', 'schema'],
  ['42804', 'datatype_mismatch', 'schema'],
  ['42P01', 'undefined_table', 'schema'],
  ['42P10', 'invalid_column_reference', 'schema'],
  ['53000', 'insufficient_resources', 'unavailable'],
  ['53100', 'disk_full', 'unavailable'],
  ['53300', 'too_many_connections', 'unavailable'],
  ['54000', 'program_limit_exceeded', 'invalid-input'],
  ['55P03', 'lock_not_available', 'unavailable'],
  ['57014', 'query_canceled', 'unavailable'],
  ['57P01', 'admin_shutdown', 'unavailable'],
  ['57P02', 'crash_shutdown', 'unavailable'],
  ['57P03', 'cannot_connect_now', 'unavailable'],
  ['57P05', 'idle_session_timeout', 'unavailable'],
  ['58030', 'io_error', 'unavailable'],
  ['0A000', 'feature_not_supported', 'internal'],
  ['25001', 'active_sql_transaction', 'internal'],
  ['25P02', 'in_failed_sql_transaction', 'internal'],
  ['P0001', 'raise_exception', 'internal'],
  ['XX000', 'internal_error', 'internal'],
]

describe('explain() says what a SQLSTATE means', () => {
  test.each(states)('%s %s: %s', (state, _condition, expected) => {
    expect(explain(answered(state)).code).toBe(expected)
  })

  test.each(codes)('the line %s is tried above, and no line before it takes its states', (prefix, expected) => {
    const tried = states.filter(([state]) => codes.find(([line]) => state.startsWith(line))?.[0] === prefix)
    expect(tried.map(([, , code]) => code)).toContain(expected)
  })
})

describe('explain() says what an error without a SQLSTATE means', () => {
  test.each<[error: unknown, expected: AdapterErrorCode]>([
    [socket('ECONNREFUSED'), 'unavailable'],
    [socket('ECONNRESET'), 'unavailable'],
    [socket('EPIPE'), 'unavailable'],
    [socket('ETIMEDOUT'), 'unavailable'],
    [socket('ENOTFOUND'), 'unavailable'],
    [socket('EAI_AGAIN'), 'unavailable'],
    [socket('EHOSTUNREACH'), 'unavailable'],
    [socket('ENETUNREACH'), 'unavailable'],
    // Node tries every address of a name, and tells all failures as one without a message.
    [Object.assign(new AggregateError([socket('ECONNREFUSED')], ''), { code: 'ECONNREFUSED' }), 'unavailable'],
    [socket('CERT_HAS_EXPIRED'), 'unavailable'],
    [socket('SELF_SIGNED_CERT_IN_CHAIN'), 'unavailable'],
    [socket('ERR_TLS_CERT_ALTNAME_INVALID'), 'unavailable'],
    [new Error('Connection terminated unexpectedly'), 'unavailable'],
    [new Error('Connection terminated due to connection timeout'), 'unavailable'],
    [new Error('timeout exceeded when trying to connect'), 'unavailable'],
    [new Error('Query read timeout'), 'unavailable'],
    [new Error('Client has encountered a connection error and is not queryable'), 'unavailable'],
    [new Error('Cannot use a pool after calling end on the pool'), 'unavailable'],
    [new Error('Client was closed and is not queryable'), 'unavailable'],
    [new Error('The server does not support SSL connections'), 'unavailable'],
    [new TypeError('x is not a function'), 'internal'],
    [Object.assign(new Error('no'), { code: 'ENOENT' }), 'internal'],
    ['57P01', 'internal'],
    [undefined, 'internal'],
    [null, 'internal'],
  ])('%s: %s', (error, expected) => {
    expect(explain(error)).toEqual({ code: expected })
  })
})

describe('explain() names what was violated, and no value', () => {
  test.each([
    ['Key (email)=(a@x.example) already exists.', ['email']],
    // The server's language is the application's choice.
    ['Schlüssel »(provider, "providerAccountId")=(p, 1)« existiert bereits.', ['provider', 'providerAccountId']],
    ['Key ("a""b")=(1) already exists.', ['a"b']],
    ['something else', undefined],
    [undefined, undefined],
  ])('%s: %j', (detail, columns) => {
    const error = answered('23505', { constraint: 'users_email_key', detail })
    expect(explain(error)).toEqual({ code: 'duplicate', constraint: 'users_email_key', columns })
  })

  test.each(['23503', '22P02', '42P01'])('%s: nothing but its code', (state) => {
    expect(Object.keys(explain(answered(state, { detail: 'Key (userId)=(secret) is not present' })))).toEqual(['code'])
  })
})

describe('preparedFailure() says why a named statement was refused', () => {
  test.each([
    ['a name that the connection has already', answered('42P05'), 'lost'],
    ['a name that the connection lacks', answered('26000'), 'lost'],
    ['a result that changed under the plan', answered('0A000', { routine: 'RevalidateCachedQuery' }), 'stale'],
    ['another feature that is missing', answered('0A000', { routine: 'transformStmt' }), undefined],
    ['a duplicate', answered('23505'), undefined],
    ['a lost connection', socket('ECONNRESET'), undefined],
    ['nothing', undefined, undefined],
  ])('%s: %s', (_title, error, expected) => {
    expect(preparedFailure(error)).toBe(expected)
  })
})
