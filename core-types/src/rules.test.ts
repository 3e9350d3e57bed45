import { describe, expect, test } from 'vitest'
import { coreMethods, extraMethods } from './adapter.ts'
import { model } from './model.ts'
import { profiles, rules } from './rules.ts'

describe('rules', () => {
  test('have ids of their own, named after their method', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
    for (const { id, method } of rules) expect(id).toMatch(new RegExp(`^${method}\\.[a-z]+(-[a-z0-9]+)*$`))
  })

  test('are sentences, each with what it costs when broken', () => {
    expect(new Set(rules.map(({ sentence, method }) => `${method} ${sentence}`)).size).toBe(rules.length)
    for (const { sentence, why } of rules) {
      expect(sentence).toMatch(/^[A-Z`].+\.$/)
      expect(why).toMatch(/^(events\.signOut|[A-Z]).+\.$/)
    }
  })

  test('name profiles that are there; every profile has some', () => {
    expect([...new Set(rules.map(({ profile }) => profile))].toSorted()).toEqual([...profiles].toSorted())
  })

  test('speak of every method, and the extras are ours alone', () => {
    const methods = new Set(rules.map(({ method }) => method))
    for (const method of [...coreMethods, ...extraMethods]) expect(methods).toContain(method)
    const extras = rules.filter(({ method }) => (extraMethods as readonly string[]).includes(method))
    expect(extras.map(({ profile }) => profile)).not.toContain('authjs')
  })

  test('what the core relies on says where', () => {
    for (const { source } of rules) expect(source ?? 'none').not.toBe('')
    const cited = rules.filter(({ source }) => source !== undefined)
    for (const { source } of cited) expect(source).toMatch(/@auth\/core|RFC \d+|WebAuthn Level|provider|manual/)
  })
})

test('model: a unique set and an index name fields; the primary key comes first and is never absent', () => {
  for (const entity of Object.values(model)) {
    const { fields, unique, ...rest } = entity
    const names = Object.keys(fields)
    for (const set of [...unique, ...('index' in rest ? rest.index : [])]) {
      for (const field of set) expect(names).toContain(field)
    }
    for (const field of unique[0]) expect(Reflect.get(fields, field)).not.toHaveProperty('optional')
  }
})
