import type { Db, Document } from 'mongodb'

type Command = (db: Db, collection: string, ...args: never[]) => Promise<unknown>

const commands: Record<string, Command> = {
  createIndex: (db, collection, key: Record<string, 1>, options: object = {}) =>
    db.collection(collection).createIndex(key, options, {}),
  async dropIndex(db, collection, named: Record<string, 1> | string) {
    const indexes = await db.collection(collection).indexes()
    const index = indexes.find(({ key, name }) => name === named || JSON.stringify(key) === JSON.stringify(named))
    await db.collection(collection).dropIndex(String(index?.name))
  },
  aggregate: (db, collection, pipeline: Document[]) => db.collection(collection).aggregate(pipeline).toArray(),
  updateMany: (db, collection, filter: Document, update: Document[]) =>
    db.collection(collection).updateMany(filter, update),
  renameCollection: (db, collection, name: string, dropTarget: boolean) =>
    db.renameCollection(collection, name, { dropTarget }),
}

/** Runs commands as they are written for the server's shell; answers what each answered. */
export async function inShell(db: Db, text: string): Promise<unknown[]> {
  const answers: unknown[] = []
  for (const line of text.trim().split('\n')) {
    const [, created = ''] = /^db\.createCollection\((.*)\)$/.exec(line) ?? []
    if (created !== '') {
      const [name, options] = JSON.parse(`[${created}]`) as [string, object?]
      answers.push((await db.createCollection(name, options)).collectionName)
      continue
    }
    const [, collection = '', verb = '', args] = /^db\.getCollection\((".*?")\)\.(\w+)\((.*)\)$/.exec(line) ?? []
    const command = commands[verb]
    if (command === undefined) throw new Error(`Not a command: ${line}`)
    answers.push(await command(db, JSON.parse(collection) as string, ...(JSON.parse(`[${args}]`) as never[])))
  }
  return answers
}
