import { expect, test } from 'vitest'
import { fieldOf, fieldsOf } from './fields.ts'
import { entityNames } from './model.ts'

const generated = (from: 'caller' | 'database'): string[] =>
  entityNames.flatMap((entity) =>
    fieldsOf(entity, {
      ids: { type: 'integer', from },
      // A key of one's own beside ours.
      custom: entity === 'user' ? {} : { id: { type: 'integer', optional: true } },
    })
      .filter((field) => field.generated)
      .map(({ name }) => `${entity}.${name}`),
  )

test("only a user's id comes from the database, and only where that is said", () => {
  expect(generated('database')).toEqual(['user.id'])
  expect(generated('caller')).toEqual([])
})

test('a field that is not there is refused by its name', () => {
  const columns = fieldsOf('user', { ids: { type: 'text', from: 'caller' } })
  const table = { entity: 'user', columns, positions: new Map(columns.map(({ name }, at) => [name, at])) } as const
  expect(fieldOf(table, 'email').name).toBe('email')
  expect(() => fieldOf(table, 'nick')).toThrow('fields: user.nick is not declared.')
})

test('a field is what its column can hold', () => {
  const ids = { type: 'text', from: 'caller' } as const
  const of = (name: string, fields = fieldsOf('account', { ids, characters: { scope: 9 }, int32: ['expires_at'] })) =>
    fields.find((field) => field.name === name)?.field
  expect(of('scope')).toMatchObject({ type: 'text', characters: 9 })
  expect(of('expires_at')).toMatchObject({ type: 'integer', optional: true })
  expect(of('access_token')).not.toHaveProperty('characters')
  expect(of('expires_at', fieldsOf('account', { ids }))).toMatchObject({ type: 'bigint' })
})
