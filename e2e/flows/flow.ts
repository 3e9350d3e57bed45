import type { Adapter } from '@strongroom/core-types'
import { assert } from 'vitest'
import type { Stage } from '../stage.ts'

/** Something that people do on a site. */
export interface Flow {
  readonly name: string
  /** Rejects when it does not go as it should. */
  run(stage: Stage): Promise<void>
  /** An adapter with a bug that makes the flow go wrong: what it is there to notice. */
  readonly notices: readonly [bug: string, broken: (adapter: Adapter) => Partial<Adapter>]
}

/** Lets others go first. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })

/** The user with an e-mail address, who has to be there. */
export async function userOf({ adapter }: Stage, email: string) {
  const user = await adapter.getUserByEmail(email)
  assert(user, `There should be a user ${email}.`)
  return user
}
