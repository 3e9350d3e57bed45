import type { AdapterErrorCode } from '@strongroom/core-types'
import {
  MongoClientClosedError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
  type TopologyDescription,
} from 'mongodb'
import { describe, expect, test } from 'vitest'
import { codes, explain, gaveWay } from './errors.ts'

const serverError = (code: number, errmsg: string, more: object = {}): MongoServerError =>
  new MongoServerError({ ok: 0, errmsg, code, ...more })

describe('codes of servers', () => {
  test.each(codes)('%i is %s (%s)', (code, meaning) => {
    expect(explain(serverError(code, 'said by the server')).code).toBe(meaning)
  })

  test('each stands there once', () => {
    expect(new Set(codes.map(([code]) => code)).size).toBe(codes.length)
  })

  test('one that nobody has listed is internal', () => {
    expect(explain(serverError(8, 'UnknownError'))).toEqual({ code: 'internal' })
  })
})

const duplicates: [from: string, error: Error, paths: string[] | undefined][] = [
  [
    'MongoDB and SecantusDB, which name the fields',
    serverError(
      11000,
      'E11000 duplicate key error collection: d.users index: by_email dup key: { email: "index: _id_" }',
      {
        keyPattern: { email: 1 },
        keyValue: { email: 'index: _id_' },
      },
    ),
    ['email'],
  ],
  [
    'MongoDB before 4.4, which has the index alone',
    serverError(
      11000,
      'E11000 duplicate key error collection: d.tokens index: identifier_1_token_1 dup key: { : "a" }',
    ),
    ['identifier', 'token'],
  ],
  [
    'the same of an id',
    serverError(11000, 'E11000 duplicate key error collection: d.users index: _id_ dup key: {}'),
    ['_id'],
  ],
  [
    'an index of the application',
    serverError(11000, 'E11000 duplicate key error collection: d.users index: mine dup key: { email: "a" }'),
    ['mine'],
  ],
  [
    'FerretDB',
    serverError(11000, "Duplicate key violation on the requested collection: Index 'session_token_1'"),
    ['session_token'],
  ],
  ["FerretDB's _id", serverError(11000, "Duplicate key violation on the requested collection: Index '_id_'"), ['_id']],
  [
    'FerretDB under concurrency',
    serverError(16908292, "Duplicate key violation on the requested collection: Index 'email_1'"),
    ['email'],
  ],
  [
    "FerretDB's findAndModify",
    serverError(1, 'conflicting key value violates exclusion constraint "documents_rum_index_5"'),
    undefined,
  ],
  ['its createIndexes', serverError(1, 'could not create exclusion constraint "documents_rum_index_3"'), undefined],
]

describe('duplicates', () => {
  test.each(duplicates)('%s', (_from, error, paths) => {
    expect(explain(error)).toEqual({ code: 'duplicate', paths })
    expect(gaveWay(error)).toBe(false)
  })

  test('an error of that code with other words is not one', () => {
    expect(explain(serverError(1, 'a constraint of another kind'))).toEqual({ code: 'internal' })
  })
})

const description = { servers: new Map() } as unknown as TopologyDescription
const ofDriver: [error: Error, code: AdapterErrorCode][] = [
  [new MongoNetworkError('connection 1 closed'), 'unavailable'],
  [new MongoNetworkTimeoutError('timed out'), 'unavailable'],
  [new MongoServerSelectionError('timed out after 30000 ms', description), 'unavailable'],
  [new MongoNotConnectedError('Client must be connected'), 'unavailable'],
  [new MongoTopologyClosedError(), 'unavailable'],
  [new MongoClientClosedError(), 'unavailable'],
  [new MongoOperationTimeoutError('timed out'), 'unavailable'],
  [new MongoWriteConcernError({ ok: 1, writeConcernError: { code: 64, errmsg: 'timed out' } }), 'unavailable'],
  [new MongoInvalidArgumentError('a value'), 'invalid-input'],
  [Object.assign(new Error('too deep'), { name: 'BSONRuntimeError' }), 'invalid-input'],
  [serverError(1, 'deadlock detected'), 'unavailable'],
  [serverError(16908292, 'deadlock detected'), 'unavailable'],
  [serverError(2, 'Size 16780030 is larger than MaxDocumentSize 16777216'), 'invalid-input'],
  [serverError(2, 'a command that is wrong'), 'internal'],
  [new RangeError('The value of "offset" is out of range'), 'invalid-input'],
  [new TypeError('a mistake in a program'), 'internal'],
]

describe('errors of the driver', () => {
  test.each(ofDriver)('%s is %s', (error, code) => {
    expect(explain(error).code).toBe(code)
  })

  test('what is no error is internal', () => {
    expect(explain('text')).toEqual({ code: 'internal' })
    expect(explain(undefined)).toEqual({ code: 'internal' })
  })
})

test('only a command that gave way may be sent again', () => {
  expect(
    [
      serverError(112, 'WriteConflict'),
      serverError(1, 'deadlock detected'),
      serverError(16908292, 'deadlock detected'),
    ].map(gaveWay),
  ).toEqual([true, true, true])
  const others = [new MongoNetworkError('closed'), serverError(13, 'Unauthorized'), serverError(1, 'else'), 'text']
  expect(others.map(gaveWay)).toEqual([false, false, false, false])
})
