import { anyhow, expectFields, expectFound, expectNobody, expectSame } from '../assert.ts'
import { defineCase } from '../case.ts'
import { base64, linked, mailed, passkey, person, rowOf, signedIn, who } from '../fixtures.ts'
import { confusable, lookAlikesOf, propertyNames, specials } from '../look-alikes.ts'

const alike = 'a key that only looks like the right one'

export const identityCases = [
  defineCase({
    id: 'any/identity-of-emails',
    rule: 'any.identity-exact',
    title: 'look-alikes of an e-mail address find nobody',
    needs: ['createUser', 'getUserByEmail'],
    async run(context) {
      const { adapter, unique } = context
      const [local, domain] = [confusable(unique).toLowerCase(), 'kisse.example']
      const user = await person(context, { email: `${local}@${domain}` })
      const emails = [
        ...lookAlikesOf(local, false).map((near) => `${near}@${domain}`),
        ...lookAlikesOf(domain, false).map((near) => `${local}@${near}`),
      ]
      for (const email of emails) await expectNobody(() => adapter.getUserByEmail(email), `getUserByEmail of ${alike}`)
      expectFields(await adapter.getUserByEmail(`${local}@${domain}`), who(user), 'getUserByEmail of the right one')
    },
  }),
  defineCase({
    id: 'any/identity-of-emails-case',
    rule: 'any.email-case-exact',
    title: 'an e-mail address in another case is another one',
    needs: ['createUser', 'getUserByEmail'],
    async run(context) {
      const { adapter, unique } = context
      const email = `Ada.${unique.word()}@Example.test`
      const other = email.toLowerCase()
      const [first, second] = [await person(context, { email }), await person(context, { email: other })]
      expectFields(await adapter.getUserByEmail(email), { id: first.id, email }, 'getUserByEmail as it was given')
      expectFields(await adapter.getUserByEmail(other), { id: second.id, email: other }, 'getUserByEmail in lower case')
      await expectNobody(() => adapter.getUserByEmail(email.toUpperCase()), 'getUserByEmail in upper case')
    },
  }),
  defineCase({
    id: 'any/identity-of-accounts',
    rule: 'any.identity-exact',
    title: 'look-alikes of a provider or an account id find nobody',
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter, unique } = context
      const { id } = await person(context)
      const pair = { provider: confusable(unique), providerAccountId: confusable(unique) }
      await linked(context, id, pair)
      const pairs = [
        ...lookAlikesOf(pair.provider).map((provider) => ({ ...pair, provider })),
        ...lookAlikesOf(pair.providerAccountId).map((providerAccountId) => ({ ...pair, providerAccountId })),
      ]
      for (const near of pairs) await expectNobody(() => adapter.getUserByAccount(near), `getUserByAccount of ${alike}`)
      expectFields(await adapter.getUserByAccount(pair), { id }, 'getUserByAccount of the right one')
    },
  }),
  defineCase({
    id: 'any/identity-of-account-boundaries',
    rule: 'any.identity-exact',
    title: 'a pair is two keys, wherever the border between them lies',
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter, unique } = context
      const [a, b, c] = [unique.word(), unique.word(), unique.word()]
      for (const mark of ['', ':', '/', '|', '-', ',', '%3A']) {
        const left = { provider: `${a}${mark}${b}`, providerAccountId: c }
        const right = { provider: a, providerAccountId: `${b}${mark}${c}` }
        const [first, second] = [await person(context), await person(context)]
        await linked(context, first.id, left)
        await expectNobody(() => adapter.getUserByAccount(right), 'getUserByAccount with the border moved')
        await linked(context, second.id, right)
        expectFields(await adapter.getUserByAccount(left), { id: first.id }, 'getUserByAccount of the first pair')
        expectFields(await adapter.getUserByAccount(right), { id: second.id }, 'getUserByAccount of the second pair')
      }
    },
  }),
  defineCase({
    id: 'any/identity-of-sessions',
    rule: 'any.identity-exact',
    title: 'look-alikes of a session token open, prolong and end nothing',
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'deleteSession', 'updateSession'],
    async run(context) {
      const { adapter, unique } = context
      const { id } = await person(context)
      const session = await signedIn(context, id, { sessionToken: confusable(unique) })
      const right = async () => (await adapter.getSessionAndUser(session.sessionToken))?.session
      const before = expectFound(await right(), 'getSessionAndUser')
      for (const near of lookAlikesOf(session.sessionToken)) {
        await expectNobody(() => adapter.getSessionAndUser(near), `getSessionAndUser with ${alike}`)
        await anyhow(() => adapter.updateSession({ sessionToken: near, expires: new Date(Date.now() + 9e9) }))
        await anyhow(() => adapter.deleteSession(near))
      }
      expectSame(await right(), before, 'the session after look-alikes')
    },
  }),
  defineCase({
    id: 'any/identity-of-tokens',
    rule: 'any.identity-exact',
    title: 'look-alikes of a verification token spend nothing',
    needs: ['createVerificationToken', 'useVerificationToken'],
    async run(context) {
      const { adapter, unique } = context
      const key = { identifier: confusable(unique), token: confusable(unique) }
      await mailed(context, key)
      const near = [
        ...lookAlikesOf(key.identifier).map((identifier) => ({ ...key, identifier })),
        ...lookAlikesOf(key.token).map((token) => ({ ...key, token })),
      ]
      for (const other of near) {
        await expectNobody(() => adapter.useVerificationToken(other), `useVerificationToken with ${alike}`)
      }
      expectFields(await adapter.useVerificationToken(key), key, 'useVerificationToken with the right one')
    },
  }),
  defineCase({
    id: 'any/identity-of-authenticators',
    rule: 'any.identity-exact',
    title: 'look-alikes of a credential id find nothing',
    needs: ['createUser', 'createAuthenticator', 'getAuthenticator'],
    async run(context) {
      const { adapter, unique } = context
      const { id } = await person(context)
      const row = await passkey(context, id, { credentialID: `kisSeB${base64(unique, 48)}` })
      for (const near of lookAlikesOf(row.credentialID)) {
        await expectNobody(() => adapter.getAuthenticator(near), `getAuthenticator of ${alike}`)
      }
      const { credentialID } = row
      expectFields(await adapter.getAuthenticator(credentialID), { credentialID }, 'getAuthenticator of the right one')
    },
  }),
  defineCase({
    id: 'any/identity-of-special-characters',
    rule: 'any.identity-exact',
    title: 'keys with characters that some syntax knows stay apart',
    needs: ['createUser', 'createSession', 'getSessionAndUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter, unique } = context
      const people = [await person(context), await person(context), await person(context)]
      const owner = (index: number) => people[index % people.length]?.id ?? ''
      const tokens = specials(unique.word())
      const provider = unique.word('idp')
      for (const [index, key] of tokens.entries()) {
        await signedIn(context, owner(index), { sessionToken: key })
        await linked(context, owner(index), { provider, providerAccountId: key })
      }
      for (const [index, key] of tokens.entries()) {
        const found = await adapter.getSessionAndUser(key)
        expectFields(found?.session, { sessionToken: key }, 'the session of a token with special characters')
        expectFields(found?.user, { id: owner(index) }, 'the user of a token with special characters')
        const user = await adapter.getUserByAccount({ provider, providerAccountId: key })
        expectFields(user, { id: owner(index) }, 'the user of an account id with special characters')
      }
    },
  }),
  defineCase({
    id: 'any/identity-of-property-names',
    rule: 'any.identity-exact',
    title: 'names that every object answers to are keys like any other',
    needs: ['createUser', 'linkAccount', 'getUserByAccount', 'getUserByEmail', 'getUser'],
    async run(context) {
      const { adapter, unique } = context
      const provider = unique.word('idp')
      const { id } = await person(context)
      for (const name of propertyNames) {
        const pair = { provider, providerAccountId: name }
        await expectNobody(() => adapter.getUser(name), `getUser of ${name}`)
        await expectNobody(() => adapter.getUserByEmail(name), `getUserByEmail of ${name}`)
        await expectNobody(() => adapter.getSessionAndUser?.(name), `getSessionAndUser of ${name}`)
        await expectNobody(() => adapter.getUserByAccount(pair), `getUserByAccount of ${name}`)
        await linked(context, id, pair)
        expectFields(await adapter.getUserByAccount(pair), { id }, `getUserByAccount of ${name}, linked`)
      }
    },
  }),
  defineCase({
    id: 'any/identity-of-numbers',
    rule: 'any.identity-exact',
    title: 'numbers meet no text that only begins or counts like them',
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter, unique } = context
      const { id } = await person(context)
      const number = 1_000_000 + unique.int(1_000_000)
      const provider = unique.word('idp')
      const pair = (providerAccountId: unknown) => ({ provider, providerAccountId: providerAccountId as string })
      await linked(context, id, pair(`${number}abc`))
      await linked(context, id, pair(unique.word()))
      for (const near of [number, 0, `0${number}abc`, `${number}`]) {
        await expectNobody(() => adapter.getUserByAccount(pair(near)), `getUserByAccount of ${typeof near} ${near}`)
      }
      await linked(context, id, pair(number))
      for (const near of [`0${number}`, `${number}.0`, ` ${number}`, `${number}e0`, `+${number}`, number + 0.5]) {
        await expectNobody(() => adapter.getUserByAccount(pair(near)), `getUserByAccount of ${typeof near} ${near}`)
      }
      const session =
        adapter.createSession && adapter.getSessionAndUser ? rowOf('session', unique, { userId: id }) : null
      if (!session) return
      await adapter.createSession?.({ ...session, sessionToken: `${number}abc` })
      for (const near of [number, 0]) {
        await expectNobody(() => adapter.getSessionAndUser?.(near as never), `getSessionAndUser of the number ${near}`)
      }
    },
  }),
  defineCase({
    id: 'any/numeric-account-ids',
    rule: 'any.numeric-account-ids',
    title: 'what the number linked, the number finds',
    needs: ['createUser', 'linkAccount', 'getUserByAccount'],
    async run(context) {
      const { adapter, unique } = context
      const provider = unique.word('idp')
      const pair = (number: number) => ({ provider, providerAccountId: number as unknown as string })
      // The last one is beyond 32 bits, as providers have them.
      for (const number of [unique.int(1e9), unique.int(1e9), 1e14 + unique.int(1e9)]) {
        const { id } = await person(context)
        await linked(context, id, pair(number))
        expectFields(await adapter.getUserByAccount(pair(number)), { id }, 'getUserByAccount of a number')
      }
    },
  }),
  defineCase({
    id: 'any/numeric-account-ids-text',
    rule: 'any.numeric-account-ids-text',
    title: 'what the number linked, its digits find',
    needs: ['createUser', 'linkAccount', 'getUserByAccount', 'getAccount'],
    async run(context) {
      const { adapter, unique } = context
      const number = unique.int(1e9)
      const { id } = await person(context)
      const { provider } = await linked(context, id, { providerAccountId: number as unknown as string })
      const pair = { provider, providerAccountId: String(number) }
      expectFields(await adapter.getUserByAccount(pair), { id }, 'getUserByAccount of the digits')
      expectFields(await adapter.getAccount(pair.providerAccountId, provider), pair, 'getAccount of the digits')
    },
  }),
]
