import { createHash } from 'node:crypto'
import type { Report, Status, Verdict } from '../../runner/types.ts'
import { type Asked, askedOf } from '../asked.ts'
import { escapeHtml as text } from '../escape.ts'
import { hasStory, inOrder, verdictWords } from '../story.ts'
import { countsOf, madeWith, unrunOf } from '../text.ts'
import { caseOf, type Tone, tones } from './case.ts'
import { type Choice, hiding, radios } from './filters.ts'
import { script } from './script.ts'
import { style } from './style.ts'

const verdictTones: Readonly<Record<Verdict, Tone>> = {
  kept: 'good',
  broken: 'bad',
  inconclusive: 'warn',
  notRun: 'none',
}

/** The report as one page that needs nothing else: readable on a phone, in the dark, on paper and without scripts. */
export function toHtml<P extends string>(report: Report<P>, asked?: Asked<P>): string {
  const { contract, replay } = askedOf(report, asked)
  const { profiles, promises, rules } = contract
  const results = inOrder(report, contract)
  const wanting = results.filter(hasStory).length
  const count = (status: Status): number => report.summary[status]
  const states: Choice[] = [
    { id: 's-all', word: `All ${results.length}` },
    ...(wanting > 0 ? [{ id: 's-story', word: `Not passed ${wanting}`, shows: 'story-case' }] : []),
    ...(count('passed') > 0 ? [{ id: 's-passed', word: `Passed ${count('passed')}`, shows: 'passed' }] : []),
    ...(count('notApplicable') > 0
      ? [{ id: 's-na', word: `Not applicable ${count('notApplicable')}`, shows: 'notApplicable' }]
      : []),
  ]
  const whose: Choice[] = [
    { id: 'p-all', word: 'All profiles' },
    ...profiles.map((profile, place) => ({ id: `p-${place}`, word: text(profile), shows: `of-${place}` })),
  ]
  const looks = style + hiding(states, whose)

  const cards = profiles.map((profile) => {
    const verdict = report.verdicts[profile]
    return `<section class="card ${verdictTones[verdict]}">
<div class="top"><h2>${text(profile)}</h2><span class="pill">${verdictWords[verdict]}</span></div>
<p>${text(promises?.[profile] ?? '')}</p>
<p class="counts">${text(countsOf(profile, report, contract).join(', '))}</p>
${bar(profile)}
</section>`
  })

  function bar(profile: P): string {
    const own = results.filter((result) => result.profile === profile)
    const widths = new Map<string, number>()
    for (const { status } of own) widths.set(tones[status], (widths.get(tones[status]) ?? 0) + 1)
    const unrun = unrunOf(profile, report, contract)
    const parts = (['good', 'bad', 'warn', 'none'] as const).map((tone) => [tone, widths.get(tone) ?? 0] as const)
    let at = 0
    const rects = [...parts, ['void', unrun] as const].map(([tone, width]) => {
      const rect = width > 0 ? `<rect class="${tone}" x="${at}" width="${width}" height="1"/>` : ''
      at += width
      return rect
    })
    return `<svg class="bar" viewBox="0 0 ${Math.max(at, 1)} 1" preserveAspectRatio="none" aria-hidden="true">${rects.join('')}</svg>`
  }

  const methods = [...new Set(rules.map(({ method }) => method))]
  let stories = 0
  const groups = methods.flatMap((method) => {
    const own = results.filter((result) => result.method === method)
    if (own.length === 0) return []
    const rows = own.map((result) => {
      // Many at once are a table of contents first.
      const open = hasStory(result) && ++stories <= 3
      return caseOf(result, { contract, replay, kinds: report.kinds, place: profiles.indexOf(result.profile), open })
    })
    return [
      `<section class="group"><h2>${method === 'any' ? 'Every method' : `<code>${text(method)}</code>`}</h2>\n${rows.join('\n')}\n</section>`,
    ]
  })

  const notes = [
    ...(report.notRun > 0 ? [`The run ended early: ${report.notRun} chosen cases did not run.`] : []),
    ...report.warnings,
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hashOf(looks)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'">
<title>${text(report.target)}: conformance</title>
<style>${looks}</style>
</head>
<body>
<header>
<p class="over">Conformance to the contract ${text(report.contract)}</p>
<h1>${text(report.target)}</h1>
<p class="lead">${lead(report, profiles)}</p>
<div class="cards">
${cards.join('\n')}
</div>
${notes.length > 0 ? `<ul class="notes">${notes.map((note) => `<li>${text(note)}</li>`).join('')}</ul>` : ''}
</header>
<main>
<div class="filters">
${radios('Cases', 'state', states, wanting > 0 ? 's-story' : 's-all')}
${radios('Profile', 'profile', whose, 'p-all')}
<div class="tools" hidden><input type="search" placeholder="Search" aria-label="Search the cases"><button type="button">Open all</button></div>
</div>
${groups.join('\n')}
<p class="empty">No case is both.</p>
</main>
<footer><p>${text(madeWith(report))}</p></footer>
<script>${script}</script>
</body>
</html>
`
}

function lead<P extends string>({ verdicts, summary, results }: Report<P>, profiles: readonly P[]): string {
  const kept = profiles.filter((profile) => verdicts[profile] === 'kept')
  const said =
    kept.length === profiles.length
      ? 'Every profile is kept.'
      : kept.length === 0
        ? 'No profile is kept.'
        : `Kept: ${text(kept.join(', '))}.`
  const counts = [
    [summary.failed + summary.errored, 'failed'],
    [summary.expectedFailure, 'failed as expected'],
    [summary.inconclusive, 'could not be proven'],
  ] as const
  const wrong = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  const rest = wrong.length === 0 ? 'none failed' : wrong.join(', ')
  return `<strong>${said}</strong> Of ${results.length} cases ${rest}.`
}

function hashOf(source: string): string {
  return `sha256-${createHash('sha256').update(source).digest('base64')}`
}
