import {
  anyhow,
  expectDate,
  expectError,
  expectFields,
  expectFound,
  expectMiss,
  expectNobody,
  expectRefused,
  expectSame,
} from '../assert.ts'
import { bystanders } from '../bystanders.ts'
import { defineCase } from '../case.ts'
import { answersOf, callsOf, contenders, contest } from '../contest.ts'
import { hex, inHours, mailed, rowOf } from '../fixtures.ts'

export const verificationTokenCases = [
  defineCase({
    id: 'createVerificationToken/answers',
    rule: 'createVerificationToken.answers',
    title: 'answers the stored row, also beside another one',
    needs: ['createVerificationToken'],
    async run(context) {
      const { adapter, unique } = context
      const { identifier } = await mailed(context)
      const token = rowOf('verificationToken', unique, { identifier })
      expectFields(await adapter.createVerificationToken(token), token, 'createVerificationToken')
    },
  }),
  defineCase({
    id: 'createVerificationToken/pair-unique',
    rule: 'createVerificationToken.pair-unique',
    title: 'refuses a pair that is there, and leaves it as it was',
    needs: ['createVerificationToken', 'useVerificationToken'],
    async run(context) {
      const { adapter, unique } = context
      const token = await mailed(context)
      const again = { ...token, expires: inHours(48, unique) }
      const what = 'createVerificationToken of a pair that is there'
      const error = await expectRefused(() => adapter.createVerificationToken(again), what)
      expectError(error, { code: 'duplicate', operation: 'createVerificationToken', entity: 'verificationToken' }, what)
      const key = { identifier: token.identifier, token: token.token }
      expectFields(await adapter.useVerificationToken(key), token, 'the token that was there')
      expectMiss(await adapter.useVerificationToken(key), 'the same token again')
    },
  }),
  defineCase({
    id: 'createVerificationToken/side-by-side',
    rule: 'createVerificationToken.side-by-side',
    title: 'three tokens of one identifier all work',
    needs: ['createVerificationToken', 'useVerificationToken'],
    async run(context) {
      const { adapter, unique } = context
      const identifier = unique.email()
      const tokens = [
        await mailed(context, { identifier }),
        await mailed(context, { identifier }),
        await mailed(context, { identifier }),
      ]
      for (const { token } of [1, 0, 2].flatMap((index) => tokens[index] ?? [])) {
        const found = await adapter.useVerificationToken({ identifier, token })
        expectFields(found, { identifier, token }, 'useVerificationToken of one of three')
      }
    },
  }),
  defineCase({
    id: 'useVerificationToken/once',
    rule: 'useVerificationToken.once',
    title: 'answers the row once, then a miss',
    needs: ['createVerificationToken', 'useVerificationToken'],
    async run(context) {
      const { adapter } = context
      const { identifier, token } = await mailed(context)
      const found = await adapter.useVerificationToken({ identifier, token })
      expectFields(found, { identifier, token }, 'useVerificationToken')
      expectMiss(await adapter.useVerificationToken({ identifier, token }), 'useVerificationToken again')
    },
  }),
  defineCase({
    id: 'useVerificationToken/expires',
    rule: 'useVerificationToken.expires',
    title: 'the row carries `expires` as a Date',
    needs: ['createVerificationToken', 'useVerificationToken'],
    async run(context) {
      const { adapter } = context
      const { identifier, token, expires } = await mailed(context)
      const found = expectFound(await adapter.useVerificationToken({ identifier, token }), 'useVerificationToken')
      expectDate(found.expires, expires, 'the expiry of a token')
    },
  }),
  defineCase({
    id: 'useVerificationToken/expired-keeps-date',
    rule: 'useVerificationToken.expires',
    title: 'an expired token is a miss, or says when it expired',
    needs: ['createVerificationToken', 'useVerificationToken'],
    async run({ adapter, unique }) {
      const expired = rowOf('verificationToken', unique, { expires: inHours(-2, unique) })
      const { identifier, token, expires } = expired
      // A store that drops what has expired may refuse it.
      await anyhow(() => adapter.createVerificationToken(expired))
      const found = await adapter.useVerificationToken({ identifier, token })
      if (found) expectDate(found.expires, expires, 'the expiry of an expired token')
    },
  }),
  defineCase({
    id: 'useVerificationToken/wrong-try',
    rule: 'useVerificationToken.wrong-try',
    title: 'a wrong identifier or token matches nothing and burns nothing',
    needs: ['createVerificationToken', 'useVerificationToken', 'createUser'],
    async run(context) {
      const { adapter, unique } = context
      const others = await bystanders(context)
      const mine = await mailed(context)
      const { identifier, token } = mine
      const wrong = [
        { identifier, token: hex(unique) },
        { identifier: others.identifier, token },
        { identifier: unique.email(), token },
        { identifier: token, token: identifier },
        { identifier: others.identifier, token: hex(unique) },
      ]
      for (const key of wrong) await expectNobody(() => adapter.useVerificationToken(key), 'a wrong try')
      const found = await adapter.useVerificationToken({ identifier, token })
      expectFields(found, { identifier, token }, 'the right try after wrong ones')
      await others.unchanged('useVerificationToken')
    },
  }),
  defineCase({
    id: 'useVerificationToken/leaves-others',
    rule: 'useVerificationToken.wrong-try',
    title: 'spending one token spends no other',
    needs: ['createVerificationToken', 'useVerificationToken', 'createUser'],
    async run(context) {
      const { adapter, unique } = context
      const others = await bystanders(context)
      const [mine, theirs, short] = [unique.email(), unique.email(), String(100_000 + unique.int(900_000))]
      await mailed(context, { identifier: mine, token: short })
      // Two people may be sent the same short code; a store may refuse the second one.
      let refused = false
      await mailed(context, { identifier: theirs, token: short }).catch(() => (refused = true))
      expectFields(
        await adapter.useVerificationToken({ identifier: mine, token: short }),
        { identifier: mine, token: short },
        'the code of one person',
      )
      const found = await adapter.useVerificationToken({ identifier: theirs, token: short })
      if (!refused) expectFields(found, { identifier: theirs, token: short }, 'the same code of another person')
      await others.unchanged('useVerificationToken')
    },
  }),
  defineCase({
    id: 'useVerificationToken/identifier-needed',
    rule: 'useVerificationToken.identifier-needed',
    title: 'without an identifier it is a miss, and nothing is spent',
    needs: ['createVerificationToken', 'useVerificationToken'],
    async run(context) {
      const { adapter } = context
      const { identifier, token } = await mailed(context)
      const without = [{ identifier: undefined, token }, { token }] as unknown as {
        identifier: string
        token: string
      }[]
      for (const key of without) {
        expectMiss(await adapter.useVerificationToken(key), 'useVerificationToken without an identifier')
      }
      const found = await adapter.useVerificationToken({ identifier, token })
      expectFields(found, { identifier, token }, 'useVerificationToken with the identifier')
    },
  }),
  defineCase({
    id: 'useVerificationToken/one-winner',
    rule: 'useVerificationToken.one-winner',
    title: `of ${contenders} at once one gets the row`,
    needs: ['createVerificationToken', 'useVerificationToken'],
    async run(context) {
      const { race } = context
      await contest(context, async () => {
        const { identifier, token } = await mailed(context)
        const calls = callsOf(() => ({ method: 'useVerificationToken', args: [{ identifier, token }] }))
        const { outcomes, conclusive } = await race(calls)
        const winners = answersOf(outcomes).filter((answer) => answer !== null && answer !== undefined)
        expectSame(winners.length, 1, `callers that got the row, of ${contenders} at once`)
        expectFields(winners[0], { identifier, token }, 'the row of the winner')
        return conclusive
      })
    },
  }),
]
