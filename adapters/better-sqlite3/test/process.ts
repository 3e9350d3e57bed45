import { setTimeout } from 'node:timers/promises'
import { AdapterError } from '@strongroom/core-types'
import Database from 'better-sqlite3'
import { SQLiteAdapter, migrate } from '../src/index.ts'
import type { Done, Job } from './jobs.ts'

async function answer(job: Job, start: number): Promise<void> {
  const done = await work(job, start)
  process.send?.(done, () => process.disconnect())
}

process.once('message', (job: Job) => {
  // A rejection nobody handles ends the process, which its parent sees.
  process.once('message', (start: number) => void answer(job, start))
  process.send?.('ready')
})

async function work(job: Job, start: number): Promise<Done> {
  const database = new Database(job.file, { timeout: 30_000 })
  // What a power cut would lose is not asked here, and every sync takes its time.
  database.pragma('synchronous = OFF')
  // Set now, since the pragma before has to read the file.
  if (job.do === 'write') database.pragma(`busy_timeout = ${job.timeout}`)
  const adapter = SQLiteAdapter(database)
  const done: Done = {
    operations: 0,
    errors: {},
    tries: [],
    rows: { users: [], accounts: [], sessions: [], tokens: [], won: [] },
  }
  const { rows } = done
  const count = (error: unknown): void => {
    const code = error instanceof AdapterError ? `${error.code} ${error.operation}` : String(error)
    done.errors[code] = (done.errors[code] ?? 0) + 1
  }
  /** Calls until the database can answer. What threw must have changed nothing, so once more is not twice. */
  const call = async <T>(operation: () => Promise<T>): Promise<T | undefined> => {
    for (;;) {
      try {
        const answer = await operation()
        Object.assign(done, { operations: done.operations + 1 })
        return answer
      } catch (error) {
        count(error)
        if (!(error instanceof AdapterError) || error.code !== 'unavailable') {
          Object.assign(done, { operations: done.operations + 1 })
          return undefined
        }
      }
    }
  }

  if (job.do === 'migrate') await migrate(database).catch(count)
  if (job.do === 'spend') {
    await new Promise<void>((resolve) => process.send?.('trying', () => resolve()))
    for (let at = 0; at < job.tokens; at++) {
      // All try the same token in the same moment, or whoever is first would take them all.
      const moment = start + at * 4 - performance.timeOrigin
      await setTimeout(Math.max(0, moment - performance.now() - 1))
      while (performance.now() < moment);
      const token = `t${at}`
      const began = Date.now()
      const answer = await call(() => adapter.useVerificationToken({ identifier: job.identifier, token }))
      done.tries.push([began, Date.now()])
      if (answer !== null && answer !== undefined) rows.won.push(token)
    }
  }
  if (job.do === 'write') {
    for (let round = 0; round < job.rounds; round++) {
      const id = `${job.who}-${round}`
      const user = { id, name: 'before', email: `${id}@x.example`, emailVerified: null, image: null }
      const account = { userId: id, type: 'oauth', provider: 'p', providerAccountId: id } as const
      const session = { sessionToken: id, userId: id, expires: new Date(4e12 + round) }
      const token = { identifier: id, token: id, expires: session.expires }
      await call(() => adapter.createUser(user))
      await call(() => adapter.linkAccount(account))
      await call(() => adapter.createSession({ ...session, expires: new Date(3e12) }))
      await call(() => adapter.updateUser({ id, name: 'after' }))
      await call(() => adapter.updateSession(session))
      const found = await call(() => adapter.getSessionAndUser(id))
      if (found?.user.name !== 'after' || Number(found.session.expires) !== Number(session.expires)) count('stale read')
      await call(() => adapter.createVerificationToken(token))
      // Every process wants this address; one gets it.
      const shared = { ...user, id: `${id}-shared`, email: `${round}@shared.example` }
      const won = await call(() => adapter.createUser(shared))
      const gone = round % 2 === 1
      const spent = await call<unknown>(() =>
        gone ? adapter.useVerificationToken(token) : adapter.updateAuthenticatorCounter(id, 1),
      )
      if (gone && (spent ?? null) === null) count('lost token')
      const deleted = await call<unknown>(() => (gone ? adapter.deleteUser(id) : adapter.deleteSession(id)))
      if (deleted === null) count('lost row')

      if (won !== undefined) rows.won.push(shared.email)
      if (won !== undefined) rows.users.push(shared)
      if (gone) continue
      rows.users.push({ ...user, name: 'after' })
      rows.accounts.push(account)
      rows.tokens.push({ ...token, expires: Number(token.expires) })
    }
  }
  database.close()
  return done
}
