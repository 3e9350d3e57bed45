import { randomBytes } from 'node:crypto'
import { MongoDBAdapter, type MongoDBOptions, migrate } from '@strongroom/mongodb'
import { MongoClient } from 'mongodb'
import type { Counted } from '../measure.ts'

const missed = 'a deletion that finds nothing looks once more, since an update may have raced'
const hashed = "MongoDB cannot hash: the user's tokens are read and hashed here, and a racing update may have kept one"
const reasons = {
  deleteUser: 'no foreign keys: the user first, then accounts, sessions and authenticators',
  'deleteUser, unknown': 'no foreign keys: what a crash has left is deleted as well',
  'linkAccount, to the same user again': 'the insert finds the account, and a second command updates it',
  'useVerificationToken, spent': missed,
  revokeSession: hashed,
  revokeSessions: 'a racing update may have kept a session: it looks once more',
  'revokeSessions, all others': hashed,
  deleteExpired: 'ids of what has expired or has no user are read, and deleted where there are some',
}

/** Counted by the driver's command monitoring. Text ids, so that an unknown id is one that could be there. */
export async function openMongodb(server: string): Promise<Counted> {
  const url = new URL(server)
  url.pathname = `/roundtrips_${randomBytes(6).toString('hex')}`
  const options: MongoDBOptions = { schema: { ids: { type: 'text', from: 'caller' } } }
  const client = new MongoClient(url.href, { maxPoolSize: 1, monitorCommands: true })
  await migrate(client, options)
  let commands = 0
  client.on('commandStarted', () => commands++)
  return {
    title: "MongoDB's protocol",
    adapter: MongoDBAdapter(client, options),
    executed: () => Promise.resolve(commands),
    reasons,
    close: () => client.close(),
  }
}
