import type { Result, Status } from '../../runner/types.ts'
import { escapeHtml as text } from '../escape.ts'
import { hasStory, type ShownCall, statusWords, type Story, storyOf, type Telling } from '../story.ts'

/** How something looks: well, badly, doubtful, or neither. */
export type Tone = 'good' | 'bad' | 'warn' | 'none'

/** The tone of each status. */
export const tones: Readonly<Record<Status, Tone>> = {
  passed: 'good',
  failed: 'bad',
  errored: 'bad',
  inconclusive: 'warn',
  expectedFailure: 'warn',
  notApplicable: 'none',
}

const marks: Readonly<Record<Status, string>> = {
  passed: '✓',
  failed: '✗',
  errored: '!',
  inconclusive: '?',
  expectedFailure: '✗',
  notApplicable: '–',
}

/** What a case is shown with. */
export interface Showing extends Telling {
  /** The place of its profile among them all. */
  readonly place: number
  readonly open: boolean
}

/** One case: a line, and where it is no pass, its story to unfold. */
export function caseOf(result: Result, { place, open, ...telling }: Showing): string {
  const { id, title, status, profile, durationMs, message } = result
  const story = hasStory(result)
  const row = `<span class="mark" aria-hidden="true">${marks[status]}</span>
<span>${prose(title)} <span class="hidden">${statusWords[status]}</span><code class="id">${text(id)}</code></span>
<span class="side">${story ? `<span class="pill">${statusWords[status]}</span> <br>` : ''}${text(profile)}${status === 'notApplicable' ? '' : ` · ${time(durationMs)}`}</span>`
  const classes = `case ${tones[status]} ${status} of-${place}${story ? ' story-case' : ''}`
  if (!story) {
    const reason = message === '' ? '' : `<span class="reason">${text(message)}</span>`
    return `<article class="${classes}" id="${text(id)}"><div class="row">${row}${reason}</div></article>`
  }
  return `<article class="${classes}" id="${text(id)}"><details${open ? ' open' : ''}><summary class="row">${row}</summary>
${storyText(storyOf(result, telling))}
</details></article>`
}

function storyText({ result, rule, calls, earlierCalls, causes, replay }: Story): string {
  const source = rule.source === undefined ? '' : ` <span class="source">${prose(rule.source)}</span>`
  const parts = [
    `<div class="rule"><strong>${prose(rule.sentence)}</strong>${prose(rule.why)}${source}<span class="source">Rule <code>${text(rule.id)}</code></span></div>`,
    section('What happened', happened(result)),
    calls.length === 0
      ? ''
      : section('Calls', `<ol class="calls mono" start="${earlierCalls + 1}">${calls.map(callItem).join('')}</ol>`),
    causes.length === 0
      ? ''
      : section(
          'Likely causes',
          `<ul class="causes">${causes.map((cause) => `<li>${prose(cause)}</li>`).join('')}</ul>`,
        ),
    section(
      'Again',
      `<div class="again"><pre>${text(replay)}</pre><button type="button" class="copy" hidden>Copy</button></div>`,
    ),
  ]
  return `<div class="story">${parts.filter(Boolean).join('\n')}</div>`
}

// A check that did not hold says it twice: in its message, and as the two values.
function happened({ message, expected, actual }: Result): string {
  const at = message.indexOf(': expected ')
  if (expected === undefined || actual === undefined || at < 0) return `<pre>${text(message)}</pre>`
  const pair = [
    `<div><h3>Expected</h3><pre>${text(expected)}</pre></div>`,
    `<div><h3>Got</h3><pre>${text(actual)}</pre></div>`,
  ]
  return `<p>${text(message.slice(0, at))}</p><div class="pair">${pair.join('')}</div>`
}

function section(title: string, body: string): string {
  return `<section><h3>${title}</h3>${body}</section>`
}

function callItem({ by, made, how, ended }: ShownCall): string {
  const who = by === '' ? '' : `<span class="by">${by}</span> `
  return `<li>${who}${text(made)}<span class="ended${how === 'threw' ? ' threw' : ''}">${text(ended)}</span></li>`
}

// The contract's words mark code with backticks.
function prose(words: string): string {
  return text(words).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

function time(ms: number): string {
  if (ms < 1) return '&lt; 1 ms'
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}
