import { expectAnswer, expectFields, expectFound, expectSame } from '../assert.ts'
import { defineCase } from '../case.ts'
import { base64, linked, mailed, passkey, person, rowOf } from '../fixtures.ts'

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

export const valueCases = [
  defineCase({
    id: 'any/text-exact-of-names',
    rule: 'any.text-exact',
    title: 'names read back exactly, also those that look like something else',
    needs: ['createUser', 'getUser'],
    async run(context) {
      for (const name of names) {
        const user = expectFound(
          await context.adapter.createUser(rowOf('user', context.unique, { name })),
          'createUser',
        )
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
]
