import {
  type AdapterWarning,
  type Deleted,
  type Method,
  type UnlinkOptions,
  changedValues,
  checkValue,
  cleanupFailed,
  failure,
  fieldOf,
  handleOf,
  linkedValues,
  newValues,
  objectOf,
  sweepLimit,
} from '@strongroom/core-types'
import { ObjectId } from 'mongodb'
import { commandsOf, insist, takeSurely } from './commands.ts'
import { type Stored, decode, encode, filterOf, newDocument } from './documents.ts'
import type { Run } from './driver.ts'
import { type Document, type Layout, type Place, OWNER, pathOf } from './layout.ts'
import { accountKeys, link, waysIn } from './linking.ts'

/** What the methods are made of. */
export interface Parts {
  readonly layout: Layout
  readonly run: Run
  readonly now: () => number
  readonly generateId: () => string
  readonly warn: (warning: AdapterWarning) => void
  /** Whether a user is deleted in a transaction with what belongs to it. */
  readonly transactions: boolean
}

/** The adapter's methods, in the contract's order. */
export function methodsOf({ layout, run, now, generateId, warn, transactions }: Parts) {
  const { user, account, session, verificationToken, authenticator } = layout.places
  const expires = fieldOf(session, 'expires')
  const path = {
    userId: pathOf(session, 'userId'),
    token: pathOf(session, 'sessionToken'),
    expires: pathOf(session, 'expires'),
  }

  const commands = commandsOf(layout, run)
  const { answer, owned, find, findOwned, take, change, deleteMany, revoke } = commands
  const insert = async (operation: string, place: Place, input: unknown): Promise<Stored> => {
    const document = newDocument(place, newValues(place, input, operation, warn, place === user ? { generateId } : {}))
    if (place === user && layout.idType === 'objectId') document['_id'] = new ObjectId()
    await run(operation, place, (all) => insist(() => all[place.entity].insertOne(document)))
    return decode(place, document)
  }

  const userFilter = (id: unknown): Document | undefined => filterOf(user, { id }, 'id')
  const ofUser = (place: Place, userId: unknown): Document | undefined => filterOf(place, { userId }, 'userId')
  const tokenFilter = (sessionToken: unknown): Document | undefined =>
    filterOf(session, { sessionToken }, 'sessionToken')
  const tokensOf = async (operation: string, filter: Document): Promise<string[]> => {
    const documents = await run(operation, session, (all) =>
      all.session.find(filter, { projection: { [path.token]: 1 } }).toArray(),
    )
    return documents.map((document) => String(document[path.token]))
  }
  const named = async (tokens: readonly string[], handle: unknown): Promise<string | undefined> => {
    for (const token of tokens) if ((await handleOf(token)) === handle) return token
    return undefined
  }
  const dropExpired = async (filter: Document): Promise<void> => {
    try {
      await deleteMany('getSessionAndUser', session, { ...filter, [path.expires]: { $lt: new Date(now()) } })
    } catch {
      // The answer is a miss either way; whoever sweeps will meet the document again.
      warn(cleanupFailed)
    }
  }

  const methods = {
    createUser: async (input: unknown) => insert('createUser', user, input),
    getUser: async (id: unknown) => find('getUser', user, userFilter(id)),
    getUserByEmail: async (email: unknown) => find('getUserByEmail', user, filterOf(user, { email }, 'email')),
    async getUserByAccount(key: unknown) {
      const filter = filterOf(account, key, ...accountKeys)
      if (filter === undefined) return null
      const [document] = await run('getUserByAccount', account, (all) => owned(all.account, account, filter))
      return answer(user, document?.[OWNER] as Document | undefined)
    },
    async updateUser(input: unknown) {
      const given = objectOf(user, input, 'updateUser')
      const update = encode(user, changedValues(user, given, 'updateUser', ['id']))
      const filter = filterOf(user, given, 'id')
      const stored = filter && (await change('updateUser', user, filter, update))
      if (!stored) throw failure('not-found', 'updateUser', user, 'id')
      return stored
    },
    async deleteUser(id: unknown) {
      const filter = userFilter(id)
      const userIds = ofUser(account, id)
      if (filter === undefined || userIds === undefined) return null
      const { _id } = filter
      return run('deleteUser', user, async ({ transaction, ...all }) => {
        const remove = async (options: object): Promise<Stored | null> => {
          // The user goes first: without a user the rest never answers, should this end half-way.
          const document = await takeSurely(all.user, filter, options)
          for (const place of [account, session, authenticator]) {
            await all[place.entity].deleteMany({ [pathOf(place, 'userId')]: _id }, options)
          }
          return answer(user, document)
        }
        return transactions ? transaction(remove) : remove({})
      })
    },

    async linkAccount(input: unknown) {
      const given = objectOf(account, input, 'linkAccount')
      const values = linkedValues(account, given, 'linkAccount', warn)
      const document = newDocument(account, values)
      const filter = filterOf(account, given, ...accountKeys)
      const keys: readonly string[] = ['userId', ...accountKeys]
      const changes = values.filter(([position]) => !keys.includes(account.columns[position]?.name ?? ''))
      const found =
        filter &&
        (await run('linkAccount', account, (all) => link(layout, all, filter, document, encode(account, changes))))
      if (!found) throw failure('duplicate', 'linkAccount', account, 'providerAccountId')
      return decode(account, found)
    },
    async unlinkAccount(input: unknown, { userId, keepLast = false, countEmail = false }: UnlinkOptions = {}) {
      const operation = 'unlinkAccount'
      const key = filterOf(account, input, ...accountKeys)
      const owner = userId === undefined ? {} : ofUser(account, userId)
      if (key === undefined || owner === undefined) return undefined
      const remove = async (): Promise<Stored | undefined> =>
        (await take(operation, account, { ...key, ...owner })) ?? undefined
      /** A passkey without its account signs nobody in, and its browser would not add it anew. */
      const withPasskey = async (removed: Stored | undefined): Promise<Stored | undefined> => {
        const passkey =
          removed?.['type'] === 'webauthn' ? filterOf(authenticator, removed, 'userId', 'providerAccountId') : undefined
        if (passkey !== undefined) await deleteMany(operation, authenticator, passkey)
        return removed
      }
      if (!keepLast) return withPasskey(await remove())

      const found = await findOwned(operation, account, { ...key, ...owner })
      if (found === null) return undefined
      const hasOther = (): Promise<boolean> => run(operation, account, (all) => waysIn(layout, all, found, countEmail))
      if (!(await hasOther())) throw failure('conflict', operation, account)
      const removed = await remove()
      if (removed === undefined || (await hasOther())) return withPasskey(removed)
      // Another one was unlinked meanwhile, so this had become the last.
      await methods.linkAccount(removed)
      throw failure('conflict', operation, account)
    },
    getAccount: async (providerAccountId: unknown, provider: unknown) =>
      findOwned('getAccount', account, filterOf(account, { provider, providerAccountId }, ...accountKeys)),

    createSession: async (input: unknown) => insert('createSession', session, input),
    async getSessionAndUser(sessionToken: unknown) {
      const filter = tokenFilter(sessionToken)
      if (filter === undefined) return null
      const [document] = await run('getSessionAndUser', session, (all) => owned(all.session, session, filter))
      if (document === undefined) return null
      const found = decode(session, document)
      // Also what other programs have stored there that is no date, since it never ends.
      if (!(Number(found['expires']) >= now() && found['expires'] instanceof Date)) {
        await dropExpired(filter)
        return null
      }
      return { session: found, user: decode(user, document[OWNER] as Document) }
    },
    async updateSession(input: unknown) {
      const given = objectOf(session, input, 'updateSession')
      const update = encode(session, changedValues(session, given, 'updateSession', ['sessionToken']))
      const filter = filterOf(session, given, 'sessionToken')
      if (filter === undefined) return null
      return change('updateSession', session, { ...filter, [path.expires]: { $gte: new Date(now()) } }, update)
    },
    deleteSession: async (sessionToken: unknown) => take('deleteSession', session, tokenFilter(sessionToken)),

    createVerificationToken: async (input: unknown) => insert('createVerificationToken', verificationToken, input),
    useVerificationToken: async (input: unknown) =>
      take('useVerificationToken', verificationToken, filterOf(verificationToken, input, 'identifier', 'token')),

    createAuthenticator: async (input: unknown) => insert('createAuthenticator', authenticator, input),
    getAuthenticator: async (credentialID: unknown) =>
      findOwned('getAuthenticator', authenticator, filterOf(authenticator, { credentialID }, 'credentialID')),
    async listAuthenticatorsByUserId(userId: unknown) {
      const filter = ofUser(authenticator, userId)
      if (filter === undefined) return []
      const sort = { $sort: { [pathOf(authenticator, 'credentialID')]: 1 } }
      const documents = await run('listAuthenticatorsByUserId', authenticator, (all) =>
        owned(all.authenticator, authenticator, filter, sort),
      )
      return documents.map((document) => decode(authenticator, document))
    },
    async updateAuthenticatorCounter(credentialID: unknown, newCounter: unknown) {
      const operation = 'updateAuthenticatorCounter'
      const counter = checkValue(fieldOf(authenticator, 'counter'), newCounter, operation)
      const filter = filterOf(authenticator, { credentialID }, 'credentialID')
      const update = { [pathOf(authenticator, 'counter')]: counter }
      const stored = filter && (await change(operation, authenticator, filter, update, '$max'))
      if (!stored) throw failure('not-found', operation, authenticator, 'credentialID')
      return stored
    },

    async listAccounts(userId: unknown) {
      const filter = ofUser(account, userId)
      if (filter === undefined) return []
      const sort = { $sort: Object.fromEntries(accountKeys.map((field) => [pathOf(account, field), 1])) }
      const documents = await run('listAccounts', account, (all) => owned(all.account, account, filter, sort))
      return documents.map((document) => decode(account, document))
    },
    async updateAccount(input: unknown, { ifRefreshToken }: { ifRefreshToken?: unknown } = {}) {
      const operation = 'updateAccount'
      const given = objectOf(account, input, operation)
      const update = encode(account, changedValues(account, given, operation, [...accountKeys, 'userId']))
      const refreshToken = fieldOf(account, 'refresh_token')
      const { userId } = given
      const key = filterOf(account, given, ...accountKeys)
      const owner = userId === undefined ? {} : ofUser(account, userId)
      if (key === undefined || owner === undefined) throw failure('not-found', operation, account, 'providerAccountId')
      const mine = { ...key, ...owner }
      const expected =
        ifRefreshToken === undefined
          ? {}
          : { [refreshToken.path]: { $eq: checkValue(refreshToken, ifRefreshToken, operation) } }
      const stored = await change(operation, account, { ...mine, ...expected }, update)
      if (stored !== null) return stored
      const meanwhile = ifRefreshToken !== undefined && (await find(operation, account, mine)) !== null
      if (meanwhile) throw failure('conflict', operation, account, 'refresh_token')
      throw failure('not-found', operation, account, 'providerAccountId')
    },
    sessionHandle: (sessionToken: string) => handleOf(sessionToken),
    async listSessions(userId: unknown) {
      const filter = ofUser(session, userId)
      if (filter === undefined) return []
      const live = { ...filter, [path.expires]: { $gte: new Date(now()) } }
      const sort = { $sort: { [path.expires]: -1 } }
      const documents = await run('listSessions', session, (all) => owned(all.session, session, live, sort))
      return Promise.all(
        documents
          .map((document) => decode(session, document))
          .map(async ({ sessionToken, ...shown }) => ({ handle: await handleOf(String(sessionToken)), ...shown })),
      )
    },
    async revokeSession(userId: unknown, handle: unknown) {
      const filter = ofUser(session, userId)
      const token = filter && (await named(await tokensOf('revokeSession', filter), handle))
      if (!filter || token === undefined) return false
      return (await revoke('revokeSession', { ...filter, [path.token]: token })) > 0
    },
    async revokeSessions(userId: unknown, { except }: { except?: string | undefined } = {}) {
      const filter = ofUser(session, userId)
      if (filter === undefined) return 0
      if (except === undefined) return revoke('revokeSessions', filter)
      const tokens = await tokensOf('revokeSessions', filter)
      const kept = await named(tokens, except)
      // The one to be kept may come meanwhile: then only those that were there go.
      const others = kept === undefined ? { $in: tokens } : { $ne: kept }
      return revoke('revokeSessions', { ...filter, [path.token]: others })
    },
    async deleteVerificationTokens(identifier: unknown) {
      const filter = filterOf(verificationToken, { identifier }, 'identifier')
      return filter === undefined ? 0 : deleteMany('deleteVerificationTokens', verificationToken, filter)
    },
    async deleteExpired({ now: at = new Date(now()), limit: most }: { now?: Date; limit?: number } = {}) {
      const operation = 'deleteExpired'
      const time = checkValue(expires, at, operation)
      const limit = sweepLimit(most)
      const deleted: Deleted = { session: 0, verificationToken: 0, account: 0, authenticator: 0 }
      for (const place of [session, verificationToken]) {
        deleted[place.entity] = await commands.sweepExpired(place, time, limit)
      }
      for (const place of [session, account, authenticator]) {
        const rest = limit - deleted[place.entity]
        if (rest > 0) deleted[place.entity] += await commands.sweepLonely(place, rest)
      }
      return deleted
    },
  } satisfies Record<Method, (...args: never[]) => Promise<unknown>>
  return methods
}
