import type { Causes } from './index.ts'

const uniqueness = [
  'createUser.email-unique',
  'createUser.id-unique',
  'createSession.token-unique',
  'createAuthenticator.credential-unique',
  'linkAccount.taken-pair',
  'updateUser.email-unique',
  'createVerificationToken.pair-unique',
] as const
const uniquenessRaces = ['createUser.email-unique-race', 'linkAccount.taken-pair-race'] as const
const pairs = [
  'getUserByAccount.provider-and-id',
  'getAccount.provider-and-id',
  'unlinkAccount.only-that-pair',
] as const
const orphans = ['linkAccount.unknown-user', 'createSession.unknown-user', 'createAuthenticator.unknown-user'] as const
const bystanders = [
  'updateUser.bystanders',
  'deleteUser.bystanders',
  'updateSession.bystanders',
  'deleteSession.only-that',
  'updateAuthenticatorCounter.bystanders',
  'getUser.finds',
  'getUserByEmail.finds',
  'getAuthenticator.finds',
  'getSessionAndUser.own-user',
  'listAccounts.lists',
  'listAuthenticatorsByUserId.lists',
  'revokeSession.own-only',
  'revokeSessions.except',
] as const
const answers = [
  'createUser.full-row',
  'createUser.defaults-visible',
  'createUser.parallel-own-row',
  'updateUser.full-row',
  'updateUser.nothing-to-change',
  'deleteUser.answers',
  'linkAccount.answers',
  'unlinkAccount.answers',
  'createSession.answers',
  'updateSession.answers',
  'deleteSession.answers',
  'createVerificationToken.answers',
  'createAuthenticator.answers',
  'updateAuthenticatorCounter.answers',
] as const
const idempotent = [
  'deleteUser.idempotent',
  'unlinkAccount.idempotent',
  'updateSession.idempotent',
  'deleteSession.idempotent',
] as const
const spending = ['useVerificationToken.once', 'useVerificationToken.one-winner'] as const
const ghosts = [
  'updateUser.creates-nothing',
  'updateSession.never-resurrects',
  'updateAuthenticatorCounter.unknown-throws',
] as const
const sweeps = [
  'deleteExpired.sweeps',
  'deleteExpired.orphans',
  'deleteExpired.limit',
  'getSessionAndUser.expired-deleted',
] as const
const links = ['getUserByAccount.finds', 'getAccount.finds', 'linkAccount.links'] as const

