import { explain } from '../report/explain.ts'
import { hasStory, inOrder, type Story, storyOf, type Telling } from '../report/story.ts'
import type { Report } from '../runner/types.ts'

const atMost = 10
const ofMany = 5

/**
 * What a run found, for a terminal: a story for each different message, since one fault often fails many cases, what
 * everybody must keep first. Of more than ten the first five, and a line for each of the rest. The reports have them
 * all, and what was expected to fail too.
 */
export function tellFailures(report: Report, telling: Telling): string[] {
  const { profiles } = telling.contract
  const stories = inOrder(report, telling.contract)
    .filter((result) => hasStory(result) && result.status !== 'expectedFailure')
    .toSorted((a, b) => profiles.indexOf(a.profile) - profiles.indexOf(b.profile))
    .map((result) => storyOf(result, telling))
  const byMessage = Map.groupBy(stories, ({ result: { status, message } }) => `${status} ${withoutValues(message)}`)
  const different = [...byMessage.values()]
  const told = different.length > atMost ? ofMany : atMost
  const full = different.slice(0, told).flatMap(([first, ...same]) => {
    if (!first) return []
    const ids = same.map(({ result }) => result.id)
    return [same.length === 0 ? explain(first) : `${explain(first)}\n\n  The same in ${listed(ids)}`]
  })
  const rest = different.slice(told)
  if (rest.length === 0) return full
  const lines = rest.flatMap(([first, ...same]) => (first ? [lineFor(first, same.length)] : []))
  const heading = `And ${rest.flat().length} more. \`--only\` with the id tells one, \`--html report.html\` all:`
  return [...full, [heading, ...lines].join('\n')]
}

function lineFor({ result: { id, message } }: Story, same: number): string {
  const line = message.split('\n')[0]?.slice(0, 140)
  return `  ${id}${same > 0 ? ` and ${same} like it` : ''}: ${line}`
}

// The same fault with another case's words is the same fault.
function withoutValues(message: string): string {
  return message.replaceAll(/'[^']*'|"[^"]*"|\d+/g, '·')
}

function listed(ids: readonly string[]): string {
  const shown = ids.slice(0, 5).join(', ')
  return ids.length > 5 ? `${shown} and ${ids.length - 5} more cases.` : `${shown}.`
}
