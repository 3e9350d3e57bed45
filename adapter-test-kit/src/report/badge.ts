import type { Report } from '../runner/types.ts'
import { type Asked, askedOf } from './asked.ts'
import { escapeHtml } from './escape.ts'
import { unrunOf } from './text.ts'

// About what Verdana's characters take at 11 pixels.
const character = 6.6

/** The report as a small picture: how many cases passed, and what did not, cases that never ran included. */
export function toBadge<P extends string>(report: Report<P>, asked?: Asked<P>): string {
  const { contract } = askedOf(report, asked)
  const { passed, failed, errored, inconclusive, expectedFailure } = report.summary
  const unrun = contract.profiles.reduce((sum, profile) => sum + unrunOf(profile, report, contract), 0)
  const counts = [
    [passed, 'passed'],
    [failed + errored, 'failed'],
    [expectedFailure, 'expected to fail'],
    [inconclusive, 'inconclusive'],
    [unrun, 'not run'],
  ] as const
  const told = counts.filter(([count], index) => count > 0 || index === 0).map(([count, word]) => `${count} ${word}`)
  const text = told.join(', ')
  const colour = failed + errored > 0 ? '#b3261e' : told.length > 1 ? '#8a5a00' : '#1a7f37'
  const label = 'conformance'
  const [left, right] = [label, text].map(({ length }) => Math.round(length * character + 14)) as [number, number]
  const word = (at: number, what: string): string =>
    `<text x="${at}" y="14" text-anchor="middle">${escapeHtml(what)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${label}: ${escapeHtml(text)}">`,
    `<title>${escapeHtml(`${report.target}: ${text}`)}</title>`,
    `<clipPath id="r"><rect width="${left + right}" height="20" rx="4"/></clipPath>`,
    `<g clip-path="url(#r)"><path fill="#444c56" d="M0 0h${left}v20H0z"/><path fill="${colour}" d="M${left} 0h${right}v20H${left}z"/></g>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${word(left / 2, label)}${word(left + right / 2, text)}</g>`,
    '</svg>\n',
  ].join('\n')
}