/** Method by method. */
export const methodCauses: Causes = [
  {
    rules: uniqueness,
    likely: {
      sql: 'The column has no UNIQUE constraint, or an upsert (`on conflict do update`, `replace`) writes over the row.',
      document:
        'There is no unique index (sparse, or partial for users without an e-mail), or it was never built: `createIndex` runs apart from the inserts.',
      'key-value':
        'The key is written with a plain `set`. Write it only if it is absent (`NX`, `putIfAbsent`, a condition on the version).',
    },
  },
  {
    rules: uniquenessRaces,
    likely: {
      any: 'The method reads whether the value is free and then writes. Let the store refuse: between the two, others write.',
      document: 'The unique index is missing. An upsert without one inserts twice.',
      'key-value':
        'The reservation of the value and the row are two writes: reserve first, with a write that fails if the key is there.',
    },
  },
  {
    rules: pairs,
    likely: {
      any: 'The condition compares the account id alone; ids of two providers may be equal.',
      'key-value': 'The key joins provider and account id with a character that may occur in them.',
    },
  },
  {
    rules: orphans,
    likely: {
      sql: 'The foreign key is missing or not enforced (SQLite: `pragma foreign_keys = on` on each connection; MyISAM has none), and the read does not join the user.',
      document:
        'There are no foreign keys, so each read that starts from a child has to look the user up, and miss without one.',
      'key-value': 'Nothing ties the row to its user: look the user up on each read, and miss without one.',
    },
  },
  {
    rules: bystanders,
    likely: {
      any: 'A condition is missing or too wide, or the first row found is taken.',
      'key-value':
        'A list is kept by a prefix that is also the beginning of another key, or is rewritten as a whole by two writers.',
    },
  },
  {
    rules: answers,
    likely: {
      any: 'The method answers what it was given, or nothing. The row as it is stored is what counts.',
      'sql-no-returning':
        'The row must be read back, by its key and on the same connection; the number of affected rows is 0 for an update that changes nothing.',
      document: 'The update answers the document from before it: ask for `returnDocument: "after"`; `_id` is not `id`.',
    },
  },
  {
    rules: idempotent,
    likely: {
      any: 'No row found is taken for an error, or a property of a missing row is read.',
    },
  },
  {
    rules: spending,
    likely: {
      any: 'The token is read and then deleted. One operation must do both and tell who deleted.',
      sql: '`delete … returning` gives the row to one caller only.',
      'sql-no-returning':
        'Read, delete, and answer the row only if the deletion affected one; or lock it with `select … for update` in a transaction.',
      document: 'Use `findOneAndDelete`, not `findOne` and `deleteOne`.',
      'key-value': 'Use `GETDEL`, or a script; `get` and `del` let two in.',
    },
  },
  {
    rules: ['useVerificationToken.wrong-try', 'useVerificationToken.identifier-needed'],
    likely: {
      any: 'The look-up compares the token or the identifier alone. It takes both.',
    },
  },
  {
    rules: ['createVerificationToken.side-by-side', 'deleteVerificationTokens.deletes'],
    likely: {
      any: 'Tokens are kept one an identifier. The key is the pair of identifier and token.',
    },
  },
  {
    rules: ghosts,
    likely: {
      any: 'The update is an upsert, or the number of changed rows is not looked at.',
      document: '`upsert: true` creates what is missing.',
      'key-value':
        'A plain `set` creates what is missing: write only if it is there (`XX`), with the condition in the same step.',
    },
  },
  {
    rules: ['getSessionAndUser.expired', 'listSessions.lists'],
    likely: {
      any: 'The expiry is not compared, or compared as text, or with the clock of a server in another time zone.',
    },
  },
  {
    rules: ['getSessionAndUser.expired'],
    likely: {
      document: 'A TTL index sweeps about once a minute; until then the read must compare.',
      'key-value':
        'The time to live is set by `createSession` and not by `updateSession`, or in seconds where milliseconds were meant.',
    },
  },
  {
    rules: sweeps,
    likely: {
      any: 'The condition on the expiry is missing from the deletion itself, so a session that was just renewed goes too; or the limit is for all entities together.',
    },
  },
  {
    rules: ['deleteUser.cascades', 'deleteUser.frees-keys', 'deleteUser.race-with-session'],
    likely: {
      sql: 'The foreign keys lack `on delete cascade`, or are not enforced on this connection.',
      document:
        'Children are deleted by hand: all three collections, and reads join the user, since a child may be written meanwhile.',
      'key-value': 'The indexes by e-mail, account and user stay behind.',
    },
  },
  {
    rules: ['createUser.without-email'],
    likely: {
      any: 'An absent address takes part in the check for uniqueness.',
      sql: 'The column is NOT NULL, or an absent address is stored as an empty text, which is unique once.',
      document: 'The unique index counts a missing address as a value: make it partial.',
    },
  },
  {
    rules: links,
    likely: {
      any: 'The account is stored under one key and looked up under another; `getAccount` takes the id first and the provider second.',
    },
  },
  {
    rules: ['linkAccount.relink'],
    likely: {
      any: 'A pair that is there already is refused, or replaced with what this sign-in brought.',
    },
  },
  {
    rules: ['getSessionAndUser.finds'],
    likely: {
      any: 'The answer is `{ session, user }`, both whole.',
    },
  },
  {
    rules: ['updateAuthenticatorCounter.never-down'],
    likely: {
      any: 'The counter is set as it comes: keep the greater one, in the same statement.',
    },
  },
  {
    rules: ['unlinkAccount.of-user', 'unlinkAccount.keep-last'],
    likely: {
      any: 'The second argument is not looked at.',
    },
  },
  {
    rules: ['unlinkAccount.passkey'],
    likely: {
      any: 'Nothing ties the authenticator to its account but the credential id, which is the account id of a `webauthn` account: delete both, in one transaction or the authenticator first.',
    },
  },
  {
    rules: ['updateAccount.updates', 'updateAccount.never-moves'],
    likely: {
      any: 'The given `userId` is written instead of compared, or a field is forgotten.',
    },
  },
  {
    rules: ['listAccounts.order', 'listSessions.order'],
    likely: {
      any: 'No order is asked for, so the store answers any.',
    },
  },
  {
    rules: ['sessionHandle.digest', 'listSessions.no-tokens'],
    likely: {
      any: '`handleOf` of @strongroom/core-types makes the handle; the token itself never leaves.',
    },
  },
]
