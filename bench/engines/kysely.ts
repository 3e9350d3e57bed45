import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KyselyAdapter as AuthKyselyAdapter } from '@auth/kysely-adapter'
import { KyselyAdapter, migrate } from '@strongroom/kysely'
import Database from 'better-sqlite3'
import { type CompiledQuery, Kysely, SqliteDialect, sql } from 'kysely'
import type { Engine, Operation } from '../operation.ts'
import { person, sample } from '../people.ts'

const people = 100_000

type Tables = Record<string, Record<string, unknown>>
type Row = Readonly<Record<string, unknown>>

/** SQLite in a file, WAL, through kysely over better-sqlite3. */
export async function openKysely(): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-bench-'))
  const database = new Database(join(folder, 'bench.db'))
  database.pragma('journal_mode = WAL')
  // The disk's own time is nobody's merit.
  database.pragma('synchronous = OFF')
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
  await migrate(db)
  createOthers(database)
  fill(database)
  // Not every package exports its manifest.
  const versionOf = (name: string): string =>
    (
      JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8')) as {
        version: string
      }
    ).version
  return {
    operations: [reads(db)],
    versions: {
      kysely: versionOf('kysely'),
      '@auth/kysely-adapter': versionOf('@auth/kysely-adapter'),
      'better-sqlite3': versionOf('better-sqlite3'),
      SQLite: String(database.prepare('SELECT sqlite_version()').pluck().get()),
    },
    async close() {
      await db.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The tables of `@auth/kysely-adapter`: as its own tests make them, but that ids are of one type, so that joins find the index. */
function createOthers(database: Database.Database): void {
  database.exec(`
    CREATE TABLE "User" (id varchar PRIMARY KEY, name text, email text UNIQUE NOT NULL, "emailVerified" timestamptz, image text);
    CREATE TABLE "Session" (id varchar PRIMARY KEY, "userId" varchar NOT NULL REFERENCES "User" (id) ON DELETE CASCADE,
      "sessionToken" text NOT NULL UNIQUE, expires timestamptz NOT NULL)`)
}

function fill(database: Database.Database): void {
  const users = database.prepare('INSERT INTO users (id, name, email, "emailVerified", image) VALUES (?, ?, ?, ?, ?)')
  const sessions = database.prepare('INSERT INTO sessions ("sessionToken", "userId", expires) VALUES (?, ?, ?)')
  const otherUsers = database.prepare('INSERT INTO "User" VALUES (?, ?, ?, ?, ?)')
  const otherSessions = database.prepare('INSERT INTO "Session" VALUES (?, ?, ?, ?)')
  const all = database.transaction(() => {
    for (let number = 0; number < people; number++) {
      const { user, session } = person(number)
      const { id, name, email, emailVerified, image } = user
      users.run(id, name, email, emailVerified?.getTime() ?? null, image)
      sessions.run(session.sessionToken, id, session.expires.getTime())
      otherUsers.run(id, name, email, emailVerified?.toISOString() ?? null, image)
      otherSessions.run(session.sessionToken, id, session.sessionToken, session.expires.toISOString())
    }
  })
  all()
}

function reads(db: Kysely<Tables>): Operation {
  // The text that ours sends, compiled once by kysely; see adapters/sql for the "+?".
  const columns = [
    's."sessionToken"',
    's."userId"',
    's."expires"',
    'u."id"',
    'u."name"',
    'u."email"',
    'u."emailVerified"',
    'u."image"',
  ].map((name, at) => `${name} AS "c${at}"`)
  const text = `SELECT ${columns.join(', ')} FROM "sessions" s JOIN "users" u ON u."id" = s."userId" WHERE s."sessionToken" = +?`
  const query = sql<Row>`${sql.raw(text)}`.compile(db)
  const executor = db.getExecutor()
  const read = (token: string): Promise<{ rows: Row[] }> =>
    executor.executeQuery<Row>({ ...query, parameters: [token] } satisfies CompiledQuery<Row>)
  const ours = KyselyAdapter(db)
  const theirs = AuthKyselyAdapter(db)
  const asked = sample(20_000, people)
  const answers = new Map(asked.map((one) => [one.session.sessionToken, one]))
  return {
    name: 'getSessionAndUser',
    about: `a session and its user by the token, out of ${people} each; every contender through one instance`,
    tokens: [...answers.keys()],
    expected: (token) => answers.get(token),
    contenders: [
      { name: "kysely's executeQuery", call: read, read: (answer) => pairOf((answer as { rows: Row[] }).rows[0]) },
      { name: 'strongroom', call: (token) => ours.getSessionAndUser(token), read: (answer) => answer },
      { name: '@auth/kysely-adapter', call: (token) => theirs.getSessionAndUser?.(token), read: (answer) => answer },
    ],
    aim: { contender: 'strongroom', ratio: 1.15 },
  }
}

function pairOf(row: Row | undefined): unknown {
  if (row === undefined) return row
  const [sessionToken, userId, expires, id, name, email, emailVerified, image] = Object.values(row)
  return {
    user: { id, name, email, emailVerified: typeof emailVerified === 'number' ? new Date(emailVerified) : null, image },
    session: { sessionToken, userId, expires: new Date(Number(expires)) },
  }
}
