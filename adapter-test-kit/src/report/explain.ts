import { lineOf, statusWords, type Story } from './story.ts'

/** A story for a terminal: the rule, why it matters, what happened, the calls made, what to look for. */
export function explain({ result, rule, calls, earlierCalls, causes, replay }: Story): string {
  const { id, profile, status, message } = result
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length > 0 ? ['', `  ${title}:`, ...lines.map((line) => indent(line, 4))] : []
  return [
    `${id} ${statusWords[status]} (${profile})`,
    indent(`Rule ${rule.id}: ${rule.sentence}`, 2),
    indent(`Why: ${rule.why}`, 2),
    ...(rule.source === undefined ? [] : [indent(`Source: ${rule.source}`, 2)]),
    '',
    indent(message, 2),
    ...section('Calls', [...(earlierCalls > 0 ? [`… ${earlierCalls} earlier calls`] : []), ...calls.map(lineOf)]),
    ...section(
      'Likely causes',
      causes.map((cause) => `- ${cause}`),
    ),
    '',
    `  Again: ${replay}`,
  ].join('\n')
}

function indent(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by))
}
