import Database from 'better-sqlite3'
import { CamelCasePlugin, Kysely, type KyselyPlugin, OperationNodeTransformer, SqliteDialect } from 'kysely'
import * as kysely028 from 'kysely-0.28'
import { expect, test } from 'vitest'
import type { Tables } from '../test/instances.ts'
import { KyselyAdapter, type KyselyOptions, schema } from './index.ts'
import { namesOf } from './names.ts'

const instance = (...plugins: KyselyPlugin[]): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: new SqliteDialect({ database: new Database(':memory:') }), plugins })

const plugin = (transformer: OperationNodeTransformer): KyselyPlugin => ({
  transformQuery: ({ node }) => transformer.transformNode(node),
  transformResult: ({ result }) => Promise.resolve(result),
})

/** A plugin of an application's own: every table and column has a prefix. */
class Prefixed extends OperationNodeTransformer {
  protected override transformIdentifier(
    ...[node, queryId]: Parameters<OperationNodeTransformer['transformIdentifier']>
  ) {
    return { ...super.transformIdentifier(node, queryId), name: `x_${node.name}` }
  }
}

/** A plugin that selects what nobody asked for. */
class Selecting extends OperationNodeTransformer {
  protected override transformSelectQuery(...args: Parameters<OperationNodeTransformer['transformSelectQuery']>) {
    const node = super.transformSelectQuery(...args)
    return { ...node, selections: [...(node.selections ?? []), ...(node.selections ?? []).slice(0, 1)] }
  }
}

test('an instance without plugins: the names as they are, in no namespace', () => {
  const names = namesOf(instance(), {})
  expect(names.namespace).toBeUndefined()
  expect(names.tables?.verificationToken).toEqual({
    name: 'verification_token',
    columns: { identifier: 'identifier', token: 'token', expires: 'expires' },
  })
})

const renamed: KyselyOptions = {
  schema: { tables: { session: { name: 'webSessions', columns: { userId: 'ownerId' }, bytes: { sessionToken: 64 } } } },
  fields: { session: { userAgent: { type: 'text', optional: true } } },
}
const columns = { sessionToken: 'session_token', userId: 'owner_id', expires: 'expires', userAgent: 'user_agent' }

test('CamelCasePlugin and withSchema rename tables, columns, custom fields and the schema; the rest stays', () => {
  const names = namesOf(instance(new CamelCasePlugin()).withSchema('siteAuth'), renamed)
  expect(names.namespace).toBe('site_auth')
  expect(names.tables?.session).toEqual({ name: 'web_sessions', columns, bytes: { sessionToken: 64 } })
})

test('a plugin of the application, and a transaction', async () => {
  const db = instance(plugin(new Prefixed()))
  const text = await db.transaction().execute((transaction) => Promise.resolve(schema(transaction)))
  expect(text).toContain('CREATE TABLE "x_users"')
  expect(text).toContain('"x_emailVerified"')
  expect(text).toBe(schema(db))
  expect(text.match(/CREATE TABLE "(?!x_)/)).toBeNull()
})

test('the same on kysely 0.28', () => {
  const { Kysely: Kysely028, SqliteDialect: Dialect028, CamelCasePlugin: Plugin028 } = kysely028
  const dialect = new Dialect028({ database: new Database(':memory:') })
  const db = new Kysely028<Tables>({ dialect, plugins: [new Plugin028()] }).withSchema('siteAuth')
  const names = namesOf(db as unknown as Kysely<Tables>, renamed)
  expect(names).toEqual(namesOf(instance(new CamelCasePlugin()).withSchema('siteAuth'), renamed))
})

test('a dot in a name is a schema, as kysely has it; one schema for all tables', () => {
  const inAuth = (table: string) => ({ name: `auth.${table}` })
  const tables = { user: inAuth('users'), account: inAuth('accounts'), session: inAuth('sessions') }
  const all = { ...tables, verificationToken: inAuth('tokens'), authenticator: inAuth('keys') }
  const names = namesOf(instance(), { schema: { tables: all } })
  expect(names.namespace).toBe('auth')
  expect(names.tables?.user?.name).toBe('users')
  expect(() => namesOf(instance(), { schema: { tables } })).toThrow('the tables are in several schemas')
  expect(() => KyselyAdapter(instance(), { schema: { tables } })).toThrow(
    expect.objectContaining({ code: 'invalid-input' }),
  )
})

test('a namespace that the options name stands before that of the instance', () => {
  expect(namesOf(instance().withSchema('a'), { schema: { namespace: 'b' } }).namespace).toBe('b')
})

test('a plugin that makes something else of names is refused, and not passed over', () => {
  expect(() => namesOf(instance(plugin(new Selecting())), {})).toThrow('a plugin makes something else')
})

test('a plugin names the columns that no field has, too', () => {
  const tables = { session: { filled: { updatedAt: 'updated' } } } as const
  expect(namesOf(instance(new CamelCasePlugin()), { schema: { tables } }).tables?.session?.filled).toEqual({
    updated_at: 'updated',
  })
})
