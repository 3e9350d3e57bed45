import { type Rule, profiles, rules } from '@strongroom/core-types'
import { knownBad } from '../../adapter-test-kit/known-bad/index.ts'
import { knownBadTexts } from '../../adapters/better-sqlite3/known-bad/index.ts'
import { authjs, untested } from '../../adapter-test-kit/src/contracts/authjs/index.ts'

const catalogue = [...knownBad, ...knownBadTexts]
const reasons: Readonly<Record<string, string>> = untested

/** The page: every sentence of the contract, the cases that prove it, the broken adapters that each of them catches. */
export function page(): string {
  const methods = [...new Set(rules.map(({ method }) => method))]
  return [
    '# Which case proves what',
    '',
    '<!-- Made by `npm run traceability`. Do not edit. -->',
    '',
    'Every sentence of the contract, the cases of the kit that prove it, and for each case the known-bad adapters that it',
    'is required to catch: the reference adapter with one bug each (`adapter-test-kit/known-bad`), and the SQLite adapter',
    'with one wrong statement each, called `sql-…` (`adapters/better-sqlite3/known-bad`).',
    '',
    '| | sentences | proven by a case | cases |',
    '| --- | ---: | ---: | ---: |',
    ...profiles.map((profile) => countsOf(profile)),
    '',
    `${knownBad.length} known-bad adapters over the reference, ${knownBadTexts.length} over SQL.`,
    ...methods.flatMap((method) => [
      '',
      `## ${method === 'any' ? 'Every method' : `\`${method}\``}`,
      '',
      '| sentence | case | known-bad adapters it catches |',
      '| --- | --- | --- |',
      ...rules.filter((rule) => rule.method === method).flatMap(rowsOf),
    ]),
    '',
    '## Sentences without a case',
    '',
    ...rules
      .filter(({ id }) => reasons[id] !== undefined)
      .map(({ id, profile, sentence }) => `- ${sentence} (\`${id}\`, ${profile}) ${reasons[id]}`),
    '',
  ].join('\n')
}

function countsOf(profile: Rule['profile']): string {
  const own = rules.filter((rule) => rule.profile === profile)
  const ids = new Set(own.map(({ id }) => id))
  const cases = authjs.cases.filter(({ rule }) => ids.has(rule))
  return `| ${profile} | ${own.length} | ${new Set(cases.map(({ rule }) => rule)).size} | ${cases.length} |`
}

function rowsOf({ id, profile, sentence }: Rule): string[] {
  const told = `${cell(sentence)}<br>\`${id}\`, ${profile}`
  const cases = authjs.cases.filter(({ rule }) => rule === id)
  if (cases.length === 0) return [`| ${told} | none: ${cell(reasons[id] ?? '')} | |`]
  return cases.map((kase, index) => {
    const caught = catalogue.filter(({ breaks }) => breaks.includes(kase.id)).map((entry) => `\`${entry.id}\``)
    return `| ${index === 0 ? told : ''} | \`${kase.id}\`<br>${cell(kase.title)} | ${caught.join(', ')} |`
  })
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
