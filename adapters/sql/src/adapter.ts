import {
  type Adapter,
  type AdapterWarning,
  type CustomFields,
  type CustomRows,
  type Deleted,
  type Method,
  type UnlinkOptions,
  checkValue,
  cleanupFailed,
  digestOf,
  failure,
  handleOf,
  idOf,
  keyOf,
  objectOf,
  sweepLimit,
  warnOnce,
} from '@strongroom/core-types'
import { callsOf } from './calls.ts'
import type { SqlDriver } from './driver.ts'
import { explained } from './failures.ts'
import { columnOf, layoutOf } from './layout.ts'
import { type Stored, changedRow, decodeRow, keyParams, linkedRow, newRow, pick, without } from './rows.ts'
import type { SchemaOptions } from './schema.ts'
import { statementsOf } from './statements.ts'
import { isPromise } from './steps.ts'

/** What every SQL adapter's factory takes. */
export interface AdapterOptions<F extends CustomFields = CustomFields> extends SchemaOptions<F> {
  /** The clock: milliseconds since the epoch. `Date.now` when not given. */
  readonly now?: () => number
  /** Makes the id of a user that comes without one. `crypto.randomUUID` when not given. */
  readonly generateId?: () => string
  /** Told once of what was left out or put right; never with values. `console.warn` when not given. */
  readonly onWarning?: (warning: AdapterWarning) => void
}

const accountKeys = ['provider', 'providerAccountId'] as const

/** Until when a session lives. What is no date in a table of somebody else's is not alive either. */
const endOf = (row: Stored): number => (row['expires'] as Date | null)?.getTime() ?? NaN

/**
 * An adapter over any SQL driver. Does no input or output until a method is called.
 *
 * @throws AdapterError `invalid-input` for custom fields that cannot be served
 */
