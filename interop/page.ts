// The table's rows and notes.
import { type Combination, type Direction, type NotRun, directions } from './combination.ts'
import { titleOf, versionOf } from './engines.ts'
import type { Failures, State } from './run.ts'

const numbered: string[] = []

/** The mark of a note under the table. */
function note(text: string): string {
  if (!numbered.includes(text)) numbered.push(text)
  return `(${numbered.indexOf(text) + 1})`
}

export function notes(): string[] {
  return numbered.map((text, index) => `${index + 1}. ${text}.`)
}

/** A combination's row in one state, and what is red in it; text where it did not come so far. */
export function rowOf(
  combination: Combination,
  engine: string,
  state: State,
  results: ReadonlyMap<Direction, Failures> | string,
): { line: string; red: string[] } {
  const { adapter, variant } = combination
  const red: string[] = []
  const cells = directions.map((direction) => {
    const failures = typeof results === 'string' ? new Map([['it did not begin', results]]) : results.get(direction)
    const wrong = unexpected(combination, state, direction, failures ?? new Map())
    red.push(...wrong.map(([check, why]) => `${adapter}, ${engine}, ${state}, ${direction}: ${check}: ${why}`))
    if (wrong.length > 0) return `**no**: ${wrong.map(([check]) => check).join('; ')}`
    const limits = limitsOf(combination, state, direction).map(({ check, because }) => `${check} ${note(because)}`)
    return limits.length === 0 ? 'yes' : `yes, but for ${limits.join('; ')}`
  })
  const name = `${adapter} ${versionOf(adapter)}${variant === undefined ? '' : `, ${variant}`}`
  return { line: `| ${[name, engine, state, ...cells].join(' | ')} |`, red }
}

/** The row of what could not be tried. */
export function notRunRow({ adapter, engine }: Pick<NotRun, 'adapter' | 'engine'>, because: string): string {
  return `| ${[adapter, titleOf(engine), '', ...directions.map(() => `not run ${note(because)}`)].join(' | ')} |`
}

function limitsOf({ limits }: Combination, state: State, direction: Direction) {
  return limits
    .filter((limit) => (limit.direction ?? direction) === direction && direction !== 'sign-in there and back')
    .filter(
      ({ until }) =>
        until === undefined || state === 'as documented' || (until === 'migrated' && state === 'after `migrate`'),
    )
}

/** What failed without being a limit; and what is said to be a limit and is none. */
function unexpected(combination: Combination, state: State, direction: Direction, failures: Failures) {
  const limits = limitsOf(combination, state, direction)
  const none = limits
    .filter(({ check }) => !failures.has(check))
    .map(({ check }) => [check, 'works, and is said not to'])
  return [...[...failures].filter(([name]) => !limits.some(({ check }) => check === name)), ...none]
}
