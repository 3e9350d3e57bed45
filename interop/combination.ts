// An adapter that others have published, on one engine.
import type { Adapter } from '@auth/core/adapters'
import type { EngineName } from './engines.ts'

/** A way across: theirs writes and ours reads, ours writes and theirs reads, or people who sign in and stay so. */
export type Direction = 'theirs → ours' | 'ours → theirs' | 'sign-in there and back'

export const directions: readonly Direction[] = ['theirs → ours', 'ours → theirs', 'sign-in there and back']

/** What the published schema, or the published adapter, has no room for. It is red when it turns out to have room. */
export interface Limit {
  readonly check: string
  /** In one direction only. */
  readonly direction?: Direction
  /** Mended by `migrate`, or once ours goes by what the preset has become. */
  readonly until?: 'migrate' | 'migrated'
  readonly because: string
}

/** A database with the documented schema, and both adapters on it. */
export interface Place {
  readonly theirs: Adapter
  /** By the preset, or by what it says that it has become. */
  ours(by: 'preset' | 'migrated'): Adapter
  migrate(): Promise<unknown>
  close(): Promise<unknown>
}

export interface Combination {
  readonly adapter: string
  /** Which schema, where there are several. */
  readonly variant?: string
  readonly engine: EngineName
  /** Whether the preset tells apart what it is and what it has become. */
  readonly becomes: boolean
  readonly limits: readonly Limit[]
  /** It has every method and no limit, so that checks are seen to fail on it. */
  readonly proves?: boolean
  open(url: string): Promise<Place>
}

/** What cannot be tried. */
export interface NotRun {
  readonly adapter: string
  readonly engine: EngineName
  readonly because: string
}
