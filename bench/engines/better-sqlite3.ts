import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQLiteAdapter, migrate } from '@strongroom/better-sqlite3'
import Database from 'better-sqlite3'
import type { Engine, Operation } from '../operation.ts'
import { type Person, person, sample } from '../people.ts'

const people = 100_000
type Values = readonly (string | number | null)[]

/** SQLite in a file, WAL, through better-sqlite3. */
export async function openSqlite(): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-bench-'))
  const database = new Database(join(folder, 'bench.db'))
  database.pragma('journal_mode = WAL')
  // The disk's own time is nobody's merit.
  database.pragma('synchronous = OFF')
  await migrate(database)
  fill(database)
  const { version } = createRequire(import.meta.url)('better-sqlite3/package.json') as { version: string }
  return {
    operations: [reads(database), writes(database)],
    versions: {
      'better-sqlite3': version,
      SQLite: String(database.prepare('SELECT sqlite_version()').pluck().get()),
    },
    close() {
      database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function fill(database: Database.Database): void {
  const users = database.prepare('INSERT INTO users (id, name, email, "emailVerified", image) VALUES (?, ?, ?, ?, ?)')
  const sessions = database.prepare('INSERT INTO sessions ("sessionToken", "userId", expires) VALUES (?, ?, ?)')
  const all = database.transaction(() => {
    for (let number = 0; number < people; number++) {
      const { user, session } = person(number)
      users.run(user.id, user.name, user.email, user.emailVerified?.getTime() ?? null, user.image)
      sessions.run(session.sessionToken, session.userId, session.expires.getTime())
    }
  })
  all()
}

function reads(database: Database.Database): Operation {
  // "+?" keeps SQLite from planning anew at each call, for the value that a bare "?" has: see adapters/sql.
  const statement = database
    .prepare<[string], Values>(
      'SELECT s."sessionToken", s."userId", s."expires", u."id", u."name", u."email", u."emailVerified", u."image" ' +
        'FROM "sessions" s JOIN "users" u ON u."id" = s."userId" WHERE s."sessionToken" = +?',
    )
    .raw(true)
  const map = (row: Values | undefined): unknown => row && pairOf(row)
  const adapter = SQLiteAdapter(database)
  const asked = sample(20_000, people)
  const answers = new Map(asked.map((one) => [one.session.sessionToken, one]))
  return {
    name: 'getSessionAndUser',
    about: `a session and its user by the token, out of ${people} each`,
    tokens: [...answers.keys()],
    expected: (token) => answers.get(token),
    contenders: [
      { name: 'raw statement', call: (token) => statement.get(token), read: (row) => map(row as Values | undefined) },
      { name: 'raw statement, row mapped', call: (token) => map(statement.get(token)), read: (answer) => answer },
      { name: 'strongroom', call: (token) => adapter.getSessionAndUser(token), read: (answer) => answer },
    ],
    aim: { contender: 'strongroom', ratio: 1.15 },
  }
}

function pairOf([sessionToken, userId, expires, id, name, email, emailVerified, image]: Values): unknown {
  return {
    user: { id, name, email, emailVerified: typeof emailVerified === 'number' ? new Date(emailVerified) : null, image },
    session: { sessionToken, userId, expires: new Date(Number(expires)) },
  }
}

function writes(database: Database.Database): Operation {
  const insert = database.prepare('INSERT INTO "sessions" ("sessionToken", "userId", "expires") VALUES (?, ?, ?)')
  const remove = database.prepare('DELETE FROM "sessions" WHERE "sessionToken" = ?')
  const adapter = SQLiteAdapter(database)
  const sessions = sample(4_000, people).map(({ session }) => ({
    ...session,
    sessionToken: `2 ${session.sessionToken}`,
  }))
  const byToken = new Map(sessions.map((session) => [session.sessionToken, session]))
  const sessionOf = (token: string): Person['session'] => byToken.get(token) as Person['session']
  return {
    name: 'createSession + deleteSession',
    about: 'two transactions; the raw statements answer no row',
    tokens: [...byToken.keys()],
    expected: () => 'created and deleted',
    contenders: [
      {
        name: 'raw statements',
        call: (token) => {
          const { userId, expires } = sessionOf(token)
          return insert.run(token, userId, expires.getTime()).changes + remove.run(token).changes
        },
        read: (changes) => (changes === 2 ? 'created and deleted' : changes),
      },
      {
        name: 'strongroom',
        call: async (token) => {
          const created = await adapter.createSession(sessionOf(token))
          const deleted = await adapter.deleteSession(token)
          return created.sessionToken === token && deleted?.sessionToken === token
        },
        read: (both) => (both === true ? 'created and deleted' : both),
      },
    ],
  }
}
