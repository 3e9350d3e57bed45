import type { Model, Row } from '@strongroom/core-types'
import { expectSame, expectThat } from './assert.ts'
import { type Ctx, has } from './case.ts'
import { linked, mailed, pairOf, passkey, person, signedIn } from './fixtures.ts'

type User = Row<Model['user']['fields']>

/** People who have nothing to do with what a case does. */
export interface Bystanders {
  readonly users: readonly [User, User]
  /** Two providers know an account by this id, each one of another person. */
  readonly sharedAccountId: string
  /** The provider of the first person's account. */
  readonly provider: string
  /** Somebody was sent two mails at this address. */
  readonly identifier: string
  /** Verifies through the adapter that nothing of theirs has changed. Spends their tokens: once, at the end. */
  readonly unchanged: (method?: string) => Promise<void>
}

/** Two people with everything that the adapter can hold for them. */
export async function bystanders(context: Ctx<'createUser'>): Promise<Bystanders> {
  const { adapter, unique } = context
  const [sharedAccountId, provider, identifier] = [unique.word('acc'), unique.word('idp'), unique.email()]
  const users = [await person(context), await person(context)] as const
  const [first, second] = [users[0].id, users[1].id]
  const reads: [string, () => unknown][] = users.map(({ id }) => ['user', () => adapter.getUser?.(id)])

  if (has(context, 'linkAccount')) {
    for (const account of [
      await linked(context, first, { provider, providerAccountId: sharedAccountId }),
      await linked(context, second, { providerAccountId: sharedAccountId }),
      await linked(context, second, { provider }),
    ]) {
      const pair = pairOf(account)
      reads.push(['account', () => adapter.getAccount?.(pair.providerAccountId, pair.provider)])
      reads.push(['account', async () => (await adapter.getUserByAccount?.(pair))?.id])
    }
  }
  if (has(context, 'createSession')) {
    for (const id of [first, first, second]) {
      const { sessionToken } = await signedIn(context, id)
      reads.push(['session', async () => (await adapter.getSessionAndUser?.(sessionToken))?.session])
      reads.push(['session', async () => (await adapter.getSessionAndUser?.(sessionToken))?.user.id])
    }
  }
  if (has(context, 'createAuthenticator')) {
    for (const id of [first, second]) {
      const { credentialID } = await passkey(context, id)
      reads.push(['authenticator', () => adapter.getAuthenticator?.(credentialID)])
    }
  }
  const tokens: Row<Model['verificationToken']['fields']>[] = []
  if (has(context, 'createVerificationToken', 'useVerificationToken')) {
    tokens.push(await mailed(context), await mailed(context, { identifier }), await mailed(context, { identifier }))
  }

  // Compared with what they were before, not with what was given: how values come back is for other cases to judge.
  const look = async () => await Promise.all(reads.map(async ([, read]) => await answerOf(read)))
  const before = await look()

  async function unchanged(method?: string): Promise<void> {
    const when = method === undefined ? '' : ` after ${method}`
    for (const [index, after] of (await look()).entries()) {
      expectSame(after, before[index], `the ${reads[index]?.[0]} of somebody who had nothing to do with it${when}`)
    }
    for (const token of tokens) {
      const key = { identifier: token.identifier, token: token.token }
      const spent = await answerOf(() => adapter.useVerificationToken?.(key))
      // A store that holds one token an identifier breaks another rule; the last one is there all the same.
      if (token === tokens[1]) continue
      expectThat(
        Boolean(spent),
        `a verification token of somebody who had nothing to do with it${when}`,
        'the row',
        spent,
      )
    }
  }
  return { users, sharedAccountId, provider, identifier, unchanged }
}

async function answerOf(read: () => unknown): Promise<unknown> {
  try {
    return await read()
  } catch {
    return 'a throw'
  }
}
