import type { AdapterErrorCode } from '@strongroom/core-types'

/** What a driver's error means. */
export interface Explanation {
  readonly code: AdapterErrorCode
  /** The document's fields whose values are taken. */
  readonly paths?: readonly string[] | undefined
}

/** Server error codes (the manual's page "Error Codes") and what they mean here. */
export const codes: readonly (readonly [code: number, meaning: AdapterErrorCode, name: string])[] = [
  [11000, 'duplicate', 'DuplicateKey'],
  [11001, 'duplicate', 'DuplicateKey, legacy'],
  [16908292, 'duplicate', 'DuplicateKey of FerretDB under concurrency'],
  [85, 'schema', 'IndexOptionsConflict'],
  [86, 'schema', 'IndexKeySpecsConflict'],
  [13, 'schema', 'Unauthorized'],
  [59, 'schema', 'CommandNotFound'],
  [115, 'schema', 'CommandNotSupported'],
  [20, 'schema', 'IllegalOperation: transactions where there are none'],
  [263, 'schema', 'OperationNotSupportedInTransaction'],
  [17, 'invalid-input', 'ProtocolError'],
  [121, 'invalid-input', 'DocumentValidationFailure'],
  [10334, 'invalid-input', 'BSONObjectTooLarge'],
  [17280, 'invalid-input', 'KeyTooLong'],
  [6, 'unavailable', 'HostUnreachable'],
  [7, 'unavailable', 'HostNotFound'],
  [18, 'unavailable', 'AuthenticationFailed'],
  [24, 'unavailable', 'LockTimeout'],
  [50, 'unavailable', 'MaxTimeMSExpired'],
  [64, 'unavailable', 'WriteConcernFailed'],
  [89, 'unavailable', 'NetworkTimeout'],
  [91, 'unavailable', 'ShutdownInProgress'],
  [100, 'unavailable', 'UnsatisfiableWriteConcern'],
  [112, 'unavailable', 'WriteConflict'],
  [133, 'unavailable', 'FailedToSatisfyReadPreference'],
  [134, 'unavailable', 'ReadConcernMajorityNotAvailableYet'],
  [189, 'unavailable', 'PrimarySteppedDown'],
  [202, 'unavailable', 'NetworkInterfaceExceededTimeLimit'],
  [251, 'unavailable', 'NoSuchTransaction'],
  [262, 'unavailable', 'ExceededTimeLimit'],
  [9001, 'unavailable', 'SocketException'],
  [10107, 'unavailable', 'NotWritablePrimary'],
  [11600, 'unavailable', 'InterruptedAtShutdown'],
  [11601, 'unavailable', 'Interrupted'],
  [11602, 'unavailable', 'InterruptedDueToReplStateChange'],
  [13435, 'unavailable', 'NotPrimaryNoSecondaryOk'],
  [13436, 'unavailable', 'NotPrimaryOrSecondary'],
]

const byCode = new Map(codes.map(([code, meaning]) => [code, meaning]))

// Errors of the driver itself, by name: two majors of it can be in one process, so instanceof will not do.
const unavailable =
  /^Mongo(Network|ServerSelection|ServerClosed|PoolCleared|PoolClosed|PoolClearedOnNetwork|NotConnected|TopologyClosed|WaitQueueTimeout|OperationTimeout|ClientClosed|ExpiredSession|CursorExhausted|ConnectionPool)\w*Error$/
const unstorable = /^(BSON\w*Error|MongoInvalidArgumentError)$/

/** What an error of the MongoDB driver, or of a server that speaks its protocol, means. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof Error)) return { code: 'internal' }
  const { code, keyPattern } = error as { code?: unknown; keyPattern?: unknown }
  const { name, message } = error
  if (isDeadlock(code, message)) return { code: 'unavailable' }
  const known = typeof code === 'number' ? byCode.get(code) : undefined
  // FerretDB's findAndModify and createIndexes hand on what PostgreSQL says of the constraint below.
  const exclusion =
    code === 1 && /violates (exclusion|unique) constraint|could not create (exclusion|unique)/.test(message)
  if (known === 'duplicate' || exclusion) {
    const pattern = typeof keyPattern === 'object' && keyPattern !== null ? Object.keys(keyPattern) : undefined
    return { code: 'duplicate', paths: pattern ?? indexPaths(message) }
  }
  if (known !== undefined) return { code: known }
  if (unavailable.test(name)) return { code: 'unavailable' }
  // Larger than a document may be: by the driver's buffer, or by FerretDB's BadValue.
  const tooLarge = error instanceof RangeError || (code === 2 && /MaxDocumentSize/.test(message))
  return { code: tooLarge || unstorable.test(name) ? 'invalid-input' : 'internal' }
}

/** The fields in an index's name, which is made of them unless somebody chose another: `provider_1_token_1`. */
function indexPaths(message: string): string[] | undefined {
  const index = /\bindex:? '([^']+)'|\bindex: (.+?)(?: dup key| collation|$)/i.exec(message)
  const name = index?.[1] ?? index?.[2]
  if (name === '_id_') return ['_id']
  return name?.split(/_-?1(?:_|$)/).filter((path) => path !== '')
}

/** Whether a command gave way to another at the same moment, so that nothing of it was done: it may be sent again. */
export function gaveWay(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code: unknown = Reflect.get(error, 'code')
  // WriteConflict
  return code === 112 || isDeadlock(code, error.message)
}

/** FerretDB's WriteConflict: a deadlock of the PostgreSQL below, also under the code that it has for duplicates. */
function isDeadlock(code: unknown, message: string): boolean {
  return (code === 1 || code === 16908292) && /deadlock detected|could not serialize/.test(message)
}
