import { inspect } from 'node:util'
import { describeError } from '../runner/errors.ts'
import type { CallRecord, ContractRule, Result } from '../runner/types.ts'
import { shortenResult } from './shorten.ts'

const shownCalls = 12
const lineLength = 220

/** The words for each status. */
export const statusWords = {
  passed: 'passed',
  failed: 'failed',
  notApplicable: 'not applicable',
  inconclusive: 'inconclusive',
  errored: 'errored',
  expectedFailure: 'expected failure',
} as const

/**
 * A case that is no pass, told so that one can act on it: the rule, why it matters, what happened, the calls made.
 * @param replay how to run this case again with the same values
 */
export function explain(result: Result, rule: ContractRule, replay: string): string {
  const { id, profile, status, message, calls } = shortenResult(result)
  return [
    `${id} ${statusWords[status]} (${profile})`,
    indent(`Rule ${rule.id}: ${rule.sentence}`, 2),
    indent(`Why: ${rule.why}`, 2),
    '',
    indent(message, 2),
    ...(calls.length > 0 ? ['', '  Calls:', ...callLines(calls).map((line) => `    ${line}`)] : []),
    '',
    `  Again: ${replay}`,
  ].join('\n')
}

function callLines(calls: readonly CallRecord[]): string[] {
  const lines = calls.slice(-shownCalls).map(callLine)
  return calls.length > shownCalls ? [`… ${calls.length - shownCalls} earlier calls`, ...lines] : lines
}

function callLine(call: CallRecord): string {
  const by = call.by === 'adapter' ? '' : `${call.by}: `
  const line = `${by}${call.method}(${call.args.map(show).join(', ')}) ${ending(call)}`
  return line.length > lineLength ? `${line.slice(0, lineLength)}…` : line
}

function ending(call: CallRecord): string {
  if ('error' in call) return `threw ${describeError(call.error)}`
  return 'result' in call ? `→ ${show(call.result)}` : '→ no answer'
}

function show(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: Infinity, compact: true })
}

function indent(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by))
}
