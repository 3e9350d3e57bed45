import { expect, test } from 'vitest'
import { SetupError } from '../runner/errors.ts'
import { parseArguments } from './arguments.ts'

test('all options', () => {
  const line = './t.ts --profile a --profile b --only x --only y --seed 12 --timeout 500 --json r.json'
  expect(parseArguments(line.split(' '))).toEqual({
    target: './t.ts',
    profiles: ['a', 'b'],
    only: ['x', 'y'],
    seed: 12,
    timeout: 500,
    json: 'r.json',
    list: false,
    help: false,
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
])('refuses %j', (line, message) => {
  const parse = (): unknown => parseArguments(line.split(' ').filter(Boolean))
  expect(parse).toThrow(message)
  expect(parse).toThrow(SetupError)
})

test('help and list need no target', () => {
  expect(parseArguments(['--help'])).toMatchObject({ help: true, target: undefined })
  expect(parseArguments(['--list'])).toMatchObject({ list: true, target: undefined })
})
