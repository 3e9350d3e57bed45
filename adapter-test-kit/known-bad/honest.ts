import type { AuthjsAdapter } from '../src/contracts/authjs/adapter.ts'

type Row = Record<string, unknown>

/**
 * An adapter as simple ones are published: the core's 19 methods and no more, ids of its own, void where the core
 * reads no answer, misses that are undefined, whole seconds, nulls in accounts, e-mail addresses without case, no
 * uniqueness, expired tokens swept. It is not good, and signs people in: the authjs profile must find no fault in it.
 */
export function honestAdapter(): AuthjsAdapter {
  const users: Row[] = []
  let accounts: Row[] = []
  let sessions: Row[] = []
  let tokens: Row[] = []
  let authenticators: Row[] = []
  let count = 1000

  const find = (rows: Row[], match: Row): Row | undefined =>
    rows.find((row) => Object.entries(match).every(([name, value]) => row[name] === value))
  const without = (rows: Row[], row: Row | undefined) => rows.filter((other) => other !== row)
  const seconds = (value: unknown) =>
    value instanceof Date ? new Date(Math.floor(Number(value) / 1000) * 1000) : value
  const stored = (row: object): Row =>
    Object.fromEntries(Object.entries(row).map(([name, value]: [string, unknown]) => [name, seconds(value) ?? null]))
  const shown = (row: Row | undefined) => (row ? { ...row } : undefined) as never
  const sweep = () => (tokens = tokens.filter(({ expires }) => (expires as Date) > new Date()))
  const userOf = (id: unknown) => find(users, { id })

  return {
    async createUser({ name, email, emailVerified, image }) {
      const row = stored({ id: String(++count), name, email, emailVerified, image })
      users.push(row)
      return shown({ ...row, createdAt: new Date() })
    },
    getUser: async (id) => shown(userOf(id)),
    getUserByEmail: async (email) =>
      shown(users.find((row) => (row['email'] as string | null)?.toLowerCase() === email.toLowerCase())),
    async getUserByAccount({ provider, providerAccountId }) {
      return shown(userOf(find(accounts, { provider, providerAccountId })?.['userId']))
    },
    async updateUser(user) {
      const row = userOf(user.id)
      if (!row) throw new Error('No user to update')
      return shown(Object.assign(row, stored(user)))
    },
    async deleteUser(id) {
      users.splice(0, users.length, ...without(users, userOf(id)))
    },

    async linkAccount(account) {
      const { userId, type, provider, providerAccountId, refresh_token, access_token, expires_at, scope, id_token } =
        account
      accounts.push(
        stored({ userId, type, provider, providerAccountId, refresh_token, access_token, expires_at, scope, id_token }),
      )
    },
    async unlinkAccount({ provider, providerAccountId }) {
      accounts = without(accounts, find(accounts, { provider, providerAccountId }))
    },
    getAccount: async (providerAccountId, provider) => shown(find(accounts, { provider, providerAccountId })),

    async createSession(session) {
      sessions.push(stored(session))
      return session
    },
    async getSessionAndUser(sessionToken) {
      const session = find(sessions, { sessionToken })
      const user = userOf(session?.['userId'])
      return session && user && { session: shown(session), user: shown(user) }
    },
    async updateSession({ sessionToken, expires }) {
      Object.assign(find(sessions, { sessionToken }) ?? {}, stored({ expires }))
    },
    async deleteSession(sessionToken) {
      sessions = without(sessions, find(sessions, { sessionToken }))
    },

    async createVerificationToken(token) {
      tokens.push(stored(token))
    },
    async useVerificationToken({ identifier, token }) {
      sweep()
      const row = find(tokens, { identifier, token })
      tokens = without(tokens, row)
      return shown(row)
    },

    async createAuthenticator(authenticator) {
      authenticators.push(stored(authenticator))
      return shown(authenticators.at(-1))
    },
    getAuthenticator: async (credentialID) => shown(find(authenticators, { credentialID })),
    listAuthenticatorsByUserId: async (userId) =>
      authenticators.filter((row) => row['userId'] === userId).map((row) => shown(row)),
    async updateAuthenticatorCounter(credentialID, counter) {
      const row = find(authenticators, { credentialID })
      if (!row) throw new Error('No authenticator to update')
      authenticators = [...without(authenticators, row), { ...row, counter }]
      return shown({ ...row, counter })
    },
  }
}
