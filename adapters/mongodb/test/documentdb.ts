import type { CommandStartedEvent, MongoClient } from 'mongodb'

// What Amazon DocumentDB supports from 3.6 to 8.0, of that which an adapter could want:
// https://docs.aws.amazon.com/documentdb/latest/developerguide/mongo-apis.html
const commands = ['aggregate', 'count', 'distinct', 'find', 'findAndModify', 'getMore', 'insert', 'update', 'delete']
const administration = [
  'create',
  'createIndexes',
  'drop',
  'dropIndexes',
  'killCursors',
  'listCollections',
  'listIndexes',
]
// Not on elastic clusters, nor on 3.6.
const transactions = ['abortTransaction', 'commitTransaction']

const queries = new Set(
  '$eq $gt $gte $in $lt $lte $ne $nin $and $or $not $nor $exists $type $mod $regex $all $elemMatch $size'.split(' '),
)
const updates = new Set('$set $unset $inc $mul $min $max $rename $currentDate $setOnInsert'.split(' '))
const stages = new Set(
  '$match $project $group $sort $limit $skip $unwind $lookup $addFields $count $sample $redact $replaceRoot'.split(' '),
)
// Inside stages; of many.
const expressions = new Set(['$ifNull', '$sum'])
// "Partial indexes" on its page of functional differences; on 5.0 and 8.0 instance clusters.
const partial = new Set('$eq $exists $and $gt $gte $lt $lte'.split(' '))
const joins = new Set(['from', 'localField', 'foreignField', 'as'])
const indexOptions = new Set(['key', 'name', 'unique', 'sparse', 'expireAfterSeconds', 'partialFilterExpression', 'v'])
// Case-insensitive indexes and queries are on 8.0 alone.
const unsupported = ['collation', 'let', 'hint', 'arrayFilters', 'explain', 'comment']

/** The clusters that a client may be meant for. */
export type Cluster = 'elastic' | 'instance'

/** What of a command stands outside the list. */
export function outside(
  { commandName, command }: Pick<CommandStartedEvent, 'commandName' | 'command'>,
  cluster: Cluster,
): string[] {
  const found: string[] = []
  const allowed = [...commands, ...administration, ...(cluster === 'instance' ? transactions : [])]
  if (!allowed.includes(commandName)) found.push(`command ${commandName}`)
  const given = command as Record<string, unknown>
  for (const option of unsupported) if (given[option] !== undefined) found.push(`${commandName} with ${option}`)

  const operators = (value: unknown, known: ReadonlySet<string>): void => {
    if (typeof value !== 'object' || value === null || '_bsontype' in value || value instanceof Date) return
    for (const [key, inner] of Object.entries(value)) {
      if (key.startsWith('$') && !known.has(key)) found.push(`${commandName}: ${key}`)
      operators(inner, known)
    }
  }
  const listed = (name: string): Record<string, unknown>[] => (given[name] ?? []) as Record<string, unknown>[]

  operators(given['filter'] ?? given['query'], queries)
  operators(given['update'], updates)
  operators(given['projection'] ?? given['fields'], new Set())
  for (const { q, u } of [...listed('updates'), ...listed('deletes')]) {
    operators(q, queries)
    operators(u, updates)
  }
  for (const stage of listed('pipeline')) {
    const [name = '', body] = Object.entries(stage)[0] ?? []
    if (!stages.has(name)) found.push(`stage ${name}`)
    else if (name === '$lookup') found.push(...excess(body, joins).map((key) => `$lookup with ${key}`))
    else operators(body, name === '$match' ? queries : expressions)
  }
  for (const index of listed('indexes')) {
    found.push(...excess(index, indexOptions).map((key) => `index with ${key}`))
    if (cluster === 'elastic' && index['partialFilterExpression']) found.push('partial index')
    operators(index['partialFilterExpression'], partial)
  }
  return found
}

function excess(value: unknown, known: ReadonlySet<string>): string[] {
  return Object.keys(value as object).filter((key) => !known.has(key))
}

/** Watches a client that monitors its commands; answers what it has sent outside the list since it was last asked. */
export function guard(client: MongoClient, cluster: Cluster): { seen: () => string[]; commands: () => number } {
  let [found, count]: [string[], number] = [[], 0]
  client.on('commandStarted', (event) => {
    count++
    found.push(...outside(event, cluster))
  })
  return {
    commands: () => count,
    seen() {
      const seen = found
      found = []
      return seen
    },
  }
}
