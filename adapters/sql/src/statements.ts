import { model } from '@strongroom/core-types'
import type { Dialect } from './dialect.ts'
import type { Statement } from './driver.ts'
import { type Column, type Layout, type Table, columnOf, isUnique } from './layout.ts'
import type { Filling } from './schema.ts'

/** Which of an entity's fields are given: bit `n` is the column at position `n`. */
export type Mask = number

/** Answers the next parameter of a text. */
type Parameter = () => string

/** A statement that writes, and the one that reads the row where the engine does not answer it. */
export interface Writing {
  readonly write: Statement
  /** By the row's key. Runs after the write, but before a deletion. */
  readonly read?: Statement | undefined
}

// One text for each set of given fields; callers give few. The oldest goes should somebody give them all.
const MAX_TEXTS = 256

/**
 * Every statement of an adapter. A text is made once and never changes.
 *
 * @param namedRows see {@link SqlDriver.namedRows}
 */
export function statementsOf(layout: Layout, namedRows = false) {
  const { dialect } = layout
  const { user, account, session, verificationToken, authenticator } = layout.tables

  const write = (name: string, text: (p: Parameter) => string): Statement => {
    let position = 0
    return { name, text: text(() => dialect.parameter(++position)) }
  }
  const column = (table: Table, field: string, prefix = ''): string => prefix + columnOf(table, field).sql
  const list = (table: Table, prefix = '', after = 0): string =>
    table.columns
      .map((kind) => dialect.read(prefix + kind.sql, kind))
      .map((read, position) => (namedRows ? `${read} AS ${dialect.quote(`c${after + position}`)}` : read))
      .join(', ')
  const where = (p: Parameter, table: Table, ...fields: readonly string[]): string =>
    fields
      .map((name) => columnOf(table, name))
      .map((kind) => `${kind.sql} = ${dialect.comparable(p(), kind)}`)
      .join(' AND ')
  const returning = (verb: keyof Dialect['returning'], table: Table): string =>
    dialect.returning[verb] ? ` RETURNING ${list(table)}` : ''

  // Without foreign keys a row can outlive its user, and must not answer then. No table is called like the alias.
  const owner = dialect.quote('strongroom owner')
  const owned = (table: Table): string =>
    `EXISTS (SELECT 1 FROM ${user.sql} ${owner} WHERE ${owner}.${column(user, 'id')} = ${table.sql}.${column(table, 'userId')})`
  const mayBeOrphan = (table: Table): boolean => !layout.foreignKeys && 'userId' in model[table.entity].fields
  const alive = (table: Table): string => (mayBeOrphan(table) ? ` AND ${owned(table)}` : '')

  const select = (name: string, table: Table, condition: (p: Parameter) => string, order = ''): Statement =>
    write(name, (p) => `SELECT ${list(table)} FROM ${table.sql} WHERE ${condition(p)}${alive(table)}${order}`)
  const find = (name: string, table: Table, ...fields: readonly string[]): Statement =>
    select(name, table, (p) => where(p, table, ...fields))
  const take = (name: string, table: Table, ...fields: readonly string[]): Writing => ({
    write: write(
      name,
      (p) => `DELETE FROM ${table.sql} WHERE ${where(p, table, ...fields)}${alive(table)}${returning('delete', table)}`,
    ),
    read: dialect.returning.delete ? undefined : find(`${name}_read`, table, ...fields),
  })
  const remove = (name: string, table: Table, condition: (p: Parameter) => string): Statement =>
    write(name, (p) => `DELETE FROM ${table.sql} WHERE ${condition(p)}`)
  const ordered = (table: Table, ...fields: readonly string[]): string =>
    ` ORDER BY ${fields.map((field) => column(table, field)).join(', ')}`

  const insertText = (p: Parameter, table: Table, mask: Mask): string => {
    const columns = givenColumns(table, mask)
    const filled = fillings(table, 'uuid', 'created', 'updated')
    if (columns.length + filled.length === 0) return `INSERT INTO ${table.sql} ${dialect.insertDefaults}`
    const names = [...columns, ...filled].map(({ sql }) => sql)
    const values = [...columns.map(p), ...filled.map(({ value }) => value)]
    return `INSERT INTO ${table.sql} (${names.join(', ')}) VALUES (${values.join(', ')})`
  }
  /** Columns that no field has, with what is put there. */
  const fillings = (table: Table, ...which: readonly Filling[]) =>
    table.extras.flatMap(({ sql, filling }) =>
      filling !== 'default' && which.includes(filling) ? [{ sql, value: dialect.fill(filling, layout.encodings) }] : [],
    )
  const readBack = (verb: keyof Dialect['returning'], table: Table): Statement | undefined =>
    dialect.returning[verb] ? undefined : find(`read_${table.entity}`, table, ...model[table.entity].unique[0])
  /** Inserts the given fields; a column left out takes the database's default. */
  const inserts = (table: Table) =>
    byMask(readBack('insert', table), (mask) =>
      write(`insert_${table.entity}_${mask}`, (p) => insertText(p, table, mask) + returning('insert', table)),
    )
  /** Updates the given fields of the row that the condition names; with none given, the row as it is. */
  const updates = (name: string, table: Table, condition: (p: Parameter) => string) =>
    byMask(readBack('update', table), (mask) =>
      write(`${name}_${mask}`, (p) => {
        const columns = givenColumns(table, mask)
        const changes = columns.map(({ sql }) => `${sql} = ${p()}`)
        if (changes.length === 0) changes.push(unchanged(table))
        else changes.push(...fillings(table, 'updated').map(({ sql, value }) => `${sql} = ${value}`))
        return `UPDATE ${table.sql} SET ${changes.join(', ')} WHERE ${condition(p)}${alive(table)}${returning('update', table)}`
      }),
    )

  const accountKey = ['provider', 'providerAccountId'] as const
  const refreshToken = column(account, 'refresh_token')
  const expired = (p: Parameter, table: Table): string => `${column(table, 'expires')} < ${p()}`
  const live = (p: Parameter): string => `${column(session, 'expires')} >= ${p()}`

  // Where an update answers no row, an upsert answers none of use either.
  const upsertReturns = dialect.returning.update

  const updateAccount = [false, true].flatMap((ifToken) =>
    [false, true].map((ofUser) =>
      updates(`updateAccount${ofUser ? '_of' : ''}${ifToken ? '_if' : ''}`, account, (p) => {
        const condition = where(p, account, ...accountKey, ...(ofUser ? ['userId'] : []))
        return ifToken ? `${condition} AND ${dialect.same(refreshToken, p())}` : condition
      }),
    ),
  )

  // A session is named by its token's hash where the engine can hash, otherwise by the token.
  const sessionToken = column(session, 'sessionToken')
  const named = dialect.sha256?.(sessionToken) ?? sessionToken

  return {
    createUser: inserts(user),
    getUser: find('getUser', user, 'id'),
    getUserByEmail: find('getUserByEmail', user, 'email'),
    getUserByAccount: write('getUserByAccount', (p) => {
      const [provider, id] = accountKey.map(
        (field) => `${column(account, field, 'a.')} = ${dialect.joinParameter(p())}`,
      )
      const on = `${column(user, 'id', 'u.')} = ${column(account, 'userId', 'a.')}`
      return `SELECT ${list(user, 'u.')} FROM ${account.sql} a JOIN ${user.sql} u ON ${on} WHERE ${provider} AND ${id}`
    }),
    updateUser: updates('updateUser', user, (p) => where(p, user, 'id')),
    deleteUser: take('deleteUser', user, 'id'),
    /** What foreign keys would take along. */
    deleteOwned: layout.cascade
      ? []
      : [account, session, authenticator]
          .filter(({ absent }) => !absent)
          .map((table) => remove(`deleteUser_${table.entity}`, table, (p) => where(p, table, 'userId'))),

    /** Links an account, or updates the link of the same user; another user's stays as it is. */
    linkAccount: byMask(upsertReturns ? undefined : readBack('update', account), (mask) =>
      write(`linkAccount_${mask}`, (p) => {
        const names = accountKey.map((field) => column(account, field))
        const userId = column(account, 'userId')
        const changes = givenColumns(account, mask)
          .map(({ sql }) => sql)
          .filter((sql) => sql !== userId && !names.includes(sql))
        if (changes.length > 0) changes.push(...fillings(account, 'updated').map(({ sql }) => sql))
        const conflict = dialect.onConflict(account, names, userId, changes)
        return `${insertText(p, account, mask)} ${conflict}${upsertReturns ? returning('insert', account) : ''}`
      }),
    ),
    /** For a table without the constraint that an upsert leans on. */
    insertAccount: isUnique(account, ...accountKey) ? undefined : inserts(account),
    unlinkAccount: take('unlinkAccount', account, ...accountKey),
    unlinkAccountOf: take('unlinkAccount_of', account, ...accountKey, 'userId'),
    /** What a passkey's account takes along. */
    unlinkPasskey: authenticator.absent
      ? undefined
      : remove('unlinkPasskey', authenticator, (p) => where(p, authenticator, 'userId', 'providerAccountId')),
    /** How many other accounts, authenticators of other credentials and verified addresses a user has. */
    waysIn: write('waysIn', (p) => {
      const rows = (name: string, from: Table, condition: string): string =>
        `(SELECT count(*) FROM ${from.sql} WHERE ${condition}) AS ${dialect.quote(name)}`
      const id = column(account, 'providerAccountId')
      const provider = column(account, 'provider')
      const others = `${where(p, account, 'userId')} AND NOT (${provider} = ${p()} AND ${id} = ${p()})`
      const credentials = (): string =>
        `${where(p, authenticator, 'userId')} AND NOT ${column(authenticator, 'providerAccountId')} = ${p()}`
      const passkeys = authenticator.absent
        ? `0 AS ${dialect.quote('authenticators')}`
        : rows('authenticators', authenticator, credentials())
      const verified = `${where(p, user, 'id')} AND ${column(user, 'email')} IS NOT NULL AND ${column(user, 'emailVerified')} IS NOT NULL`
      return `SELECT ${rows('accounts', account, others)}, ${passkeys}, ${rows('emails', user, verified)}`
    }),
    getAccount: find('getAccount', account, ...accountKey),
    listAccounts: select('listAccounts', account, (p) => where(p, account, 'userId'), ordered(account, ...accountKey)),
    updateAccount: (ofUser: boolean, ifToken: boolean, mask: Mask): Writing =>
      updateAccount[(ofUser ? 1 : 0) + (ifToken ? 2 : 0)]!(mask),

    createSession: inserts(session),
    getSessionAndUser: write('getSessionAndUser', (p) => {
      const on = `${column(user, 'id', 'u.')} = ${column(session, 'userId', 's.')}`
      const token = `${column(session, 'sessionToken', 's.')} = ${dialect.joinParameter(p())}`
      return (
        `SELECT ${list(session, 's.')}, ${list(user, 'u.', session.columns.length)} FROM ${session.sql} s ` +
        `JOIN ${user.sql} u ON ${on} WHERE ${token}`
      )
    }),
    deleteExpiredSession: remove(
      'deleteExpiredSession',
      session,
      (p) => `${where(p, session, 'sessionToken')} AND ${expired(p, session)}`,
    ),
    updateSession: updates('updateSession', session, (p) => `${where(p, session, 'sessionToken')} AND ${live(p)}`),
    deleteSession: take('deleteSession', session, 'sessionToken'),
    listSessions: select(
      'listSessions',
      session,
      (p) => `${where(p, session, 'userId')} AND ${live(p)}`,
      `${ordered(session, 'expires')} DESC`,
    ),
    /** The tokens of a user, for engines that cannot hash. */
    listTokens: write(
      'listTokens',
      (p) => `SELECT ${column(session, 'sessionToken')} FROM ${session.sql} WHERE ${where(p, session, 'userId')}`,
    ),
    revokeSession: remove('revokeSession', session, (p) => `${where(p, session, 'userId')} AND ${named} = ${p()}`),
    revokeSessions: remove('revokeSessions', session, (p) => where(p, session, 'userId')),
    revokeOtherSessions: remove(
      'revokeOtherSessions',
      session,
      (p) => `${where(p, session, 'userId')} AND ${named} <> ${p()}`,
    ),

    createVerificationToken: inserts(verificationToken),
    useVerificationToken: take('useVerificationToken', verificationToken, 'identifier', 'token'),
    deleteVerificationTokens: remove('deleteVerificationTokens', verificationToken, (p) =>
      where(p, verificationToken, 'identifier'),
    ),

    createAuthenticator: inserts(authenticator),
    getAuthenticator: find('getAuthenticator', authenticator, 'credentialID'),
    listAuthenticatorsByUserId: select(
      'listAuthenticatorsByUserId',
      authenticator,
      (p) => where(p, authenticator, 'userId'),
      ordered(authenticator, 'credentialID'),
    ),
    updateAuthenticatorCounter: {
      write: write('updateAuthenticatorCounter', (p) => {
        const counter = column(authenticator, 'counter')
        return (
          `UPDATE ${authenticator.sql} SET ${counter} = ${dialect.greatest(counter, p())} ` +
          `WHERE ${where(p, authenticator, 'credentialID')}${alive(authenticator)}${returning('update', authenticator)}`
        )
      }),
      read: readBack('update', authenticator),
    },

    /** What has expired or lost its user; `times` is how often the present time is asked for, before the limit. */
    deleteExpired: ([session, verificationToken, account, authenticator] as const).flatMap((table) => {
      const expires = 'expires' in model[table.entity].fields
      if (table.absent || (!expires && !mayBeOrphan(table))) return []
      let times = 0
      const statement = write(`deleteExpired_${table.entity}`, (p) => {
        const dead = (): string => {
          if (expires) times++
          const conditions = [
            ...(expires ? [expired(p, table)] : []),
            ...(mayBeOrphan(table) ? [`NOT ${owned(table)}`] : []),
          ]
          return conditions.join(' OR ')
        }
        const key = model[table.entity].unique[0].map((field) => column(table, field)).join(', ')
        return dialect.deleteSome(table.sql, key, dead, p)
      })
      return [{ table, statement, times }]
    }),
  }
}

/** Whether the field at a position is given. Masks have up to 53 bits, so no bitwise operators. */
export function isGiven(mask: Mask, position: number): boolean {
  return Math.floor(mask / 2 ** position) % 2 === 1
}

function givenColumns(table: Table, mask: Mask): Column[] {
  return table.columns.filter((_, position) => isGiven(mask, position))
}

// An assignment that changes nothing. Of no key: assigning a key has every referencing row looked up.
function unchanged(table: Table): string {
  const plain = table.columns.find(({ field }) => field.type !== 'id' && field.type !== 'key')
  return plain === undefined ? '' : `${plain.sql} = ${table.sql}.${plain.sql}`
}

function byMask(read: Statement | undefined, make: (mask: Mask) => Statement): (mask: Mask) => Writing {
  const made = new Map<Mask, Writing>()
  return (mask) => {
    const known = made.get(mask)
    if (known !== undefined) return known
    const statement = { write: make(mask), read }
    for (const oldest of made.keys()) {
      if (made.size < MAX_TEXTS) break
      made.delete(oldest)
    }
    made.set(mask, statement)
    return statement
  }
}
