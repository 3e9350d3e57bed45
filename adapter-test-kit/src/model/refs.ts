/** Stands for a user's id in a call that is not made yet: each store has ids of its own. */
export class UserRef {
  readonly slot: number
  constructor(slot: number) {
    this.slot = slot
  }
}

/** What keys there are. */
export type KeyKind = 'email' | 'provider' | 'account' | 'session' | 'token' | 'credential'

/** Stands for a key that is fresh in each run. */
export class KeyRef {
  readonly kind: KeyKind
  readonly slot: number
  constructor(kind: KeyKind, slot: number) {
    this.kind = kind
    this.slot = slot
  }
}

/** Stands for the handle of a session. */
export class HandleRef {
  readonly token: KeyRef
  constructor(token: KeyRef) {
    this.token = token
  }
}

/** What references stand for in one store. */
export interface Meaning {
  readonly user: (slot: number) => unknown
  readonly key: (kind: KeyKind, slot: number) => string
  readonly handle: (token: string) => Promise<unknown>
}

/** The value with every reference replaced. */
export async function resolve(value: unknown, meaning: Meaning): Promise<unknown> {
  if (value instanceof UserRef) return meaning.user(value.slot)
  if (value instanceof KeyRef) return meaning.key(value.kind, value.slot)
  if (value instanceof HandleRef) return await meaning.handle(meaning.key(value.token.kind, value.token.slot))
  if (value instanceof Date) return new Date(value)
  if (Array.isArray(value)) return await Promise.all(value.map((item) => resolve(item, meaning)))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(async ([name, item]) => [name, await resolve(item, meaning)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

/** The slots of users that a value refers to. */
export function usersIn(value: unknown): number[] {
  if (value instanceof UserRef) return [value.slot]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(usersIn)
}
