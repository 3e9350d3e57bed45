import type { Profile } from '@strongroom/core-types'
import { authjs } from '../contracts/authjs/index.ts'
import type { Outline } from '../runner/report.ts'
import type { Report } from '../runner/types.ts'

/** What a report is written with. */
export interface Asked<P extends string = Profile> {
  /** The contract that the report is by; that of auth cores when not given. */
  readonly contract?: Outline<P>
  /** How a case is run again; as the command does it when not given. */
  readonly replay?: (id: string) => string
}

/** The same, with what was not given filled in. */
export function askedOf<P extends string>(report: Report<P>, asked: Asked<P> = {}): Required<Asked<P>> {
  const replay = (id: string): string => `npx @strongroom/adapter-test-kit TARGET --only ${id} --seed ${report.seed}`
  // A report by another contract comes with that contract.
  return { replay, contract: authjs as unknown as Outline<P>, ...asked }
}
