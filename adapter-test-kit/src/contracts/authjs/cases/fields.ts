import {
  expectAnswer,
  expectError,
  expectFields,
  expectFound,
  expectRefused,
  expectSame,
  expectThat,
} from '../assert.ts'
import { defineCase } from '../case.ts'
import { linked, pairOf, passkey, person, rowOf } from '../fixtures.ts'

export const fieldCases = [
  defineCase({
    id: 'linkAccount/undeclared-fields',
    rule: 'any.undeclared-creates',
    title: 'fields of a provider that no column holds do not stop it',
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter, unique } = context
      const { id: userId } = await person(context)
      const extras = { refresh_token_expires_in: 15_897_600, 'not-before-policy': 0, ext_word: 'x', nested: { a: [1] } }
      const account = { ...rowOf('account', unique, { userId }), ...extras }
      await expectAnswer(() => adapter.linkAccount(account), 'linkAccount with fields that no column holds')
      expectFields(await adapter.getUserByAccount(pairOf(account)), { id: userId }, 'getUserByAccount after it')
    },
  }),
  defineCase({
    id: 'createUser/undeclared-fields',
    rule: 'any.undeclared-users',
    title: 'fields of a profile that no column holds do not stop it',
    needs: ['createUser', 'getUser'],
    async run({ adapter, unique }) {
      const { id: _, ...given } = rowOf('user', unique)
      const profile = { ...given, locale: 'en', address: { country: 'NL' } }
      const user = await expectAnswer(() => adapter.createUser(profile), 'createUser with undeclared fields')
      expectFields(await adapter.getUser(user?.id ?? ''), given, 'getUser after it')
    },
  }),
  defineCase({
    id: 'updateUser/undeclared-fields',
    rule: 'any.undeclared-updates',
    title: 'an undeclared field is refused and nothing is changed',
    needs: ['createUser', 'updateUser', 'getUser'],
    async run(context) {
      const { adapter, unique } = context
      const user = await person(context)
      const changes = { id: user.id, name: 'Renamed', [unique.word('banned')]: true }
      const what = 'updateUser with an undeclared field'
      const error = await expectRefused(() => adapter.updateUser(changes), what)
      expectError(error, { code: 'invalid-input', operation: 'updateUser' }, what)
      expectFields(await adapter.getUser(user.id), user, 'the user after a refused update')
    },
  }),
  defineCase({
    id: 'updateAccount/undeclared-fields',
    rule: 'any.undeclared-updates',
    title: 'an undeclared field is refused and nothing is changed',
    needs: ['createUser', 'linkAccount', 'getAccount', 'updateAccount'],
    async run(context) {
      const { adapter, unique } = context
      const { id } = await person(context)
      const account = await linked(context, id)
      const changes = { ...pairOf(account), access_token: 'new', [unique.word('extra')]: true }
      const what = 'updateAccount with an undeclared field'
      const error = await expectRefused(() => adapter.updateAccount(changes), what)
      expectError(error, { code: 'invalid-input', operation: 'updateAccount' }, what)
      const found = await adapter.getAccount(account.providerAccountId, account.provider)
      expectFields(found, account, 'the account after a refused update')
    },
  }),
  defineCase({
    id: 'any/absent-in-users',
    rule: 'any.absent-fields',
    title: 'absent fields of a user are null',
    needs: ['createUser', 'getUserByEmail'],
    async run({ adapter, unique }) {
      const email = unique.email()
      const absent = { name: null, emailVerified: null, image: null }
      const created = expectFound(await adapter.createUser({ email }), 'createUser')
      const found = expectFound(await adapter.getUserByEmail(email), 'getUserByEmail')
      for (const { name, emailVerified, image } of [created, found]) {
        expectSame({ name, emailVerified, image }, absent, 'the absent fields of a user')
      }
    },
  }),
  defineCase({
    id: 'any/absent-in-accounts',
    rule: 'any.absent-fields',
    title: 'absent fields of an account are left out',
    needs: ['createUser', 'linkAccount', 'getAccount', 'unlinkAccount', 'listAccounts'],
    async run(context) {
      const { adapter, unique } = context
      const { id: userId } = await person(context)
      const bare = { userId, type: 'oauth' as const, ...pairOf(rowOf('account', unique)) }
      const answers = [
        await adapter.linkAccount({ ...bare, scope: undefined, id_token: null }),
        await adapter.getAccount(bare.providerAccountId, bare.provider),
        ...(await adapter.listAccounts(userId)),
        await adapter.unlinkAccount(bare),
      ]
      for (const answer of answers) {
        const absent = Object.entries(answer ?? {}).filter(([, value]) => value === null || value === undefined)
        expectSame(absent, [], 'absent fields that are there')
        expectFields(answer, bare, 'an account without tokens')
      }
    },
  }),
  defineCase({
    id: 'any/absent-in-authenticators',
    rule: 'any.absent-fields',
    title: 'absent transports are null',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator'],
    async run(context) {
      const { id } = await person(context)
      const { credentialID } = await passkey(context, id, { transports: null })
      expectSame((await context.adapter.getAuthenticator(credentialID))?.transports, null, 'absent transports')
    },
  }),
  defineCase({
    id: 'any/custom-fields',
    rule: 'any.custom-fields',
    title: 'declared custom fields of users come back',
    needs: ['createUser', 'getUser', 'updateUser'],
    async run({ adapter, unique, capabilities, notApplicable }) {
      const fields = capabilities.fields?.['user']
      if (!fields) return notApplicable('the target declares no custom field of users')
      const values = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, sampleOf(field)]))
      const bare = expectFound(await adapter.createUser({ email: unique.email() }), 'createUser without custom fields')
      const defaults = Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [name, Reflect.get(Object(field), 'default') ?? null]),
      )
      expectFields(await adapter.getUser(bare.id), defaults, 'custom fields that were not given')
      const full = expectFound(await adapter.createUser({ email: unique.email(), ...values }), 'createUser')
      expectFields(full, values, 'custom fields from createUser')
      expectFields(await adapter.getUser(full.id), values, 'custom fields from getUser')
      expectFields(await adapter.updateUser({ ...values, id: bare.id }), values, 'custom fields from updateUser')
      expectThat(bare.id !== full.id, 'two users', 'two ids', bare.id)
    },
  }),
]

/** A value that a declared custom field takes. */
function sampleOf(field: unknown): unknown {
  const { type, oneOf } = Object(field) as { type?: unknown; oneOf?: readonly string[] }
  switch (type) {
    case 'timestamp':
      return new Date('2030-05-06T07:08:09.010Z')
    case 'bigint':
      return 2 ** 40
    case 'integer':
      return 1_234_567
    case 'boolean':
      return true
    case 'json':
      return { list: [1, 'two', null], deep: { text: 'three' } }
    default:
      return oneOf?.at(-1) ?? 'Some text'
  }
}
