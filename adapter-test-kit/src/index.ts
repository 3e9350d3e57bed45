export { caseOf, type CaseDefinition, defineContract, defineTarget } from './runner/define.ts'
export { AssertionFailed, SetupError } from './runner/errors.ts'
export {
  type Choice,
  type Conformance,
  openConformance,
  type Options,
  runConformance,
  type RunEvent,
} from './runner/session.ts'
export type * from './runner/types.ts'
