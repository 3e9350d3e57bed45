import type { Report, Result } from '../runner/types.ts'
import { type Asked, askedOf } from './asked.ts'
import { explain } from './explain.ts'
import { inOrder, statusWords, storyOf } from './story.ts'
import { unrunOf } from './text.ts'

/**
 * The report as JUnit has it: a suite for each profile. Inconclusive counts as a failure, since JUnit knows nothing
 * between; expected failures and cases that do not apply are skipped, with the reason. Cases that did not run are an
 * error of their suite.
 */
export function toJUnit<P extends string>(report: Report<P>, asked?: Asked<P>): string {
  const { contract, replay } = askedOf(report, asked)
  const results = inOrder(report, contract)
  const suites = contract.profiles.map((profile) => {
    const own = results.filter((result) => result.profile === profile)
    const unrun = own.length > 0 ? unrunOf(profile, report, contract) : 0
    const cases = own.map((result) => testcase(result))
    if (unrun > 0)
      cases.push(
        `<testcase classname="${xml(profile)}" name="cases that did not run" time="0"><skipped message="${unrun} cases"/></testcase>`,
      )
    const count = (...statuses: Result['status'][]): number =>
      own.filter(({ status }) => statuses.includes(status)).length
    return [
      `<testsuite name="${xml(profile)}" tests="${cases.length}" failures="${count('failed', 'inconclusive')}"` +
        ` errors="${count('errored')}" skipped="${count('notApplicable', 'expectedFailure') + (unrun > 0 ? 1 : 0)}" time="${seconds(own)}">`,
      `<properties>${properties(report)}</properties>`,
      ...cases,
      '</testsuite>',
    ].join('\n')
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xml(report.target)}" time="${seconds(results)}">\n${suites.join('\n')}\n</testsuites>\n`

  function testcase(result: Result<P>): string {
    const { id, profile, method, title, status } = result
    const open = `<testcase classname="${xml(`${profile}.${method}`)}" name="${xml(`${id}: ${title}`)}" time="${seconds([result])}"`
    if (status === 'passed') return `${open}/>`
    const story = storyOf(result, { contract, replay, kinds: report.kinds })
    const message = xml(story.result.message)
    if (status === 'notApplicable' || status === 'expectedFailure')
      return `${open}><skipped message="${message}"/></testcase>`
    const element = status === 'errored' ? 'error' : 'failure'
    return `${open}><${element} type="${statusWords[status]}" message="${message}">${xml(explain(story))}</${element}></testcase>`
  }
}

function properties({ seed, versions }: Report): string {
  return Object.entries({ seed: String(seed), ...versions })
    .map(([name, value]) => `<property name="${xml(name)}" value="${xml(value)}"/>`)
    .join('')
}

function seconds(results: readonly Result[]): string {
  return (results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000).toFixed(3)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
}

// XML 1.0 has no form for most control characters and for half a surrogate pair.
function xml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '\ufffd')
    .replaceAll(/[&<>"\n]/g, (character) => entities[character] ?? character)
}
