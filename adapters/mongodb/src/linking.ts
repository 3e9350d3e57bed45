import { failure, isImplied } from '@strongroom/core-types'
import { ObjectId } from 'mongodb'
import { stepAside } from './commands.ts'
import { type Stored, filterOf } from './documents.ts'
import type { Collections } from './driver.ts'
import { explain, gaveWay } from './errors.ts'
import { type Document, type Layout, pathOf } from './layout.ts'

/** What tells one account from others. */
export const accountKeys = ['provider', 'providerAccountId'] as const

// A link can meet a racing one, or an account whose user is gone, and then tries again.
const LINK_ATTEMPTS = 10

/** Whether a user has another account, another credential's authenticator or, where it counts, a verified address. */
export async function waysIn(
  { places: { user, account, authenticator } }: Layout,
  all: Collections,
  { userId, ...key }: Stored,
  countEmail: boolean,
): Promise<boolean> {
  const pair = filterOf(account, key, ...accountKeys)
  const other = { ...filterOf(account, { userId }, 'userId'), $nor: [pair ?? {}] }
  if ((await all.account.findOne(other, { projection: { _id: 1 } })) !== null) return true
  const credential = {
    ...filterOf(authenticator, { userId }, 'userId'),
    [pathOf(authenticator, 'providerAccountId')]: { $ne: key['providerAccountId'] },
  }
  if ((await all.authenticator.findOne(credential, { projection: { _id: 1 } })) !== null) return true
  const verified = { [pathOf(user, 'email')]: { $gt: '' }, [pathOf(user, 'emailVerified')]: { $ne: null } }
  return (
    countEmail &&
    (await all.user.findOne({ ...filterOf(user, { id: userId }, 'id'), ...verified }, { projection: { _id: 1 } })) !==
      null
  )
}

/**
 * One command for a new account: inserts it unless the pair is there. Otherwise updates the link of the same user.
 * An account that a deleted user left behind gives way. Where no index keeps pairs unique, another user may have the
 * pair as well, so the user's own link is looked for first.
 */
export async function link(
  { places: { account } }: Layout,
  { account: accounts, user: users }: Collections,
  filter: Document,
  document: Document,
  changes: Document,
): Promise<Document | null> {
  const owner = pathOf(account, 'userId')
  const mine = { ...filter, [owner]: document[owner] }
  const relink = async (): Promise<Document | null> =>
    Object.keys(changes).length === 0
      ? accounts.findOne(mine)
      : accounts.findOneAndUpdate(mine, { $set: changes }, { returnDocument: 'after' })
  const ownFirst = !isImplied(account.unique, accountKeys)
  for (let attempt = 1; attempt <= LINK_ATTEMPTS; attempt++) {
    try {
      const own = ownFirst ? await relink() : null
      if (own !== null) return own
      const { [pathOf(account, 'provider')]: _, ...rest } = document
      // Told by the document's id, since servers disagree on whether they updated what they left as it was.
      const id = new ObjectId()
      const insert = { $setOnInsert: { ...rest, _id: id } }
      const found = await accounts.findOneAndUpdate(filter, insert, { upsert: true, returnDocument: 'after' })
      if (found === null || id.equals(found['_id'])) return found
      if (String(found[owner]) === String(document[owner])) {
        if (Object.keys(changes).length === 0) return found
        const changed = await relink()
        if (changed !== null) return changed
      } else if ((await users.findOne({ _id: found[owner] as never }, { projection: { _id: 1 } })) === null) {
        await accounts.deleteOne({ _id: found['_id'], [owner]: found[owner] as unknown })
      } else return null
    } catch (error) {
      // Two inserts at once: the one that came second finds the first one's now.
      const contended = gaveWay(error) || explain(error).code === 'duplicate'
      if (!contended || attempt === LINK_ATTEMPTS) throw error
      // A duplicate is there by now, and is found at once.
      if (gaveWay(error)) await stepAside(attempt)
    }
  }
  throw failure('conflict', 'linkAccount', account)
}
