import { describe, expect, it } from 'vitest'
import { authjs } from '../src/contracts/authjs/index.ts'
import { runConformance } from '../src/runner/session.ts'
import { untoldOf } from '../test/told.ts'
import { knownBad } from './index.ts'
import { targetOf } from './targets.ts'

const profileOf = new Map(authjs.rules.map(({ id, profile }) => [id, profile]))
const profileOfCase = new Map(authjs.cases.map(({ id, rule }) => [id, profileOf.get(rule)]))

describe('the catalogue of known-bad adapters', () => {
  it('has at least 200 entries with ids of their own', () => {
    expect(new Set(knownBad.map(({ id }) => id)).size).toBe(knownBad.length)
    expect(knownBad.length).toBeGreaterThanOrEqual(200)
  })

  it('names every case at least once: each catches something', () => {
    const named = new Set(knownBad.flatMap(({ breaks }) => breaks))
    expect(authjs.cases.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([])
  })

  it.each(knownBad)('$id: $bug', async ({ id, breaks, make }) => {
    const report = await runConformance(targetOf(id, make), { contract: authjs, only: breaks, seed: 1 })
    expect(report.results.filter(({ status }) => status !== 'failed' && status !== 'errored')).toEqual([])
    expect(report.results.length).toBe(breaks.length)
    expect(report.results.flatMap(untoldOf)).toEqual([])
  })
})

describe('a bug that only a higher profile names', () => {
  const lower = knownBad.flatMap((entry) => {
    const named = new Set(entry.breaks.map((id) => profileOfCase.get(id)))
    const untouched = authjs.profiles.slice(
      0,
      authjs.profiles.findIndex((profile) => named.has(profile)),
    )
    return untouched.length > 0 ? [{ ...entry, untouched }] : []
  })

  it.each(lower)('leaves the lower ones kept: $id', async ({ id, make, untouched }) => {
    const report = await runConformance(targetOf(id, make), { contract: authjs, profiles: untouched, seed: 2 })
    const blamed = report.results.filter(({ status }) => status === 'failed' || status === 'errored')
    expect(blamed.map((result) => `${result.id}: ${result.message}`)).toEqual([])
  })
})
