import { isImplied, model } from '@strongroom/core-types'
import type { Collection } from 'mongodb'
import { type Stored, decode } from './documents.ts'
import type { Run } from './driver.ts'
import { gaveWay } from './errors.ts'
import { type Document, type Layout, type Place, OWNER, pathOf } from './layout.ts'

const ATTEMPTS = 10

/** The commands that methods are made of: one a call, but that a deletion's miss is looked at once more. */
export function commandsOf({ places: { user, session } }: Layout, run: Run) {
  const withOwner = (place: Place): [lookup: Document, unwind: Document] => [
    ownerOf(user, place),
    { $unwind: `$${OWNER}` },
  ]
  /** Documents whose user exists: one that was left over never answers. */
  const owned = (from: Collection, place: Place, filter: Document, ...more: Document[]): Promise<Document[]> =>
    from.aggregate([{ $match: filter }, ...withOwner(place), ...more]).toArray()
  const answer = (place: Place, document: Document | null | undefined): Stored | null =>
    document === null || document === undefined ? null : decode(place, document)

  const find = async (operation: string, place: Place, filter: Document | undefined): Promise<Stored | null> =>
    filter === undefined ? null : answer(place, await run(operation, place, (all) => all[place.entity].findOne(filter)))
  const findOwned = async (operation: string, place: Place, filter: Document | undefined): Promise<Stored | null> =>
    filter === undefined
      ? null
      : answer(place, (await run(operation, place, (all) => owned(all[place.entity], place, filter)))[0])
  /** Deletes the document and answers it, to one caller. What no index keeps from being there twice goes with it. */
  const take = async (operation: string, place: Place, filter: Document | undefined): Promise<Stored | null> => {
    if (filter === undefined) return null
    const taken = await run(operation, place, (all) => takeSurely(all[place.entity], filter))
    if (taken !== null && !isImplied(place.unique, model[place.entity].unique[0])) {
      await deleteMany(operation, place, filter)
    }
    return answer(place, taken)
  }
  /** Changes the document that the filter names; with nothing to change, reads it. */
  const change = async (
    operation: string,
    place: Place,
    filter: Document,
    update: Document,
    verb = '$set',
  ): Promise<Stored | null> => {
    const document = await run(operation, place, (all) =>
      Object.keys(update).length === 0
        ? all[place.entity].findOne(filter)
        : insist(() => all[place.entity].findOneAndUpdate(filter, { [verb]: update }, { returnDocument: 'after' })),
    )
    return answer(place, document)
  }
  const deleteMany = async (operation: string, place: Place, filter: Document): Promise<number> =>
    (await run(operation, place, (all) => all[place.entity].deleteMany(filter))).deletedCount
  /** Deletes what the filter names until nothing is left of it; see `takeSurely`. */
  const revoke = async (operation: string, filter: Document): Promise<number> => {
    let count = 0
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      count += await deleteMany(operation, session, filter)
      const left = await run(operation, session, (all) => all.session.findOne(filter, { projection: { _id: 1 } }))
      if (left === null) return count
    }
    throw new Contended()
  }
  /** Deletes up to a limit of what a pipeline names, where the condition still holds: a renewed session stays. */
  const sweep = (place: Place, pipeline: Document[], condition: Document, limit: number): Promise<number> =>
    run('deleteExpired', place, async (all) => {
      const from = all[place.entity]
      const found = await from.aggregate([...pipeline, { $limit: limit }, { $project: { _id: 1 } }]).toArray()
      if (found.length === 0) return 0
      const ids = found.map(({ _id }) => _id as never)
      return (await from.deleteMany({ ...condition, _id: { $in: ids } })).deletedCount
    })
  const sweepExpired = (place: Place, time: unknown, limit: number): Promise<number> => {
    const dead = { [pathOf(place, 'expires')]: { $lt: time } }
    return sweep(place, [{ $match: dead }], dead, limit)
  }
  const sweepLonely = (place: Place, limit: number): Promise<number> =>
    sweep(place, [ownerOf(user, place), lonely], {}, limit)

  return { answer, owned, find, findOwned, take, change, deleteMany, revoke, sweepExpired, sweepLonely }
}

/** What {@link commandsOf} gives. */
export type Commands = ReturnType<typeof commandsOf>

/** Joins the user of a document: a list of one, or of none. */
export function ownerOf(user: Place, place: Place): Document {
  return { $lookup: { from: user.collection, localField: pathOf(place, 'userId'), foreignField: '_id', as: OWNER } }
}

/** Those whose user is gone, of what {@link ownerOf} joined. */
export const lonely: Document = { $match: { [`${OWNER}.0`]: { $exists: false } } }

/**
 * Deletes a document and answers it. On FerretDB a deletion that races with an update of the same document finds
 * nothing and leaves it, so a miss is looked at once more: who signs out is signed out.
 */
export async function takeSurely(from: Collection, filter: Document, options: object = {}): Promise<Document | null> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const document = await from.findOneAndDelete(filter, options)
    if (document !== null || (await from.findOne(filter, { ...options, projection: { _id: 1 } })) === null)
      return document
  }
  throw new Contended()
}

/** Sends a command again where it gave way to another. */
export async function insist<T>(command: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await command()
    } catch (error) {
      if (!gaveWay(error) || attempt === ATTEMPTS) throw error
      await stepAside(attempt)
    }
  }
}

/** Waits, longer each time, and not for as long as others: those that blocked each other are not to meet again. */
export function stepAside(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 100 * 2 ** Math.min(attempt, 5)))
}

/** A document was updated without end while it was to be deleted. Its code is the server's WriteConflict. */
class Contended extends Error {
  readonly code = 112
}
