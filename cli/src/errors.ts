import { AdapterError } from '@strongroom/core-types'

/** The call is wrong, or something that it needs is not there. Its message holds nothing of `DATABASE_URL`. */
export class Misuse extends Error {
  override readonly name = 'Misuse'
}

const encoded = 'Is it whole, and are special characters in its user name and password percent-encoded?'

/** What the codes of drivers and servers mean to whoever has to mend it. */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at the host and port of DATABASE_URL.',
  ENOTFOUND: 'The host of DATABASE_URL is not known.',
  EAI_AGAIN: 'The host of DATABASE_URL is not known now.',
  ETIMEDOUT: 'The host of DATABASE_URL does not answer.',
  MongoServerSelectionError: 'No server at the host of DATABASE_URL answers.',
  ERR_INVALID_URL: `DATABASE_URL cannot be read. ${encoded}`,
  MongoParseError: `DATABASE_URL cannot be read. ${encoded}`,
  // PostgreSQL, Appendix A.
  '28P01': 'The server refused the user name or the password.',
  '28000': 'The server refused the user.',
  '3D000': 'The server has no database of that name.',
  '42501': 'The user may not do this.',
  // MySQL and MariaDB, Server Error Message Reference.
  ER_ACCESS_DENIED_ERROR: 'The server refused the user name or the password.',
  ER_DBACCESS_DENIED_ERROR: 'The user may not use this database.',
  ER_BAD_DB_ERROR: 'The server has no database of that name.',
  ER_NO_DB_ERROR: 'DATABASE_URL names no database.',
  // MongoDB, src/mongo/base/error_codes.yml.
  '13': 'The user may not do this.',
  '18': 'The server refused the user name or the password.',
  // SQLite, Result and Error Codes.
  SQLITE_BUSY: 'Somebody else holds the file.',
  SQLITE_CANTOPEN: 'The file that DATABASE_URL names cannot be opened.',
  SQLITE_NOTADB: 'The file that DATABASE_URL names is not a database of SQLite.',
  SQLITE_READONLY: 'The file that DATABASE_URL names cannot be written.',
}

/**
 * An error in words that show no secret. The messages of ours hold no values; of any other, the name and the code are
 * told and nothing else.
 */
export function told(error: unknown): string {
  if (error instanceof Misuse) return error.message
  // The adapter may have brought a copy of the class along.
  const ours = error instanceof AdapterError || (error instanceof Error && error.name === 'AdapterError')
  if (!ours) return `It failed: ${namesOf(error).join(' ') || 'for no reason given'}.${meaningOf(error)}`
  const { code, cause, message } = error as AdapterError
  const [name, ...codes] = namesOf(cause)
  const why = [code, ...(codes.length > 0 ? codes : name === undefined || name === 'Error' ? [] : [name])].join(', ')
  const how = message.includes("Say emails: 'lower' or 'keep'.") ? ' Here that is --emails lower or --emails keep.' : ''
  return `${message}${how}${meaningOf(cause)} (${why})`
}

// A name or a code is one word. Whatever else stands there is a message in disguise.
const isWord = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && /^\w{1,60}$/.test(value))

/** The name of an error, and its code. */
function namesOf(error: unknown): (string | number)[] {
  if (typeof error !== 'object' || error === null) return []
  const name: unknown = Reflect.get(error, 'name')
  const codes = ['code', 'errno'].map((property): unknown => Reflect.get(error, property)).filter(isWord)
  return [...(isWord(name) ? [name] : []), ...codes.slice(0, 1)]
}

function meaningOf(error: unknown): string {
  const known = namesOf(error).find((name) => Object.hasOwn(meanings, name))
  return known === undefined ? '' : ` ${meanings[known]}`
}
