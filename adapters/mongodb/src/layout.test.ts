import { describe, expect, test } from 'vitest'
import { type MongoDBOptions, MongoDBAdapter, schema } from './index.ts'
import { layoutOf, pathOf } from './layout.ts'

const unusable: [why: string, options: MongoDBOptions, offender: string][] = [
  ['a path', { schema: { fields: { user: { email: 'contact.email' } } } }, 'user.email'],
  ['an operator', { schema: { fields: { session: { sessionToken: '$where' } } } }, 'session.sessionToken'],
  ['nothing', { schema: { fields: { session: { sessionToken: '' } } } }, 'session.sessionToken'],
  ['NUL', { schema: { fields: { account: { provider: 'a\0b' } } } }, 'account.provider'],
  ['what no document can have of its own', { schema: { fields: { user: { name: '__proto__' } } } }, 'user.name'],
  ["the document's own id", { schema: { fields: { session: { sessionToken: '_id' } } } }, 'session.sessionToken'],
  [
    'the place of the joined user',
    { fields: { session: { _owner: { type: 'text', optional: true } } } },
    'session._owner',
  ],
  ["another field's name", { schema: { fields: { account: { provider: 'type' } } } }, 'account.provider'],
]

describe('names of fields in documents', () => {
  test.each(unusable)('%s is refused', (_why, options, offender) => {
    expect(() => MongoDBAdapter(undefined as never, options)).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining(offender) as string }),
    )
  })

  test('a custom field is called as it is, also where every object has something of that name', () => {
    const fields = { user: { constructor: { type: 'text', optional: true } } } as const
    const { places } = layoutOf({ fields, schema: { fields: { user: { email: 'mail' } } } })
    expect(pathOf(places.user, 'constructor')).toBe('constructor')
    expect(pathOf(places.user, 'email')).toBe('mail')
  })
})

test('schema() has the indexes of the README', async () => {
  const { readFile } = await import('node:fs/promises')
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`\`\`\`text\n${schema()}\`\`\``)
})
