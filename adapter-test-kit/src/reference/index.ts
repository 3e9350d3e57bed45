import {
  type AccountKey,
  type Adapter,
  AdapterError,
  type AdapterErrorCode,
  type AdapterWarning,
  type CustomFields,
  type EntityName,
  type UnlinkOptions,
  handleOf,
} from '@strongroom/core-types'
import { type Stored, fieldsOf } from './fields.ts'
import { type Tables, createTables } from './table.ts'

/** How the reference adapter is set up. */
export interface ReferenceOptions {
  /** Fields that the application adds, by entity. */
  readonly fields?: CustomFields
  /** The clock; the system's otherwise. */
  readonly now?: () => Date
  /** Makes ids of users who bring none; random UUIDs otherwise. */
  readonly generateId?: () => string
  /** Hears what was left out or put right. */
  readonly onWarning?: (warning: AdapterWarning) => void
  /** The database cannot be reached: every call throws `unavailable`. */
  readonly closed?: boolean
}

/**
 * The contract as a program: an adapter that holds its rows in memory and keeps every rule, for tests and as the
 * specification to read. Each call of it is a new, empty store.
 *
 * @param tables where the rows are; empty ones when not given
 */
export function referenceAdapter(options: ReferenceOptions = {}, tables: Tables = createTables()): Adapter {
  const { now = () => new Date(), generateId = () => crypto.randomUUID(), onWarning = () => undefined } = options
  const {
    user: users,
    account: accounts,
    session: sessions,
    verificationToken: tokens,
    authenticator: authenticators,
  } = tables
  const fields = fieldsOf({ custom: options.fields, generateId, onWarning })

  const answer = (entity: EntityName, row: Stored | undefined) => (row ? fields[entity].show(row) : null)
  const userOf = (id: unknown) => users.find({ id: fields.user.key('id', id) })
  const ownedBy = (userId: unknown) => ({ userId: fields.user.key('id', userId) })
  const accountOf = (key: AccountKey) =>
    accounts.find({
      provider: fields.account.key('provider', key.provider),
      providerAccountId: fields.account.key('providerAccountId', key.providerAccountId),
    })
  const sessionOf = (token: unknown) => sessions.find({ sessionToken: fields.session.key('sessionToken', token) })
  const authenticatorOf = (id: unknown) =>
    authenticators.find({ credentialID: fields.authenticator.key('credentialID', id) })
  const isExpired = (row: Stored, at = now()) => (row['expires'] as Date) < at

  function needUser(row: Stored, entity: EntityName, operation: string): void {
    if (userOf(row['userId'])) return
    throw failure('reference', `${operation}: ${entity}.userId names no user.`, operation, entity, 'userId')
  }

  function hasOtherWay({ userId, providerAccountId, provider }: Stored, countEmail = false): boolean {
    const isOther = (row: Stored): boolean =>
      row['provider'] !== provider || row['providerAccountId'] !== providerAccountId
    const user = userOf(userId)
    return (
      accounts.where({ userId }).some(isOther) ||
      // The credential of this very account signs nobody in without it.
      authenticators.where({ userId }).some((row) => row['providerAccountId'] !== providerAccountId) ||
      (countEmail && Boolean(user?.['email'] && user['emailVerified']))
    )
  }

  const adapter = {
    async createUser(user: object) {
      return answer('user', users.insert(fields.user.create(user, 'createUser'), 'createUser'))
    },
    async getUser(id: string) {
      return answer('user', userOf(id))
    },
    async getUserByEmail(email: string) {
      return answer('user', users.find({ email: fields.user.key('email', email) }))
    },
    async getUserByAccount(key: AccountKey) {
      return answer('user', userOf(accountOf(key)?.['userId']))
    },
    async updateUser(user: { id: string }) {
      const changes = fields.user.update(user, 'updateUser', ['id'])
      const row = userOf(user.id)
      if (!row) throw failure('not-found', 'updateUser: no user has this id.', 'updateUser', 'user', 'id')
      return answer('user', users.update(row, changes, 'updateUser'))
    },
    async deleteUser(id: string) {
      const row = users.take(userOf(id))
      if (!row) return null
      for (const table of [accounts, sessions, authenticators]) table.where(ownedBy(id)).forEach(table.take)
      return answer('user', row)
    },

    async linkAccount(account: AccountKey & { userId: string }) {
      const row = fields.account.create(account, 'linkAccount', { mend: true })
      const linked = accountOf(account)
      if (!linked) {
        needUser(row, 'account', 'linkAccount')
        return answer('account', accounts.insert(row, 'linkAccount'))
      }
      if (linked['userId'] !== row['userId']) {
        const message = 'linkAccount: this account is linked to another user.'
        throw failure('duplicate', message, 'linkAccount', 'account', 'providerAccountId')
      }
      const given = Object.entries(row).filter(([name]) => Reflect.get(account, name) !== undefined)
      return answer('account', accounts.update(linked, Object.fromEntries(given), 'linkAccount'))
    },
    async unlinkAccount(key: AccountKey, { userId, keepLast, countEmail }: UnlinkOptions = {}) {
      const row = accountOf(key)
      if (!row || (userId !== undefined && row['userId'] !== fields.user.key('id', userId))) return undefined
      if (keepLast && !hasOtherWay(row, countEmail)) {
        const message = 'unlinkAccount: this account is the last way in.'
        throw failure('conflict', message, 'unlinkAccount', 'account')
      }
      const { userId: owner, providerAccountId } = row
      if (row['type'] === 'webauthn')
        authenticators.where({ userId: owner, providerAccountId }).forEach(authenticators.take)
      return answer('account', accounts.take(row)) ?? undefined
    },
    async getAccount(providerAccountId: string, provider: string) {
      return answer('account', accountOf({ provider, providerAccountId }))
    },

    async createSession(session: object) {
      const row = fields.session.create(session, 'createSession')
      needUser(row, 'session', 'createSession')
      return answer('session', sessions.insert(row, 'createSession'))
    },
    async getSessionAndUser(sessionToken: string) {
      const row = sessionOf(sessionToken)
      if (!row) return null
      if (isExpired(row)) {
        sessions.take(row)
        return null
      }
      return { session: answer('session', row), user: answer('user', userOf(row['userId'])) }
    },
    async updateSession(session: { sessionToken: string }) {
      const changes = fields.session.update(session, 'updateSession', ['sessionToken'])
      const row = sessionOf(session.sessionToken)
      if (!row || isExpired(row)) return null
      if ('userId' in changes) needUser(changes, 'session', 'updateSession')
      return answer('session', sessions.update(row, changes, 'updateSession'))
    },
    async deleteSession(sessionToken: string) {
      return answer('session', sessions.take(sessionOf(sessionToken)))
    },

    async createVerificationToken(token: object) {
      const row = fields.verificationToken.create(token, 'createVerificationToken')
      return answer('verificationToken', tokens.insert(row, 'createVerificationToken'))
    },
    async useVerificationToken(key: { identifier: string; token: string }) {
      const row = tokens.find({
        identifier: fields.verificationToken.key('identifier', key.identifier),
        token: fields.verificationToken.key('token', key.token),
      })
      return answer('verificationToken', tokens.take(row))
    },

    async createAuthenticator(authenticator: object) {
      const row = fields.authenticator.create(authenticator, 'createAuthenticator')
      needUser(row, 'authenticator', 'createAuthenticator')
      return answer('authenticator', authenticators.insert(row, 'createAuthenticator'))
    },
    async getAuthenticator(credentialID: string) {
      return answer('authenticator', authenticatorOf(credentialID))
    },
    async listAuthenticatorsByUserId(userId: string) {
      return authenticators.where(ownedBy(userId)).map(fields.authenticator.show)
    },
    async updateAuthenticatorCounter(credentialID: string, newCounter: number) {
      const operation = 'updateAuthenticatorCounter'
      const { counter } = fields.authenticator.update({ counter: newCounter }, operation, []) as { counter: number }
      const row = authenticatorOf(credentialID)
      if (!row) {
        const message = `${operation}: no authenticator has this id.`
        throw failure('not-found', message, operation, 'authenticator', 'credentialID')
      }
      const highest = Math.max(counter, row['counter'] as number)
      return answer('authenticator', authenticators.update(row, { counter: highest }, operation))
    },

    async listAccounts(userId: string) {
      return accounts.where(ownedBy(userId)).sort(byPair).map(fields.account.show)
    },
    async updateAccount(account: AccountKey, { ifRefreshToken }: { ifRefreshToken?: string | null | undefined } = {}) {
      const changes = fields.account.update(account, 'updateAccount', ['provider', 'providerAccountId'])
      const row = accountOf(account)
      // A given user must be the owner: an account is never moved.
      if (!row || ('userId' in changes && changes['userId'] !== row['userId'])) {
        const message = 'updateAccount: no such account.'
        throw failure('not-found', message, 'updateAccount', 'account', 'providerAccountId')
      }
      if (ifRefreshToken !== undefined && row['refresh_token'] !== ifRefreshToken) {
        const message = 'updateAccount: the refresh token has changed meanwhile. Read the account again.'
        throw failure('conflict', message, 'updateAccount', 'account', 'refresh_token')
      }
      return answer('account', accounts.update(row, changes, 'updateAccount'))
    },
    sessionHandle: handleOf,
    async listSessions(userId: string) {
      const live = sessions.where(ownedBy(userId)).filter((row) => !isExpired(row))
      const infos = live.sort((a, b) => Number(b['expires']) - Number(a['expires'])).map(infoOf)
      return await Promise.all(infos)
    },
    async revokeSession(userId: string, handle: string) {
      return sessions.take(await sessionWith(userId, handle)) !== undefined
    },
    async revokeSessions(userId: string, { except }: { except?: string | undefined } = {}) {
      const kept = except === undefined ? undefined : await sessionWith(userId, except)
      return sessions.where(ownedBy(userId)).filter((row) => row !== kept && sessions.take(row)).length
    },
    async deleteVerificationTokens(identifier: string) {
      const match = { identifier: fields.verificationToken.key('identifier', identifier) }
      return tokens.where(match).filter(tokens.take).length
    },
    async deleteExpired({
      now: at = now(),
      limit = 10_000,
    }: { now?: Date | undefined; limit?: number | undefined } = {}) {
      const [session, verificationToken] = [sessions, tokens].map((table) => {
        const expired = table.where({}).filter((row) => isExpired(row, at))
        return expired.slice(0, limit).filter(table.take).length
      })
      // Deleting a user takes everything along, so no row here is ever without one.
      return { session, verificationToken, account: 0, authenticator: 0 }
    },
  }

  async function infoOf(row: Stored): Promise<Stored> {
    const { sessionToken, ...shown } = fields.session.show(row)
    return { ...shown, handle: await handleOf(sessionToken as string) }
  }

  async function sessionWith(userId: string, handle: string): Promise<Stored | undefined> {
    for (const row of sessions.where(ownedBy(userId))) {
      if ((await handleOf(row['sessionToken'] as string)) === handle) return row
    }
    return undefined
  }

  // Rows are made from the model, as the types of `Adapter` are; the compiler cannot follow that through names.
  return (options.closed ? closed(adapter) : adapter) as unknown as Adapter
}

function failure(code: AdapterErrorCode, message: string, operation: string, entity: EntityName, field?: string) {
  return new AdapterError(code, message, { operation, entity, field })
}

function byPair(a: Stored, b: Stored): number {
  const [left, right] = [a, b].map((row) => JSON.stringify([row['provider'], row['providerAccountId']]))
  return left === right ? 0 : String(left) < String(right) ? -1 : 1
}

function closed(adapter: object): object {
  const methods = Object.keys(adapter).map((operation) => {
    const message = `${operation}: the database is closed.`
    return [operation, async () => Promise.reject(new AdapterError('unavailable', message, { operation }))] as const
  })
  return Object.fromEntries(methods)
}
