import { AdapterError } from '@strongroom/core-types'
import { type KnownBad, mapErrors } from './tools.ts'

export const shape: KnownBad[] = [
  {
    id: 'methods-on-prototype',
    bug: 'The methods are inherited, as those of a class are.',
    breaks: ['any/own-functions'],
    make: (reference) => Object.create(reference()) as object,
  },
  {
    id: 'methods-need-this',
    bug: 'The methods call each other through `this`.',
    breaks: ['any/unbound'],
    make: (reference) => ({
      ...reference(),
      async getUserByEmail(this: { find: (email: string) => unknown }, email: string) {
        return this.find(email) as null
      },
    }),
  },
  {
    id: 'no-update-session',
    bug: 'A method that sessions need is not there.',
    breaks: ['any/required-methods'],
    make(reference) {
      const { updateSession: _, ...rest } = reference()
      return rest
    },
  },
  {
    id: 'half-email-group',
    bug: 'Tokens can be stored but not used.',
    breaks: ['any/complete-email-group'],
    make(reference) {
      const { useVerificationToken: _, ...rest } = reference()
      return rest
    },
  },
  {
    id: 'half-passkey-group',
    bug: 'Passkeys can be stored but their counters not updated.',
    breaks: ['any/complete-passkey-group'],
    make(reference) {
      const { updateAuthenticatorCounter: _, ...rest } = reference()
      return rest
    },
  },
  {
    id: 'failure-as-null',
    bug: 'A read that fails answers null.',
    breaks: ['any/failure-throws', 'any/errors-typed-closed'],
    make: (reference) => mapErrors(reference(), (error, _, method) => (method.startsWith('get') ? null : error)),
  },
  {
    id: 'errors-plain',
    bug: 'What is thrown is a plain Error.',
    breaks: [
      'any/sequences-exact',
      'any/errors-typed',
      'any/errors-typed-passkeys',
      'any/errors-typed-closed',
      'createUser/duplicate-code',
      'linkAccount/duplicate-code',
      'createSession/error-codes',
      'updateUser/not-found',
      'updateAccount/not-found',
    ],
    make: (reference) => mapErrors(reference(), (error) => new Error((error as Error).message)),
  },
  {
    id: 'errors-without-operation',
    bug: 'Errors do not say in which method they happened.',
    breaks: ['any/errors-typed', 'any/errors-typed-passkeys', 'any/errors-typed-closed'],
    make: (reference) =>
      mapErrors(reference(), (error) => {
        const { code, message, entity, field } = error as AdapterError
        return new AdapterError(code, message, { entity, field })
      }),
  },
  {
    id: 'errors-one-code',
    bug: 'Every error is `internal`.',
    breaks: ['createUser/duplicate-code', 'linkAccount/duplicate-code', 'createSession/error-codes'],
    make: (reference) =>
      mapErrors(reference(), (error) => {
        const { message, operation, entity, field } = error as AdapterError
        return new AdapterError('internal', message, { operation, entity, field })
      }),
  },
  {
    id: 'errors-tell-arguments',
    bug: 'The message of an error quotes the arguments.',
    breaks: ['any/errors-silent', 'any/errors-silent-passkeys', 'any/errors-silent-accounts'],
    make: (reference) =>
      mapErrors(reference(), (error, args) => {
        const { code, message, operation, entity, field } = error as AdapterError
        return new AdapterError(code, `${message} Given: ${JSON.stringify(args)}`, { operation, entity, field })
      }),
  },
  {
    id: 'errors-carry-driver-detail',
    bug: "The error carries the driver's error, whose detail quotes the row.",
    breaks: ['any/errors-silent', 'any/errors-silent-passkeys', 'any/errors-silent-accounts'],
    make: (reference) =>
      mapErrors(reference(), (error, args) =>
        Object.assign(error as Error, { cause: { name: 'DatabaseError', detail: JSON.stringify(args) } }),
      ),
  },
]
