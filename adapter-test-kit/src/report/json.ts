import type { Report, Result } from '../runner/types.ts'
import { type Asked, askedOf } from './asked.ts'
import { hasStory, inOrder, lineOf, storyOf } from './story.ts'

const limit = 300_000
// Until the report is small enough: how many calls of each case are told.
const calls = [12, 6, 3, 1, 0] as const

/** The report as JSON by `report.schema.json`, below 300 KB: calls are told as lines, and of the failures only. */
export function toJson<P extends string>(report: Report<P>, asked?: Asked<P>): string {
  const { contract, replay } = askedOf(report, asked)
  const { results: _, ...head } = report
  const told = (result: Result, shown: number): object => {
    const { id, rule, profile, method, title, status, durationMs } = result
    const common = { id, rule, profile, method, title, status, durationMs: Math.round(durationMs * 10) / 10 }
    if (!hasStory(result)) return { ...common, message: result.message }
    const story = storyOf(result, { contract, replay, kinds: report.kinds, calls: shown })
    const { message, expected, actual } = story.result
    return {
      ...common,
      message,
      ...(expected !== undefined && { expected }),
      ...(actual !== undefined && { actual }),
      sentence: story.rule.sentence,
      why: story.rule.why,
      ...(story.rule.source !== undefined && { source: story.rule.source }),
      calls: story.calls.map(lineOf),
      earlierCalls: story.earlierCalls,
      causes: story.causes,
      replay: story.replay,
    }
  }
  const results = inOrder(report, contract)
  let text = ''
  for (const shown of calls) {
    text = `${JSON.stringify({ format: 1, ...head, results: results.map((result) => told(result, shown)) }, null, 1)}\n`
    if (Buffer.byteLength(text) < limit) break
  }
  return text
}
