import type { Profile } from '@strongroom/core-types'
import type { AuthjsAdapter } from './contracts/authjs/adapter.ts'
import { authjs } from './contracts/authjs/index.ts'
import * as session from './runner/session.ts'
import type { Conformance, Options } from './runner/session.ts'
import type { Contract, Report, Target } from './runner/types.ts'

// Which adapter goes with which contract is for the overloads to check.
const authjsByDefault: { readonly contract: Contract } = { contract: authjs }

/**
 * Runs the cases of the contract of auth cores against an adapter and closes it.
 *
 * @example
 * const report = await runConformance({ name: 'mine', open: () => ({ adapter: MyAdapter(client) }) })
 * console.log(report.verdicts) // { authjs: 'kept', secure: 'broken', strongroom: 'broken' }
 * @throws SetupError the options or the target are wrong; a broken adapter is a report
 */
export function runConformance(target: Target<AuthjsAdapter>, options?: Options<Profile>): Promise<Report<Profile>>
/** The same by another contract. */
export function runConformance<A extends object, P extends string>(
  target: Target<A>,
  options: Options<P> & { readonly contract: Contract<A, P> },
): Promise<Report<P>>
export function runConformance(target: Target, options: object = {}): Promise<Report> {
  return session.runConformance(target, { ...authjsByDefault, ...options })
}

/**
 * Opens an adapter for the cases to be run one by one.
 * @throws SetupError the options or the target are wrong
 */
export function openConformance(
  target: Target<AuthjsAdapter>,
  options?: Options<Profile>,
): Promise<Conformance<AuthjsAdapter, Profile>>
/** The same by another contract. */
export function openConformance<A extends object, P extends string>(
  target: Target<A>,
  options: Options<P> & { readonly contract: Contract<A, P> },
): Promise<Conformance<A, P>>
export function openConformance(target: Target, options: object = {}): Promise<Conformance> {
  return session.openConformance(target, { ...authjsByDefault, ...options })
}
