import type { RuleId } from '@strongroom/core-types'
import type { Unique } from '../../../runner/types.ts'
import type { AuthjsAdapter, Name } from '../adapter.ts'
import { expectAnswer, expectMiss, expectSame } from '../assert.ts'
import { defineCase } from '../case.ts'
import { base64, gone, pairOf, rowOf } from '../fixtures.ts'

type Miss = (adapter: AuthjsAdapter, unique: Unique) => unknown

const pair = (unique: Unique) => pairOf(rowOf('account', unique))

/** Calls that find nothing, by method. */
const calls = {
  getUserByEmail: (adapter, unique) => adapter.getUserByEmail?.(unique.email()),
  getUserByAccount: (adapter, unique) => adapter.getUserByAccount?.(pair(unique)),
  unlinkAccount: (adapter, unique) => adapter.unlinkAccount?.(pair(unique)),
  getAccount: (adapter, unique) => adapter.getAccount?.(unique.word('acc'), unique.word('idp')),
  getSessionAndUser: (adapter, unique) => adapter.getSessionAndUser?.(unique.uuid()),
  useVerificationToken: (adapter, unique) => {
    const { identifier, token } = rowOf('verificationToken', unique)
    return adapter.useVerificationToken?.({ identifier, token })
  },
  getAuthenticator: (adapter, unique) => adapter.getAuthenticator?.(base64(unique, 48)),
} as const satisfies Partial<Record<Name, Miss>>

const methods = Object.keys(calls) as (keyof typeof calls)[]

const missRule: RuleId = 'any.miss'
const exactRule: RuleId = 'any.miss-exact'

export const missCases = [
  // What the core calls; what unlinkAccount answers, it never reads.
  ...methods
    .filter((method) => method !== 'unlinkAccount')
    .map((method) =>
      defineCase({
        id: `${method}/miss`,
        rule: missRule,
        title: 'answers a miss for what is not there',
        needs: [method],
        async run({ adapter, unique }) {
          const what = `${method} of what is not there`
          expectMiss(await expectAnswer(() => calls[method](adapter, unique), what), what)
        },
      }),
    ),
  ...methods.map((method) =>
    defineCase({
      id: `${method}/miss-exact`,
      rule: exactRule,
      title: `answers exactly ${method === 'unlinkAccount' ? 'undefined' : 'null'} for what is not there`,
      needs: [method],
      async run({ adapter, unique }) {
        const miss = method === 'unlinkAccount' ? undefined : null
        expectSame(await calls[method](adapter, unique), miss, `${method} of what is not there`)
      },
    }),
  ),
  defineCase({
    id: 'getUser/miss',
    rule: missRule,
    title: 'answers a miss for somebody who has left',
    needs: ['createUser', 'deleteUser', 'getUser'],
    async run(context) {
      expectMiss(await context.adapter.getUser((await gone(context)).id), 'getUser of a deleted user')
    },
  }),
  defineCase({
    id: 'getUser/miss-exact',
    rule: exactRule,
    title: 'answers exactly null for somebody who has left',
    needs: ['createUser', 'deleteUser', 'getUser'],
    async run(context) {
      expectSame(await context.adapter.getUser((await gone(context)).id), null, 'getUser of a deleted user')
    },
  }),
  defineCase({
    id: 'listAuthenticatorsByUserId/miss',
    rule: missRule,
    title: 'answers an empty list for somebody who has left',
    needs: ['createUser', 'deleteUser', 'listAuthenticatorsByUserId'],
    async run(context) {
      const list = await context.adapter.listAuthenticatorsByUserId((await gone(context)).id)
      expectSame(list, [], 'listAuthenticatorsByUserId of a deleted user')
    },
  }),
]
