import type { Report } from '../runner/types.ts'
import { type Asked, askedOf } from './asked.ts'
import { hasStory, inOrder, lineOf, statusWords, type Story, storyOf, verdictWords } from './story.ts'
import { countsOf, madeWith } from './text.ts'

/** The report as Markdown, for a pull request or a job's summary. */
export function toMarkdown<P extends string>(report: Report<P>, asked?: Asked<P>): string {
  const { contract, replay } = askedOf(report, asked)
  const rows = contract.profiles.map((profile) => {
    const verdict = verdictWords[report.verdicts[profile]]
    return `| ${profile} | **${verdict}** | ${countsOf(profile, report, contract).join(', ')} |`
  })
  const stories = inOrder(report, contract)
    .filter(hasStory)
    .map((result) => storyOf(result, { contract, replay, kinds: report.kinds }))
  return [
    `## ${line(report.target)} by the contract ${line(report.contract)}`,
    ['| profile | verdict | cases |', '| --- | --- | --- |', ...rows].join('\n'),
    ...(report.notRun > 0 ? [`The run ended early: ${report.notRun} chosen cases did not run.`] : []),
    ...report.warnings.map((warning) => `> Warning: ${line(warning)}`),
    ...stories.map(told),
    `<sub>${line(madeWith(report))}</sub>`,
  ].join('\n\n')
}

function told({ result, rule, calls, earlierCalls, causes, replay }: Story): string {
  const { id, status, message, profile } = result
  const earlier = earlierCalls > 0 ? [`… ${earlierCalls} earlier calls`] : []
  return [
    `<details><summary><code>${line(id)}</code> ${statusWords[status]} (${profile})</summary>`,
    `**${rule.sentence}** ${rule.why}${rule.source === undefined ? '' : ` (${rule.source})`}`,
    fenced(message),
    ...(calls.length > 0 ? [`Calls:`, fenced([...earlier, ...calls.map(lineOf)].join('\n'))] : []),
    ...(causes.length > 0 ? [`Likely causes:`, causes.map((cause) => `- ${cause}`).join('\n')] : []),
    `Again: ${code(replay)}`,
    '</details>',
  ].join('\n\n')
}

// Names and warnings come from whoever wrote the target: they are text here, and nothing else.
function line(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[<>&|[\]*_\\#]/g, (character) => `&#${character.charCodeAt(0)};`)
}

function code(text: string): string {
  const ticks = '`'.repeat(longestRun(text) + 1)
  return `${ticks}${text}${ticks}`
}

// A fence longer than any run of backticks inside.
function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}text\n${text}\n${fence}`
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}
