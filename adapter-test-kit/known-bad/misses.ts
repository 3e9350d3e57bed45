import { AdapterError } from '@strongroom/core-types'
import { type KnownBad, mapAnswers } from './tools.ts'

export const misses: KnownBad[] = [
  {
    id: 'miss-is-false',
    bug: 'A miss is `false`.',
    breaks: [
      'getUser/miss',
      'getUserByEmail/miss',
      'getUserByAccount/miss',
      'getAccount/miss',
      'getSessionAndUser/miss',
      'useVerificationToken/miss',
      'getAuthenticator/miss',
      'getUser/miss-exact',
    ],
    make: (reference) => mapAnswers(reference(), (answer) => answer ?? false),
  },
  {
    id: 'miss-is-undefined',
    bug: 'A miss is `undefined` where it should be null.',
    breaks: [
      'getUser/miss-exact',
      'getUserByEmail/miss-exact',
      'getUserByAccount/miss-exact',
      'getAccount/miss-exact',
      'getSessionAndUser/miss-exact',
      'useVerificationToken/miss-exact',
      'getAuthenticator/miss-exact',
      'updateSession/answers',
      'deleteSession/answers',
      'deleteUser/answers',
    ],
    make: (reference) => mapAnswers(reference(), (answer) => answer ?? undefined),
  },
  {
    id: 'unlink-miss-is-null',
    bug: '`unlinkAccount` misses with null.',
    breaks: ['unlinkAccount/miss-exact', 'unlinkAccount/answers'],
    make: (reference) => {
      const adapter = reference()
      return { ...adapter, unlinkAccount: async (key) => (await adapter.unlinkAccount(key)) ?? null }
    },
  },
  {
    id: 'miss-throws',
    bug: 'A read that finds nothing throws.',
    breaks: ['getUserByEmail/miss', 'getSessionAndUser/leftover-jwt', 'getUser/malformed-id'],
    make: (reference) =>
      mapAnswers(reference(), (answer, method) => {
        if (answer === null && method.startsWith('get'))
          throw new AdapterError('not-found', 'no row', { operation: method })
        return answer
      }),
  },
]