export function createSqlAdapter<const F extends CustomFields = Record<never, never>>(
  driver: SqlDriver,
  options: AdapterOptions<F> = {},
): Adapter<CustomRows<F>> {
  const { now = Date.now, generateId = () => crypto.randomUUID() } = options
  const layout = layoutOf(driver.dialect, options)
  const texts = statementsOf(layout, driver.namedRows)
  const calls = callsOf(driver, layout)
  const { one, many, raw, count, insert, change, take } = calls
  const { user, account, session, verificationToken, authenticator } = layout.tables
  const token = columnOf(session, 'sessionToken')
  const expires = columnOf(session, 'expires')

  const warn = warnOnce(options.onWarning)
  const encodeTime = (time: Date): unknown => (expires.encode === undefined ? time : expires.encode(time))
  const present = (): unknown => encodeTime(new Date(now()))
  const userKey = (id: unknown): unknown[] | undefined => keyParams(user, { id }, 'id')
  const accountKey = (key: unknown): unknown[] | undefined => keyParams(account, key, ...accountKeys)
  /** What names the session with this handle in a statement; one look more where the engine cannot hash. */
  const nameOf = async (operation: string, userId: unknown[], handle: unknown): Promise<unknown> => {
    if (driver.dialect.sha256 !== undefined) return digestOf(handle)
    for (const [param] of await raw(operation, session, texts.listTokens, userId)) {
      const value = String(token.decode === undefined ? param : token.decode(param))
      if ((await handleOf(value)) === handle) return param
    }
    return undefined
  }
  const dropExpired = async (key: unknown): Promise<void> => {
    try {
      await count('getSessionAndUser', session, texts.deleteExpiredSession, [key, present()])
    } catch {
      // The answer is a miss either way; whoever sweeps will meet the row again.
      warn(cleanupFailed)
    }
  }

  /** Where references keep a user that has anything left, the rest goes first; all of it or, in a transaction, nothing. */
  const deleteWithOwned = async (key: readonly unknown[]): Promise<Stored | null> => {
    const operation = 'deleteUser'
    const remove = async ({ count, take }: typeof calls): Promise<Stored | null> => {
      for (const statement of texts.deleteOwned) await count(operation, user, statement, key)
      return take(operation, user, texts.deleteUser, key)
    }
    if (driver.withinTransaction) return remove(calls)
    try {
      const transaction = await driver.begin(driver.dialect.transaction)
      try {
        const row = await remove(callsOf(transaction, layout))
        await transaction.commit()
        return row
      } catch (error) {
        await Promise.resolve(transaction.rollback()).catch(() => undefined)
        throw error
      }
    } catch (error) {
      throw explained(error, driver, operation, user)
    }
  }

  const methods = {
    async createUser(input: unknown) {
      const given = newRow(user, input, 'createUser', warn, { generateId })
      return insert('createUser', user, texts.createUser, given)
    },
    async getUser(id: unknown) {
      const key = userKey(id)
      return key === undefined ? null : one('getUser', user, texts.getUser, key)
    },
    async getUserByEmail(email: unknown) {
      const key = keyParams(user, { email }, 'email')
      return key === undefined ? null : one('getUserByEmail', user, texts.getUserByEmail, key)
    },
    async getUserByAccount(input: unknown) {
      const key = accountKey(input)
      return key === undefined ? null : one('getUserByAccount', user, texts.getUserByAccount, key)
    },
    async updateUser(input: unknown) {
      const given = objectOf(user, input, 'updateUser')
      const { mask, params } = changedRow(user, given, 'updateUser', ['id'])
      const key = keyParams(user, given, 'id')
      const row = key && (await change('updateUser', user, texts.updateUser(mask), [...params, ...key], key))
      if (!row) throw failure('not-found', 'updateUser', user, 'id')
      return row
    },
    async deleteUser(id: unknown) {
      const key = userKey(id)
      if (key === undefined) return null
      if (layout.foreignKeys && !layout.cascade) return deleteWithOwned(key)
      const row = await take('deleteUser', user, texts.deleteUser, key)
      // The user goes first: without a user the rest never answers, should this end half-way.
      for (const statement of texts.deleteOwned) await count('deleteUser', user, statement, key)
      return row
    },

    async linkAccount(input: unknown) {
      const operation = 'linkAccount'
      const object = objectOf(account, input, operation)
      const given = linkedRow(account, object, operation, warn)
      const key = pick(account, given, accountKeys)
      const owner = pick(account, given, ['userId'])
      if (texts.insertAccount !== undefined) {
        const { mask, params } = without(account, given, ...accountKeys, 'userId')
        const relink = texts.updateAccount(true, false, mask)
        const relinked = await change(operation, account, relink, [...params, ...key, ...owner], key)
        return relinked ?? insert(operation, account, texts.insertAccount, given)
      }
      const row = await change(operation, account, texts.linkAccount(given.mask), given.params, key)
      // Told by the row, since engines without RETURNING count alike whether they inserted, updated or left it.
      const mine = row !== null && row['userId'] === idOf(object['userId'], layout.ids.type)
      if (!mine) throw failure('duplicate', operation, account, 'providerAccountId')
      return row
    },
    async unlinkAccount(input: unknown, { userId, keepLast = false, countEmail = false }: UnlinkOptions = {}) {
      const operation = 'unlinkAccount'
      const key = accountKey(input)
      const owner = userId === undefined ? [] : userKey(userId)
      if (key === undefined || owner === undefined) return undefined
      const text = owner.length === 0 ? texts.unlinkAccount : texts.unlinkAccountOf
      const remove = async (): Promise<Stored | undefined> =>
        (await take(operation, account, text, [...key, ...owner])) ?? undefined
      /** A passkey without its account signs nobody in, and its browser would not add it anew. */
      const withPasskey = async (removed: Stored | undefined): Promise<Stored | undefined> => {
        const passkey =
          removed?.['type'] === 'webauthn'
            ? keyParams(authenticator, removed, 'userId', 'providerAccountId')
            : undefined
        if (passkey !== undefined && texts.unlinkPasskey !== undefined)
          await count(operation, authenticator, texts.unlinkPasskey, passkey)
        return removed
      }
      if (!keepLast) return withPasskey(await remove())

      const found = await one(operation, account, texts.getAccount, key)
      if (found === null || (userId !== undefined && found['userId'] !== idOf(userId, layout.ids.type)))
        return undefined
      const person = userKey(found['userId']) ?? []
      const hasOther = async (): Promise<boolean> => {
        const [ways = []] = await raw(operation, account, texts.waysIn, [
          ...person,
          ...key,
          ...(authenticator.absent ? [] : [...person, key[1]]),
          ...person,
        ])
        return ways.slice(0, countEmail ? 3 : 2).some((count) => Number(count) > 0)
      }
      if (!(await hasOther())) throw failure('conflict', operation, account)
      const removed = await remove()
      if (removed === undefined || (await hasOther())) return withPasskey(removed)
      // Another one was unlinked meanwhile, so this had become the last.
      await methods.linkAccount(removed)
      throw failure('conflict', operation, account)
    },
    async getAccount(providerAccountId: unknown, provider: unknown) {
      const key = accountKey({ provider, providerAccountId })
      return key === undefined ? null : one('getAccount', account, texts.getAccount, key)
    },

    async createSession(input: unknown) {
      return insert('createSession', session, texts.createSession, newRow(session, input, 'createSession', warn))
    },
    // On every request of a signed-in person: no closure, no spread, no tick that the driver does not need.
    async getSessionAndUser(sessionToken: unknown) {
      const key = keyOf(sessionToken, token.key)
      if (key === undefined) return null
      const param = token.encode === undefined ? key : token.encode(key)
      let found: Stored
      let owner: Stored
      try {
        const answer = driver.get(texts.getSessionAndUser, [param])
        const row = isPromise(answer) ? await answer : answer
        if (row === undefined) return null
        found = decodeRow(session, row)
        owner = decodeRow(user, row, session.columns.length)
      } catch (error) {
        throw explained(error, driver, 'getSessionAndUser', session)
      }
      if (endOf(found) >= now()) return { session: found, user: owner }
      await dropExpired(param)
      return null
    },
    async updateSession(input: unknown) {
      const given = objectOf(session, input, 'updateSession')
      const { mask, params } = changedRow(session, given, 'updateSession', ['sessionToken'])
      const key = keyParams(session, given, 'sessionToken')
      if (key === undefined) return null
      const at = now()
      const live = (row: Stored): boolean => endOf(row) >= at
      const all = [...params, ...key, encodeTime(new Date(at))]
      return change('updateSession', session, texts.updateSession(mask), all, key, live)
    },
    async deleteSession(sessionToken: unknown) {
      const key = keyParams(session, { sessionToken }, 'sessionToken')
      return key === undefined ? null : take('deleteSession', session, texts.deleteSession, key)
    },

    async createVerificationToken(input: unknown) {
      const given = newRow(verificationToken, input, 'createVerificationToken', warn)
      return insert('createVerificationToken', verificationToken, texts.createVerificationToken, given)
    },
    async useVerificationToken(input: unknown) {
      const key = keyParams(verificationToken, input, 'identifier', 'token')
      return key === undefined ? null : take('useVerificationToken', verificationToken, texts.useVerificationToken, key)
    },

    async createAuthenticator(input: unknown) {
      const given = newRow(authenticator, input, 'createAuthenticator', warn)
      return insert('createAuthenticator', authenticator, texts.createAuthenticator, given)
    },
    async getAuthenticator(credentialID: unknown) {
      const key = keyParams(authenticator, { credentialID }, 'credentialID')
      return key === undefined ? null : one('getAuthenticator', authenticator, texts.getAuthenticator, key)
    },
    async listAuthenticatorsByUserId(userId: unknown) {
      const key = userKey(userId)
      if (key === undefined) return []
      return many('listAuthenticatorsByUserId', authenticator, texts.listAuthenticatorsByUserId, key)
    },
    async updateAuthenticatorCounter(credentialID: unknown, newCounter: unknown) {
      const operation = 'updateAuthenticatorCounter'
      const counter = checkValue(columnOf(authenticator, 'counter'), newCounter, operation)
      const key = keyParams(authenticator, { credentialID }, 'credentialID')
      const row =
        key && (await change(operation, authenticator, texts.updateAuthenticatorCounter, [counter, ...key], key))
      if (!row) throw failure('not-found', operation, authenticator, 'credentialID')
      return row
    },

    async listAccounts(userId: unknown) {
      const key = userKey(userId)
      return key === undefined ? [] : many('listAccounts', account, texts.listAccounts, key)
    },
    async updateAccount(input: unknown, { ifRefreshToken }: { ifRefreshToken?: unknown } = {}) {
      const operation = 'updateAccount'
      const given = objectOf(account, input, operation)
      const { mask, params } = changedRow(account, given, operation, [...accountKeys, 'userId'])
      const { userId, refresh_token: next } = given
      const ifToken = ifRefreshToken !== undefined
      const expected = ifToken ? [checkValue(columnOf(account, 'refresh_token'), ifRefreshToken, operation)] : []
      const key = accountKey(given)
      const owner = userId === undefined ? [] : userKey(userId)
      if (key === undefined || owner === undefined) throw failure('not-found', operation, account, 'providerAccountId')
      // A row that the update left as it was met the condition, unless it should have got another refresh token.
      const ofOwner = (row: Stored): boolean => owner.length === 0 || row['userId'] === idOf(userId, layout.ids.type)
      const held = (row: Stored): boolean =>
        ofOwner(row) &&
        (!ifToken ||
          ((row['refresh_token'] ?? null) === ifRefreshToken && (next === undefined || next === ifRefreshToken)))
      const text = texts.updateAccount(owner.length > 0, ifToken, mask)
      const row = await change(operation, account, text, [...params, ...key, ...owner, ...expected], key, held)
      if (row !== null) return row
      const current = ifToken ? await one(operation, account, texts.getAccount, key) : null
      if (current === null || !ofOwner(current)) throw failure('not-found', operation, account, 'providerAccountId')
      throw failure('conflict', operation, account, 'refresh_token')
    },
    sessionHandle: (sessionToken: string) => handleOf(sessionToken),
    async listSessions(userId: unknown) {
      const key = userKey(userId)
      if (key === undefined) return []
      const rows = await many('listSessions', session, texts.listSessions, [...key, present()])
      return Promise.all(
        rows.map(async ({ sessionToken, ...shown }) => ({ handle: await handleOf(String(sessionToken)), ...shown })),
      )
    },
    async revokeSession(userId: unknown, handle: unknown) {
      const key = userKey(userId)
      const name = key && (await nameOf('revokeSession', key, handle))
      if (!key || name === undefined) return false
      return (await count('revokeSession', session, texts.revokeSession, [...key, name])) > 0
    },
    async revokeSessions(userId: unknown, { except }: { except?: string | undefined } = {}) {
      const key = userKey(userId)
      if (key === undefined) return 0
      const name = except === undefined ? undefined : await nameOf('revokeSessions', key, except)
      if (name === undefined) return count('revokeSessions', session, texts.revokeSessions, key)
      return count('revokeSessions', session, texts.revokeOtherSessions, [...key, name])
    },
    async deleteVerificationTokens(identifier: unknown) {
      const key = keyParams(verificationToken, { identifier }, 'identifier')
      if (key === undefined) return 0
      return count('deleteVerificationTokens', verificationToken, texts.deleteVerificationTokens, key)
    },
    async deleteExpired({ now: at = new Date(now()), limit: most }: { now?: Date; limit?: number } = {}) {
      const operation = 'deleteExpired'
      const time = encodeTime(checkValue(expires, at, operation) as Date)
      const limit = sweepLimit(most)
      const deleted: Deleted = { session: 0, verificationToken: 0, account: 0, authenticator: 0 }
      for (const { table, statement, times } of texts.deleteExpired) {
        const params = [...Array.from({ length: times }, () => time), limit]
        deleted[table.entity] = await count(operation, table, statement, params)
      }
      return deleted
    },
  } satisfies Record<Method, (...args: never[]) => Promise<unknown>>
  return methods as unknown as Adapter<CustomRows<F>>
}
