import { createHash } from 'node:crypto'

/** Somebody with a session; equal numbers give equal people. */
export interface Person {
  readonly user: { id: string; name: string; email: string; emailVerified: Date | null; image: string | null }
  readonly session: { sessionToken: string; userId: string; expires: Date }
}

const tomorrow = new Date(Date.now() + 86_400_000)

/** As a core makes them: ids and session tokens are UUIDs, half of the people have no picture. */
export function person(number: number): Person {
  const id = uuid(`user ${number}`)
  return {
    user: {
      id,
      name: `Person ${number}`,
      email: `person-${number}@example.com`,
      emailVerified: tomorrow,
      image: number % 2 === 0 ? `https://example.com/pictures/${number}.png` : null,
    },
    session: { sessionToken: uuid(`session ${number}`), userId: id, expires: tomorrow },
  }
}

/** Some of so many people, spread so that neighbours in time are none in the table. */
export function sample(size: number, of: number): Person[] {
  return Array.from({ length: size }, (_, index) => person((index * 7919) % of))
}

function uuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
