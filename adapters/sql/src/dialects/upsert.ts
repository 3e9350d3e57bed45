import type { Dialect } from '../dialect.ts'

/** The upsert that SQLite has from PostgreSQL. */
export const onConflict: Dialect['onConflict'] = ({ sql }, key, owner, changes) => {
  // An assignment to the owner itself changes nothing: the condition has made it the same.
  const assigned = (changes.length === 0 ? [owner] : changes).map((name) => `${name} = excluded.${name}`)
  const sameOwner = `${sql}.${owner} = excluded.${owner}`
  return `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${assigned.join(', ')} WHERE ${sameOwner}`
}
