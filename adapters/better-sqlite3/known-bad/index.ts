/** The SQLite adapter with one mistake in its statements, or in the schema below them. */
export interface KnownBadText {
  readonly id: string
  /** What is wrong with it, in one sentence. */
  readonly bug: string
  /** Ids of the cases that must catch it. Others may, too. */
  readonly breaks: readonly string[]
  /** The part of a text that is lost or changed, in every statement that has it. */
  readonly was: RegExp
  readonly is: string
}

/** The catalogue: bugs as they happen in SQL, where one condition or constraint less still runs. */
export const knownBadTexts: readonly KnownBadText[] = [
  {
    id: 'sql-account-provider-condition',
    bug: 'The look-up of a user by account has no condition on the provider.',
    breaks: ['getUserByAccount/provider-and-id'],
    was: /a\."provider" = \+\?/,
    is: '(a."provider" = +? OR true)',
  },
  {
    id: 'sql-get-account-provider-condition',
    bug: 'The look-up of an account has no condition on the provider.',
    breaks: ['getAccount/provider-and-id'],
    was: /^(SELECT .* FROM "accounts" WHERE )"provider" = \?/,
    is: '$1("provider" = ? OR true)',
  },
  {
    id: 'sql-unlink-id-condition',
    bug: 'Unlinking has no condition on the account id.',
    breaks: ['unlinkAccount/only-that-pair'],
    was: /^(DELETE FROM "accounts" .*)"providerAccountId" = \?( RETURNING)/,
    is: '$1("providerAccountId" = ? OR true)$2',
  },
  {
    id: 'sql-token-identifier-condition',
    bug: 'Spending a token has no condition on the identifier.',
    breaks: ['useVerificationToken/wrong-try', 'any/identity-of-tokens'],
    was: /^(DELETE FROM "verification_token" WHERE )"identifier" = \?( AND "token")/,
    is: '$1("identifier" = ? OR true)$2',
  },
  {
    id: 'sql-token-value-condition',
    bug: 'Spending a token has no condition on the token itself.',
    breaks: ['useVerificationToken/wrong-try'],
    was: /^(DELETE FROM "verification_token" WHERE .*)"token" = \?/,
    is: '$1("token" = ? OR true)',
  },
  {
    id: 'sql-delete-all-sessions',
    bug: 'Signing out has no condition on the token.',
    breaks: ['deleteSession/only-that'],
    was: /^(DELETE FROM "sessions" WHERE )"sessionToken" = \?( RETURNING)/,
    is: '$1("sessionToken" = ? OR true)$2',
  },
  {
    id: 'sql-renew-expired',
    bug: 'Renewing a session has no condition on its expiry.',
    breaks: ['updateSession/never-resurrects-expired'],
    was: /^(UPDATE "sessions" .*)"expires" >= \?/,
    is: '$1("expires" >= ? OR true)',
  },
  {
    id: 'sql-update-every-user',
    bug: 'An update of a user has no condition on the id.',
    breaks: ['updateUser/bystanders'],
    was: /^(UPDATE "users" SET (?!.*"email" = ).*)"id" = \?/,
    is: '$1("id" = ? OR true)',
  },
  {
    id: 'sql-counter-as-given',
    bug: 'The counter is set to what comes, higher or lower.',
    breaks: ['updateAuthenticatorCounter/never-down'],
    was: /max\("counter", \?\)/,
    is: '?',
  },
  {
    id: 'sql-counter-of-all',
    bug: 'Raising a counter has no condition on the credential.',
    breaks: ['updateAuthenticatorCounter/bystanders'],
    was: /^(UPDATE "authenticators" .*)"credentialID" = \?/,
    is: '$1("credentialID" = ? OR true)',
  },
  {
    id: 'sql-email-not-unique',
    bug: 'The table of users has no UNIQUE on e-mail addresses.',
    breaks: ['createUser/email-unique', 'createUser/email-unique-race', 'updateUser/email-unique'],
    was: /,\s+CONSTRAINT "users_email_key" UNIQUE \("email"\)/,
    is: '',
  },
  {
    id: 'sql-email-nocase',
    bug: 'E-mail addresses are compared without regard to case.',
    breaks: ['any/identity-of-emails-case'],
    was: /"email" = \?$/,
    is: '"email" = ? COLLATE NOCASE',
  },
  {
    id: 'sql-session-nocase',
    bug: 'Session tokens are compared without regard to case.',
    breaks: ['any/identity-of-sessions'],
    was: /s\."sessionToken" = \+\?/,
    is: 's."sessionToken" = ? COLLATE NOCASE',
  },
  {
    id: 'sql-trailing-spaces',
    bug: 'Credential ids are compared without regard to trailing spaces.',
    breaks: ['any/identity-of-authenticators'],
    was: /^(SELECT .* FROM "authenticators" WHERE )"credentialID" = \?/,
    is: '$1"credentialID" = ? COLLATE RTRIM',
  },
  {
    id: 'sql-session-no-foreign-key',
    bug: 'Sessions have no foreign key, and their user is joined: they answer again when the id comes back.',
    breaks: ['deleteUser/cascades-sessions'],
    was: /(CREATE TABLE "sessions" [^]*?),\s+FOREIGN KEY \("userId"\) REFERENCES "users" \("id"\) ON DELETE CASCADE/,
    is: '$1',
  },
  {
    id: 'sql-account-no-cascade',
    bug: 'Accounts have a foreign key without ON DELETE CASCADE.',
    breaks: ['deleteUser/cascades-accounts', 'deleteUser/frees-keys'],
    was: /(CREATE TABLE "accounts" [^]*?) ON DELETE CASCADE/,
    is: '$1',
  },
  {
    id: 'sql-link-takes-over',
    bug: 'Linking a pair of another user updates it, whoever it belongs to.',
    breaks: ['linkAccount/taken-pair', 'linkAccount/taken-pair-race'],
    was: /DO UPDATE SET (.*) WHERE "accounts"\."userId" = excluded\."userId"/,
    is: 'DO UPDATE SET "userId" = excluded."userId", $1',
  },
  {
    id: 'sql-insert-or-replace',
    bug: 'Creating replaces the row that has the key.',
    breaks: ['createUser/email-unique', 'createSession/token-unique', 'createAuthenticator/credential-unique'],
    was: /^INSERT INTO(?!.* ON CONFLICT)/,
    is: 'INSERT OR REPLACE INTO',
  },
  {
    id: 'sql-returning-partial',
    bug: 'An update of a user answers without the name.',
    breaks: ['updateUser/full-row'],
    was: /^(UPDATE "users" .* RETURNING "id", )"name"/,
    is: '$1NULL',
  },
  {
    id: 'sql-order-lost',
    bug: 'A list of accounts has no ORDER BY.',
    breaks: ['listAccounts/order'],
    was: / ORDER BY "provider", "providerAccountId"/,
    is: ' ORDER BY "access_token"',
  },
  {
    id: 'sql-order-turned',
    bug: 'A list of sessions has the shortest-lived first.',
    breaks: ['listSessions/order'],
    was: / ORDER BY "expires" DESC/,
    is: ' ORDER BY "expires"',
  },
  {
    id: 'sql-sweep-without-limit',
    bug: 'Sweeping ignores its limit.',
    breaks: ['deleteExpired/limit'],
    was: / LIMIT \?/,
    is: ' LIMIT max(?, 1000000)',
  },
  {
    id: 'sql-revoke-of-anybody',
    bug: 'Revoking a session has no condition on its user.',
    breaks: ['revokeSession/own-only'],
    was: /^(SELECT "sessionToken" FROM "sessions" WHERE |DELETE FROM "sessions" WHERE )"userId" = \?(?!$| AND "sessionToken" <>)|(?<=^SELECT "sessionToken" FROM "sessions" WHERE )"userId" = \?$/,
    is: '$1("userId" = ? OR true)',
  },
  {
    id: 'sql-refresh-token-unguarded',
    bug: 'A renewal of tokens has no condition on the refresh token.',
    breaks: ['updateAccount/compare-and-set', 'updateAccount/compare-and-set-race'],
    was: /"refresh_token" IS \?/,
    is: '("refresh_token" IS ? OR true)',
  },
]
