import { expect, test } from 'vitest'
import { SetupError } from '../runner/errors.ts'
import { parseArguments } from './arguments.ts'

test('all options', () => {
  const line =
    './t.ts --profile a --profile b --only x --only y --seed 12 --timeout 500 --runs 40 --baseline b.json ' +
    '--json r.json --junit r.xml --markdown r.md --html r.html --badge r.svg'
  expect(parseArguments(line.split(' '))).toEqual({
    command: 'judge',
    path: './t.ts',
    profiles: ['a', 'b'],
    only: ['x', 'y'],
    seed: 12,
    timeout: 500,
    runs: 40,
    baseline: 'b.json',
    writeBaseline: undefined,
    files: { json: 'r.json', junit: 'r.xml', markdown: 'r.md', html: 'r.html', badge: 'r.svg' },
    js: false,
  })
})

test.each([
  ['', /Which target/],
  ['a.ts b.ts', /One target at a time, not 2/],
  ['a.ts --seed x', /--seed takes a whole number, not x/],
  ['a.ts --seed 1.5', /--seed takes a whole number/],
  ['a.ts --timeout 1e3', /--timeout takes a whole number/],
  ['a.ts --nope', /Unknown option '--nope'/],
  ['a.ts --only', /argument missing/],
  ['a.ts --baseline b --write-baseline c', /Either --baseline or --write-baseline/],
  ['init a b', /One folder at a time, not 2/],
])('refuses %j', (line, message) => {
  const parse = (): unknown => parseArguments(line.split(' ').filter(Boolean))
  expect(parse).toThrow(message)
  expect(parse).toThrow(SetupError)
})

test('help and list need no target', () => {
  expect(parseArguments(['--help'])).toMatchObject({ command: 'help', path: undefined })
  expect(parseArguments(['--list'])).toMatchObject({ command: 'list', path: undefined })
})

test('init takes a folder, and a target of that name is written as a path', () => {
  expect(parseArguments(['init'])).toMatchObject({ command: 'init', path: undefined, js: false })
  expect(parseArguments(['init', 'x', '--js'])).toMatchObject({ command: 'init', path: 'x', js: true })
  expect(parseArguments(['./init'])).toMatchObject({ command: 'judge', path: './init' })
})
