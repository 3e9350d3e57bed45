import { Buffer } from 'node:buffer'
import {
  type AccountKey,
  type EntityName,
  type Field,
  type Model,
  type NewAccount,
  type Row,
  model,
} from '@strongroom/core-types'
import type { Unique } from '../../runner/types.ts'
import type { UserRow } from './adapter.ts'
import { expectFound, expectThat } from './assert.ts'
import type { Ctx } from './case.ts'

const hour = 3_600_000

/** A time from now, with milliseconds of its own. */
export function inHours(hours: number, unique: Unique): Date {
  return new Date(Math.floor(Date.now() / 1000) * 1000 + hours * hour + 1 + unique.int(998))
}

/** Standard base64 of `bytes` bytes. */
export function base64(unique: Unique, bytes: number): string {
  // The word makes it unlike any other, the letters make case matter.
  return Buffer.from(unique.word('Key').padEnd(bytes, 'kZ').slice(0, bytes)).toString('base64')
}

/** 64 hexadecimal digits, as the core sends them by mail. */
export function hex(unique: Unique): string {
  return (unique.uuid() + unique.uuid()).replaceAll('-', '')
}

// What a field's type alone does not tell. Everything else follows from the model.
const special: Readonly<Record<string, (unique: Unique) => unknown>> = {
  'user.email': (unique) => unique.email(),
  'user.emailVerified': (unique) => inHours(-24, unique),
  'user.image': (unique) => `https://img.example/${unique.word()}?s=64&d=%20x`,
  'account.type': () => 'oauth',
  'account.token_type': () => 'bearer',
  'account.scope': () => 'openid email profile',
  'verificationToken.identifier': (unique) => unique.email(),
  'verificationToken.token': hex,
  'authenticator.credentialID': (unique) => base64(unique, 48),
  'authenticator.credentialPublicKey': (unique) => base64(unique, 80),
  'authenticator.credentialDeviceType': () => 'multiDevice',
  'authenticator.transports': () => 'internal,hybrid',
}

function valueOf(name: string, { type }: Field, unique: Unique): unknown {
  const make = special[name]
  if (make) return make(unique)
  switch (type) {
    case 'id':
      return unique.uuid()
    case 'key':
    case 'text':
      return unique.word()
    case 'timestamp':
      return inHours(24 + unique.int(24), unique)
    case 'bigint':
    case 'integer':
      return 1 + unique.int(2_000_000_000)
    case 'boolean':
      return true
    case 'json':
      return { word: unique.word() }
  }
}

/** A full row of an entity, from the model: no field is left out and no value is another row's. */
export function rowOf<E extends EntityName>(
  entity: E,
  unique: Unique,
  given: Partial<Row<Model[E]['fields']>> = {},
): Row<Model[E]['fields']> {
  const fields: Readonly<Record<string, Field>> = model[entity].fields
  const row = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, valueOf(`${entity}.${name}`, field, unique)]),
  )
  return { ...row, ...given } as Row<Model[E]['fields']>
}

/** A provider's account, as the core hands it to `linkAccount`. */
export type GivenAccount = NewAccount & Partial<Row<Model['account']['fields']>>

/** Signs somebody up; answers what was given, with the id that counts from here on. */
export async function person(
  { adapter, unique }: Ctx<'createUser'>,
  given: Partial<Row<Model['user']['fields']>> = {},
): Promise<Row<Model['user']['fields']>> {
  const row = rowOf('user', unique, given)
  const user = expectFound(await adapter.createUser({ ...row }), 'createUser of somebody new')
  expectThat(user.id !== undefined && user.id !== null, 'createUser of somebody new', 'a row with an id', user)
  return { ...row, id: user.id }
}

/** Somebody who has left: an id in the form of the adapter's ids that is nobody's. */
export async function gone(context: Ctx<'createUser' | 'deleteUser'>): Promise<Row<Model['user']['fields']>> {
  const user = await person(context)
  try {
    await context.adapter.deleteUser(user.id)
  } catch {
    return context.notApplicable('deleteUser throws, so there is nobody who has left')
  }
  return user
}

/** What tells one user from another: enough where values are another case's affair. */
export function who({ id, name, email }: UserRow): UserRow {
  return { id, name, email }
}

/** Links an account to a user; answers what was given. */
export async function linked(
  { adapter, unique }: Ctx<'linkAccount'>,
  userId: string,
  given: Partial<Row<Model['account']['fields']>> = {},
): Promise<GivenAccount> {
  const account = rowOf('account', unique, { ...given, userId })
  await adapter.linkAccount({ ...account })
  return account
}

/** Signs a user in; answers what was given. */
export async function signedIn(
  { adapter, unique }: Ctx<'createSession'>,
  userId: string,
  given: Partial<Row<Model['session']['fields']>> = {},
): Promise<Row<Model['session']['fields']>> {
  const session = rowOf('session', unique, { ...given, userId })
  await adapter.createSession({ ...session })
  return session
}

/** Stores a token that was mailed to `identifier`; answers what was given. */
export async function mailed(
  { adapter, unique }: Ctx<'createVerificationToken'>,
  given: Partial<Row<Model['verificationToken']['fields']>> = {},
): Promise<Row<Model['verificationToken']['fields']>> {
  const token = rowOf('verificationToken', unique, given)
  await adapter.createVerificationToken({ ...token })
  return token
}

/** Registers a passkey of a user; answers what was given. */
export async function passkey(
  { adapter, unique }: Ctx<'createAuthenticator'>,
  userId: string,
  given: Partial<Row<Model['authenticator']['fields']>> = {},
): Promise<Row<Model['authenticator']['fields']>> {
  const authenticator = rowOf('authenticator', unique, { ...given, userId })
  await adapter.createAuthenticator({ ...authenticator })
  return authenticator
}

/** The account's key. */
export function pairOf({ provider, providerAccountId }: AccountKey): AccountKey {
  return { provider, providerAccountId }
}
