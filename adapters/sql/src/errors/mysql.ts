import type { AdapterErrorCode } from '@strongroom/core-types'
import type { Explanation } from '../driver.ts'

/**
 * Error numbers and what they mean here. Names are those of the MySQL 8.4 Error Message Reference, chapter 2 (server)
 * and 3 (client), and of MariaDB's error code reference. Numbers only: proxies and shards put prefixes before texts.
 */
export const codes: readonly (readonly [errno: number, code: AdapterErrorCode, name: string])[] = [
  [1022, 'duplicate', 'ER_DUP_KEY'],
  [1062, 'duplicate', 'ER_DUP_ENTRY'],
  [1169, 'duplicate', 'ER_DUP_UNIQUE'],
  [1586, 'duplicate', 'ER_DUP_ENTRY_WITH_KEY_NAME'],
  [1216, 'reference', 'ER_NO_REFERENCED_ROW'],
  [1451, 'reference', 'ER_ROW_IS_REFERENCED_2'],
  [1452, 'reference', 'ER_NO_REFERENCED_ROW_2'],
  // The adapter checks values before it sends them: a table that refuses them is not as the schema says.
  [1048, 'schema', 'ER_BAD_NULL_ERROR'],
  [1364, 'schema', 'ER_NO_DEFAULT_FOR_FIELD'],
  [1005, 'schema', 'ER_CANT_CREATE_TABLE'],
  [1049, 'schema', 'ER_BAD_DB_ERROR'],
  [1054, 'schema', 'ER_BAD_FIELD_ERROR'],
  [1059, 'schema', 'ER_TOO_LONG_IDENT'],
  [1061, 'schema', 'ER_DUP_KEYNAME'],
  [1064, 'schema', 'ER_PARSE_ERROR'],
  [1071, 'schema', 'ER_TOO_LONG_KEY'],
  [1142, 'schema', 'ER_TABLEACCESS_DENIED_ERROR'],
  [1143, 'schema', 'ER_COLUMNACCESS_DENIED_ERROR'],
  [1146, 'schema', 'ER_NO_SUCH_TABLE'],
  [1215, 'schema', 'ER_CANNOT_ADD_FOREIGN'],
  [1217, 'schema', 'ER_ROW_IS_REFERENCED'],
  [1267, 'schema', 'ER_CANT_AGGREGATE_2COLLATIONS'],
  [1273, 'schema', 'ER_UNKNOWN_COLLATION'],
  [1305, 'schema', 'ER_SP_DOES_NOT_EXIST'],
  [3780, 'schema', 'ER_FK_INCOMPATIBLE_COLUMNS'],
  [3988, 'schema', 'ER_IMPOSSIBLE_STRING_CONVERSION'],
  [1153, 'invalid-input', 'ER_NET_PACKET_TOO_LARGE'],
  [1264, 'invalid-input', 'ER_WARN_DATA_OUT_OF_RANGE'],
  [1292, 'invalid-input', 'ER_TRUNCATED_WRONG_VALUE'],
  [1301, 'invalid-input', 'ER_WARN_ALLOWED_PACKET_OVERFLOWED'],
  [1366, 'invalid-input', 'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD'],
  [1406, 'invalid-input', 'ER_DATA_TOO_LONG'],
  [3140, 'invalid-input', 'ER_INVALID_JSON_TEXT'],
  [3819, 'invalid-input', 'ER_CHECK_CONSTRAINT_VIOLATED'],
  [4025, 'invalid-input', 'ER_CONSTRAINT_FAILED (MariaDB)'],
  [1020, 'unavailable', 'ER_CHECKREAD'],
  [1021, 'unavailable', 'ER_DISK_FULL'],
  [1037, 'unavailable', 'ER_OUTOFMEMORY'],
  [1040, 'unavailable', 'ER_CON_COUNT_ERROR'],
  [1041, 'unavailable', 'ER_OUT_OF_RESOURCES'],
  [1043, 'unavailable', 'ER_HANDSHAKE_ERROR'],
  [1044, 'unavailable', 'ER_DBACCESS_DENIED_ERROR'],
  [1045, 'unavailable', 'ER_ACCESS_DENIED_ERROR'],
  // Galera says so while a node has not caught up.
  [1047, 'unavailable', 'ER_UNKNOWN_COM_ERROR'],
  [1053, 'unavailable', 'ER_SERVER_SHUTDOWN'],
  [1114, 'unavailable', 'ER_RECORD_FILE_FULL'],
  [1129, 'unavailable', 'ER_HOST_IS_BLOCKED'],
  [1130, 'unavailable', 'ER_HOST_NOT_PRIVILEGED'],
  [1152, 'unavailable', 'ER_ABORTING_CONNECTION'],
  [1158, 'unavailable', 'ER_NET_READ_ERROR'],
  [1159, 'unavailable', 'ER_NET_READ_INTERRUPTED'],
  [1160, 'unavailable', 'ER_NET_ERROR_ON_WRITE'],
  [1161, 'unavailable', 'ER_NET_WRITE_INTERRUPTED'],
  [1180, 'unavailable', 'ER_ERROR_DURING_COMMIT'],
  [1203, 'unavailable', 'ER_TOO_MANY_USER_CONNECTIONS'],
  [1205, 'unavailable', 'ER_LOCK_WAIT_TIMEOUT'],
  [1206, 'unavailable', 'ER_LOCK_TABLE_FULL'],
  [1213, 'unavailable', 'ER_LOCK_DEADLOCK'],
  [1226, 'unavailable', 'ER_USER_LIMIT_REACHED'],
  // Of our own statements only the one that waits for the migration's lock can.
  [1242, 'unavailable', 'ER_SUBQUERY_NO_1_ROW'],
  // A pooler gave the connection to a server that never prepared the statement.
  [1243, 'unavailable', 'ER_UNKNOWN_STMT_HANDLER'],
  [1290, 'unavailable', 'ER_OPTION_PREVENTS_STATEMENT'],
  [1317, 'unavailable', 'ER_QUERY_INTERRUPTED'],
  [1461, 'unavailable', 'ER_MAX_PREPARED_STMT_COUNT_REACHED'],
  [1615, 'unavailable', 'ER_NEED_REPREPARE'],
  [1637, 'unavailable', 'ER_TOO_MANY_CONCURRENT_TRXS'],
  [1698, 'unavailable', 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR'],
  [1792, 'unavailable', 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION'],
  [1836, 'unavailable', 'ER_READ_ONLY_MODE'],
  [1874, 'unavailable', 'ER_INNODB_READ_ONLY'],
  [1927, 'unavailable', 'ER_CONNECTION_KILLED (MariaDB)'],
  [1969, 'unavailable', 'ER_STATEMENT_TIMEOUT (MariaDB)'],
  [2006, 'unavailable', 'CR_SERVER_GONE_ERROR'],
  [2013, 'unavailable', 'CR_SERVER_LOST'],
  [3024, 'unavailable', 'ER_QUERY_TIMEOUT'],
  [3032, 'unavailable', 'ER_SERVER_OFFLINE_MODE'],
  [3101, 'unavailable', 'ER_TRANSACTION_ROLLBACK_DURING_COMMIT'],
  [3118, 'unavailable', 'ER_ACCOUNT_HAS_BEEN_LOCKED'],
  [3159, 'unavailable', 'ER_SECURE_TRANSPORT_REQUIRED'],
  [3169, 'unavailable', 'ER_SESSION_WAS_KILLED'],
  [3572, 'unavailable', 'ER_LOCK_NOWAIT'],
  [4031, 'unavailable', 'ER_CLIENT_INTERACTION_TIMEOUT'],
]

const byNumber = new Map(codes.map(([errno, code]) => [errno, code]))
const hints = new Map([1153, 1301].map((errno) => [errno, 'It is larger than the max_allowed_packet of the server.']))

// What sockets and mysql2 report of a connection, by code; for a closed pool or connection mysql2 has words alone.
const lost =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET|PROTOCOL_|POOL_|HANDSHAKE_|ERR_(SOCKET|SSL|TLS)|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/
const closed = /pool is closed|closed state|no connections available|queue limit reached|connection lost|timeout/i

/** What an error of mysql2 means. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof Error)) return { code: 'internal' }
  const { errno, code } = error as { errno?: unknown; code?: unknown }
  const known = typeof errno === 'number' ? byNumber.get(errno) : undefined
  if (known === 'duplicate') return { code: known, constraint: keyName(error.message) }
  if (known !== undefined) {
    const hint = hints.get(Number(errno))
    return hint === undefined ? { code: known } : { code: known, hint }
  }
  if (typeof code === 'string' && lost.test(code)) return { code: 'unavailable' }
  return { code: typeof errno !== 'number' && closed.test(error.message) ? 'unavailable' : 'internal' }
}

/** Whether the server undid the statement and asks for it again. */
export function isRepeatable(error: unknown): boolean {
  const errno: unknown = error instanceof Error ? Reflect.get(error, 'errno') : undefined
  return errno === 1213 || errno === 1205
}

/** The key's name stands last, in quotes and with its table before it on MySQL. */
function keyName(message: string): string | undefined {
  return /^.*\s'(.+)'/s.exec(message)?.[1]
}
