import {
  expectAnswer,
  expectDate,
  expectError,
  expectFields,
  expectFound,
  expectRefused,
  expectSame,
  expectThat,
} from '../assert.ts'
import { defineCase } from '../case.ts'
import { base64, linked, mailed, pairOf, passkey, person, rowOf, signedIn } from '../fixtures.ts'

const names = [
  'Zoë Ångström 李小龍 😀 é',
  '2024-02-29T12:00:00.000Z',
  '2024-02-29',
  '12345',
  '1e3',
  'true',
  'null',
  '{"a":[1]}',
  `O'Brien "Bob" \\ % _ ; -- $1 ? :x . / <b>`,
  ' padded ',
  'two\nlines\tand a tab',
]

// Around summer time's ends, 1970, 2038 and the ends of what is promised.
const instants = [
  '1900-01-01T00:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.001Z',
  '2024-02-29T23:59:59.500Z',
  '2026-03-29T01:30:00.123Z',
  '2026-10-25T00:30:00.001Z',
  '2038-01-19T03:14:08.007Z',
  '9999-12-31T23:59:59.999Z',
]

export const valueCases = [
  defineCase({
    id: 'any/dates-of-users',
    rule: 'any.dates',
    title: '`emailVerified` comes back as a Date',
    needs: ['createUser', 'getUser'],
    async run(context) {
      const emailVerified = new Date('2024-07-01T12:34:56.000Z')
      const user = await person(context, { emailVerified })
      expectDate(user.emailVerified, emailVerified, 'emailVerified from createUser')
      const found = expectFound(await context.adapter.getUser(user.id), 'getUser')
      expectDate(found.emailVerified, emailVerified, 'emailVerified from getUser')
    },
  }),
  defineCase({
    id: 'any/dates-of-sessions',
    rule: 'any.dates',
    title: '`expires` of a session comes back as a Date',
    needs: ['createUser', 'createSession', 'getSessionAndUser'],
    async run(context) {
      const { id } = await person(context)
      const { sessionToken, expires } = await signedIn(context, id)
      const found = expectFound(await context.adapter.getSessionAndUser(sessionToken), 'getSessionAndUser')
      expectDate(found.session.expires, expires, 'session.expires from getSessionAndUser')
    },
  }),
  defineCase({
    id: 'any/dates-exact',
    rule: 'any.dates-exact',
    title: 'dates keep their milliseconds, from 1900 to 9999',
    needs: ['createUser', 'updateUser', 'getUser'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      for (const instant of instants) {
        const emailVerified = new Date(instant)
        const answer = await adapter.updateUser({ id, emailVerified })
        expectDate(answer?.emailVerified, emailVerified, 'emailVerified from updateUser', 0)
        const found = await adapter.getUser(id)
        expectDate(found?.emailVerified, emailVerified, 'emailVerified from getUser', 0)
      }
    },
  }),
  defineCase({
    id: 'any/dates-exact-of-expiry',
    rule: 'any.dates-exact',
    title: 'expiries keep their milliseconds, up to 9999',
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'createVerificationToken', 'useVerificationToken'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      for (const instant of instants.slice(-2)) {
        const expires = new Date(instant)
        const { sessionToken } = await signedIn(context, id, { expires })
        const found = await adapter.getSessionAndUser(sessionToken)
        expectDate(found?.session.expires, expires, 'session.expires from getSessionAndUser', 0)
        const { identifier, token } = await mailed(context, { expires })
        const spent = await adapter.useVerificationToken({ identifier, token })
        expectDate(spent?.expires, expires, 'expires from useVerificationToken', 0)
      }
    },
  }),
  defineCase({
    id: 'any/ids-of-users',
    rule: 'any.ids-usable',
    title: "the created user's id comes back wherever the user does",
    needs: ['createUser', 'getUser', 'getUserByEmail', 'updateUser'],
    async run(context) {
      const { adapter } = context
      const { id, email } = await person(context)
      expectSame((await adapter.getUser(id))?.id, id, 'the id from getUser')
      expectSame((await adapter.getUserByEmail(email ?? ''))?.id, id, 'the id from getUserByEmail')
      expectSame((await adapter.updateUser({ id, name: 'New' }))?.id, id, 'the id from updateUser')
    },
  }),
  defineCase({
    id: 'any/ids-of-accounts',
    rule: 'any.ids-usable',
    title: "the created user's id comes back through an account",
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      const account = await linked(context, id)
      expectSame((await adapter.getUserByAccount(pairOf(account)))?.id, id, 'the id from getUserByAccount')
      if (!adapter.getAccount) return
      const found = await adapter.getAccount(account.providerAccountId, account.provider)
      expectSame(found?.userId, id, 'userId from getAccount')
    },
  }),
  defineCase({
    id: 'any/ids-of-sessions',
    rule: 'any.ids-usable',
    title: "the created user's id comes back through a session",
    needs: ['createUser', 'createSession', 'getSessionAndUser'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      const { sessionToken } = await signedIn(context, id)
      const found = await adapter.getSessionAndUser(sessionToken)
      expectSame(found?.user.id, id, 'user.id from getSessionAndUser')
      expectSame(found?.session.userId, id, 'session.userId from getSessionAndUser')
    },
  }),
  defineCase({
    id: 'any/ids-strings',
    rule: 'any.ids-strings',
    title: 'ids are strings',
    needs: ['createUser'],
    async run({ adapter, unique }) {
      const user = expectFound(await adapter.createUser({ email: unique.email() }), 'createUser')
      expectSame(typeof user.id, 'string', 'the type of an id')
    },
  }),
  defineCase({
    id: 'any/text-exact-of-names',
    rule: 'any.text-exact',
    title: 'names read back exactly, also those that look like something else',
    needs: ['createUser', 'getUser'],
    async run(context) {
      for (const name of names) {
        const user = await person(context, { name })
        expectSame(user.name, name, 'a name from createUser')
        expectSame((await context.adapter.getUser(user.id))?.name, name, 'a name from getUser')
      }
    },
  }),
  defineCase({
    id: 'any/text-exact-of-identifiers',
    rule: 'any.text-exact',
    title: 'identifiers of verification tokens come back unchanged',
    needs: ['createVerificationToken', 'useVerificationToken'],
    async run(context) {
      const { unique } = context
      const word = unique.word()
      for (const identifier of [`Ada.${word}+News@Example.test`, `+49 170 ${word}`, `ärger-${word}@bücher.example`]) {
        const { token } = await mailed(context, { identifier })
        const found = await context.adapter.useVerificationToken({ identifier, token })
        expectSame(found?.identifier, identifier, 'the identifier from useVerificationToken')
      }
    },
  }),
  defineCase({
    id: 'any/tokens-8k',
    rule: 'any.tokens-8k',
    title: "a provider's tokens of 8 KB survive",
    needs: ['createUser', 'linkAccount', 'getAccount'],
    async run(context) {
      const { id } = await person(context)
      const [access_token, id_token] = [base64(context.unique, 6_144), base64(context.unique, 6_144)]
      const { provider, providerAccountId } = await linked(context, id, { access_token, id_token })
      const found = await context.adapter.getAccount(providerAccountId, provider)
      expectFields(found, { access_token, id_token }, 'an account with tokens of 8 KB')
    },
  }),
  defineCase({
    id: 'any/tokens-64k',
    rule: 'any.tokens-64k',
    title: "a provider's tokens of 64 KB survive",
    needs: ['createUser', 'linkAccount', 'getAccount'],
    async run(context) {
      const { id } = await person(context)
      const access_token = base64(context.unique, 49_155)
      const { provider, providerAccountId } = await linked(context, id, { access_token })
      const found = await context.adapter.getAccount(providerAccountId, provider)
      expectFields(found, { access_token }, 'an account with a token of 64 KB')
    },
  }),
  defineCase({
    id: 'any/wide-expires-at',
    rule: 'any.wide-numbers',
    title: '`expires_at` holds more than 32 bits',
    needs: ['createUser', 'linkAccount', 'getAccount'],
    async run(context) {
      const { id } = await person(context)
      for (const expires_at of [2 ** 31 + 1, 2 ** 32 + 1, 253_402_300_799]) {
        const { provider, providerAccountId } = await linked(context, id, { expires_at })
        const found = await context.adapter.getAccount(providerAccountId, provider)
        expectSame(found?.expires_at, expires_at, '`expires_at` from getAccount')
      }
    },
  }),
  defineCase({
    id: 'any/wide-counters',
    rule: 'any.wide-numbers',
    title: 'signature counters hold more than 32 bits',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator', 'updateAuthenticatorCounter'],
    async run(context) {
      const { adapter } = context
      const { id } = await person(context)
      const { credentialID } = await passkey(context, id, { counter: 2 ** 31 + 1 })
      expectSame((await adapter.getAuthenticator(credentialID))?.counter, 2 ** 31 + 1, 'a counter of 32 bits')
      await adapter.updateAuthenticatorCounter(credentialID, 2 ** 40)
      expectSame((await adapter.getAuthenticator(credentialID))?.counter, 2 ** 40, 'a counter of 41 bits')
    },
  }),
  defineCase({
    id: 'any/provider-values-mended',
    rule: 'any.provider-values-mended',
    title: 'a fractional `expires_at` and digits as text are put right',
    needs: ['createUser', 'linkAccount', 'getAccount'],
    async run(context) {
      const { adapter, unique } = context
      const { id: userId } = await person(context)
      for (const odd of [1_900_000_000.75, '1900000000']) {
        const account = { ...rowOf('account', unique, { userId }), expires_at: odd as number }
        await expectAnswer(() => adapter.linkAccount(account), `linkAccount with an odd expires_at (${typeof odd})`)
        const found = await adapter.getAccount(account.providerAccountId, account.provider)
        expectSame(found?.expires_at, 1_900_000_000, '`expires_at` from getAccount')
      }
    },
  }),
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
