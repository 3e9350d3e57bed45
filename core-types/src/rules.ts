import type { Method } from './adapter.ts'

/**
 * - `authjs`: what `@auth/core` relies on; broken, sign-in breaks
 * - `secure`: strangers stay apart, tokens are spent once, failures are not answers
 * - `strongroom`: our own promises on top
 */
export type Profile = 'authjs' | 'secure' | 'strongroom'

/** The profiles, from what everybody must keep to what we promise. */
export const profiles = ['authjs', 'secure', 'strongroom'] as const satisfies readonly Profile[]

/** One sentence of the contract. */
export interface Rule {
  /** Stable, never reused. */
  readonly id: string
  readonly profile: Profile
  /** The method it is about; `any` for rules about all of them. */
  readonly method: Method | 'any'
  readonly sentence: string
  /** What it costs a person when the rule is broken. */
  readonly why: string
  /** A specification, RFC or manual, or what in the core relies on it. */
  readonly source?: string
}

const any = {
  'any.own-functions': [
    'authjs',
    'Methods are own enumerable functions that work without `this`.',
    'The core copies the methods off the object; prototype methods vanish and sign-in fails.',
    '@auth/core wraps Object.keys(adapter)',
  ],
  'any.required-methods': [
    'authjs',
    'The ten methods that database sessions need are there, unless the target serves JWT sessions only.',
    'The core refuses every request with MissingAdapterMethods.',
    '@auth/core lib/utils/assert',
  ],
  'any.complete-groups': [
    'authjs',
    'The methods for e-mail and for WebAuthn come as whole groups.',
    'Half a group lets a sign-in start that cannot end.',
    '@auth/core lib/utils/assert',
  ],
  'any.miss': [
    'authjs',
    'A miss is `null` or `undefined`; a list that misses is empty.',
    'Anything else reads as somebody being there.',
    '@auth/core adapters.d.ts',
  ],
  'any.miss-exact': [
    'strongroom',
    'A miss is exactly `null`, and `undefined` for `unlinkAccount`.',
    'Code that compares with === takes the wrong branch.',
  ],
  'any.failure-throws': [
    'secure',
    'A failing database is thrown, never answered as a miss.',
    'An outage reads as "no such user", and people are signed out or signed up twice.',
  ],
  'any.dates': [
    'authjs',
    'Dates come back as `Date`, right to the second.',
    'An ISO string never expires in a comparison, epoch seconds always have.',
    '@auth/core compares session.expires and token.expires with Date.now()',
  ],
  'any.dates-exact': [
    'strongroom',
    'Dates keep their milliseconds and the years 1900 to 9999.',
    'Dates that move by a time zone or a rounding expire sessions early or late.',
  ],
  'any.ids-usable': [
    'authjs',
    'The id that `createUser` answers works in every later call and is equal (`===`) wherever it comes back.',
    'The session belongs to nobody.',
    '@auth/core uses the returned id from then on',
  ],
  'any.ids-strings': ['strongroom', 'Ids are strings.', 'An id in a token or URL no longer equals the one in the row.'],
  'any.numeric-account-ids': [
    'authjs',
    'Account ids that are numbers work: what 12345 linked, 12345 finds.',
    'Everybody who signs in with such a provider is locked out at the second sign-in.',
    "some providers' profile() answers a number as id",
  ],
  'any.numeric-account-ids-text': [
    'strongroom',
    'An account linked as the number 12345 is found as "12345" too.',
    'An application that reads the id from a URL does not find the account.',
  ],
  'any.text-exact': [
    'authjs',
    'Text reads back exactly as it was given; a name that looks like a date stays text.',
    'People see a name that is not theirs, or the page breaks on a Date.',
  ],
  'any.identity-exact': [
    'secure',
    'Keys are exact: accents, full-width forms, trailing spaces, prefixes and long equal beginnings never meet, and case neither, but for the ASCII case of e-mail addresses.',
    'Somebody with a look-alike key is let in as somebody else.',
  ],
  'any.email-case-exact': [
    'strongroom',
    'E-mail addresses are compared exactly, case included.',
    'The application decides what an address means, not a collation.',
    'RFC 5321, section 2.4',
  ],
  'any.keys-never-operators': [
    'secure',
    '`null`, `undefined`, objects, arrays and operator-shaped values as a key match nobody and change nothing.',
    'Whoever can choose the value signs in as the first user in the table.',
  ],
  'any.unusable-session-token': [
    'authjs',
    'A session token that no row can hold, such as a leftover JWT, is a miss and not a throw.',
    'After a change of session strategy everybody sees an error page until they clear their cookies.',
    '@auth/core passes the cookie as it is',
  ],
  'any.unusable-user-id': [
    'authjs',
    'A malformed user id is a miss and not a throw.',
    'An old JWT decides by an exception whom an account is linked to.',
    '@auth/core passes the sub of an old JWT to getUser',
  ],
  'any.unusable-keys': [
    'strongroom',
    'A key with NUL, ill-formed UTF-16 or too many bytes is a miss in reads and deletions, everywhere.',
    'A stray byte in a URL becomes an error page.',
  ],
  'any.unusable-keys-refused': [
    'strongroom',
    'Writing a key that cannot be stored throws `invalid-input`.',
    'A key that is stored differently is never found again.',
  ],
  'any.keys-never-cut': [
    'secure',
    'A key that is too long never finds or becomes the row of a truncated one.',
    'Two people whose keys begin alike share an account.',
  ],
  'any.arguments-untouched': [
    'strongroom',
    'Arguments are never changed, and frozen ones work.',
    'The caller goes on with values it did not write.',
  ],
  'any.results-own': [
    'strongroom',
    'Results belong to their caller: changing one changes nothing else.',
    'One request changes what another one sees.',
  ],
  'any.undefined-not-given': [
    'authjs',
    'An update touches only what is given.',
    'Every e-mail sign-in wipes the name and picture of a person.',
    '@auth/core calls updateUser({ id, emailVerified }) on each e-mail sign-in',
  ],
  'any.undefined-explicit': [
    'strongroom',
    '`undefined` means not given, also where it is written out.',
    'A form field that was not sent wipes what is stored.',
  ],
  'any.null-absent': ['strongroom', '`null` makes a field absent.', 'A person cannot remove a picture or a name.'],
  'any.updates-independent': [
    'secure',
    'Two updates of different fields at once both last.',
    'A ban that races with a sign-in is lost.',
  ],
  'any.undeclared-creates': [
    'authjs',
    'Fields of a provider that no column holds do not stop `linkAccount`.',
    'The person has a user without an account and can never sign in again.',
    'RFC 6749, section 5.1: unrecognised members of a token response must be ignored',
  ],
  'any.undeclared-users': [
    'strongroom',
    'Undeclared fields of a profile do not stop `createUser`.',
    'A field that a provider added yesterday locks new people out today.',
  ],
  'any.undeclared-warns': [
    'strongroom',
    'An undeclared field that is left out is warned of once, with the `fields` line to add.',
    'Nobody learns that a field is not stored.',
  ],
  'any.undeclared-updates': [
    'strongroom',
    '`updateUser` and `updateAccount` refuse an undeclared field with `invalid-input` and change nothing.',
    'A silent no-op of `banned: true` lets the banned person in.',
  ],
  'any.provider-values-mended': [
    'strongroom',
    "A provider's odd token values (a fractional `expires_at`, digits as text) are put right in `linkAccount`.",
    'The refusal would leave a user without an account.',
  ],
  'any.tokens-8k': [
    'authjs',
    "A provider's tokens of 8 KB survive.",
    'Providers with group claims issue such tokens; cut, they are worthless.',
  ],
  'any.tokens-64k': ['strongroom', "A provider's tokens of 64 KB survive.", 'A cut token is refused by its provider.'],
  'any.wide-numbers': [
    'strongroom',
    '`expires_at` and signature counters hold more than 32 bits and come back as numbers.',
    'After 2038 every renewal fails.',
  ],
  'any.custom-fields': [
    'strongroom',
    'Declared custom fields come back, with the defaults of the database.',
    'A role that is not read back is no role.',
  ],
  'any.absent-fields': [
    'strongroom',
    'Absent fields are `null` in users, sessions, tokens and authenticators and left out of accounts.',
    "The core's types know no `null` in an account.",
    '@auth/core types.d.ts',
  ],
  'any.sequences': [
    'secure',
    'Calls in any order, some of them at once, answer as they would one after another in a store that keeps every other rule.',
    'What no call does wrong alone two do together: a row comes back, or answers to a stranger.',
  ],
  'any.sequences-exact': [
    'strongroom',
    'Calls of every method in any order answer exactly what the reference adapter answers.',
    'The application works against one database and not against the next.',
  ],
  'any.errors-typed': [
    'strongroom',
    'What is thrown is an `AdapterError` with a code and the operation it happened in.',
    'Without a code an application must guess from prose what to tell a person.',
  ],
  'any.types': [
    'strongroom',
    'An instance is assignable to the `Adapter` of `@auth/core` and of `next-auth` 4 under the strictest flags.',
    'The adapter does not compile where it is plugged in.',
  ],
  'any.errors-silent': [
    'strongroom',
    'An error, with its cause and everything `util.inspect` prints, holds no value of the call.',
    'Tokens end up in log files.',
  ],
} satisfies Record<string, Prose>

type Prose = readonly [profile: Profile, sentence: string, why: string, source?: string]

const byMethod = {
  createUser: {
    'full-row': ['authjs', 'Answers the stored row, id included.', 'The core signs in whoever this answers.'],
    'defaults-visible': [
      'strongroom',
      'The row shows what the database filled in.',
      'The first page shows another role than the second.',
    ],
    'without-email': [
      'authjs',
      'Several users without an e-mail address live side by side.',
      'The second person from a provider without e-mail cannot sign up.',
      '@auth/core passes email: undefined',
    ],
    'makes-id': [
      'authjs',
      'Makes an id when none is given.',
      'Sign-up by passkey fails.',
      '@auth/core WebAuthn sign-up passes { email } alone',
    ],
    'keeps-id': [
      'strongroom',
      "Keeps the caller's id where ids come from the caller.",
      'Ids written elsewhere point to nobody.',
    ],
    'email-unique': [
      'secure',
      'Refuses an e-mail address that is taken, and changes nothing.',
      'Two users answer to one address; which one signs in is chance.',
    ],
    'email-unique-race': [
      'secure',
      'Of 20 at once with one e-mail address exactly one succeeds.',
      'Two tabs make two users.',
    ],
    'id-unique': [
      'secure',
      'Refuses an id that is taken, and leaves its owner as it was.',
      "A sign-up overwrites somebody else's user.",
    ],
    'duplicate-code': [
      'strongroom',
      'A refused e-mail address is `duplicate` with entity `user` and field `email`.',
      'The page cannot tell the person what to do.',
    ],
    'parallel-own-row': [
      'secure',
      'Of 20 at once each answers its own row.',
      'Somebody is signed in as whoever was inserted last.',
    ],
  },
  getUser: {
    finds: ['authjs', 'Answers the user with this id and no other.', 'Somebody is shown as somebody else.'],
  },
  getUserByEmail: {
    finds: [
      'authjs',
      'Answers the user with this e-mail address and no other.',
      'A magic link signs in somebody else.',
    ],
  },
  getUserByAccount: {
    finds: ['authjs', 'Answers the user that the account is linked to.', 'Nobody comes back at the second sign-in.'],
    'provider-and-id': [
      'secure',
      'Compares the provider and the account id, both.',
      "An account at one provider opens another provider's user.",
    ],
  },
  updateUser: {
    'full-row': [
      'authjs',
      'Answers the full row after the update.',
      'The answer becomes the signed-in user: missing fields are missing in the session.',
      '@auth/core uses the return value',
    ],
    'nothing-to-change': [
      'strongroom',
      'With nothing to change answers the row.',
      'A form saved unchanged is an error page.',
    ],
    'creates-nothing': ['secure', 'Of an unknown id creates nothing.', 'A deleted user comes back as a ghost.'],
    'not-found': ['strongroom', 'Of an unknown id throws `not-found`.', 'The application thinks that it saved.'],
    'email-unique': [
      'secure',
      'To an e-mail address that is taken is refused and changes nothing.',
      'Two users answer to one address.',
    ],
    bystanders: ['secure', 'Changes this user and nobody else.', "Everybody's address is verified by one link."],
  },
  deleteUser: {
    answers: [
      'strongroom',
      'Answers the deleted row; again, `null`.',
      'The application cannot tell whether somebody was there.',
    ],
    idempotent: ['strongroom', 'Of an unknown id does not throw.', 'Deleting twice is an error page.'],
    cascades: [
      'secure',
      'Takes accounts, sessions and authenticators along.',
      'A deleted person stays signed in, or comes back with the same account.',
    ],
    bystanders: ['secure', "Touches nobody else's rows.", 'Deleting one person deletes another.'],
    'frees-keys': [
      'secure',
      'Afterwards the same e-mail address and account can sign up anew.',
      'A person who left can never return.',
    ],
    'race-with-session': [
      'secure',
      'A session created while its user is deleted never answers afterwards.',
      'A deleted person is signed in.',
    ],
  },
  linkAccount: {
    links: ['authjs', 'Links the account so that it is found.', 'Nobody comes back at the second sign-in.'],
    answers: ['strongroom', 'Answers the stored account.', 'What was mended or left out stays invisible.'],
    'taken-pair': [
      'secure',
      'Refuses a pair that is linked to another user, and leaves it there.',
      "Linking takes over somebody else's account.",
    ],
    'taken-pair-race': [
      'secure',
      'Of 20 users at once that link one pair exactly one succeeds.',
      'One account opens two users.',
    ],
    relink: [
      'strongroom',
      'Linking a pair to its own user again updates the given fields and keeps the rest.',
      'A second sign-in fails, or loses the refresh token.',
    ],
    'unknown-user': [
      'secure',
      'For an unknown user is refused, or never answers.',
      'An account that belongs to nobody opens whoever gets the id.',
    ],
    'duplicate-code': [
      'strongroom',
      'A pair linked to another user is `duplicate` with entity `account`; an unknown user is `reference`.',
      'The page cannot tell the person what to do.',
    ],
  },
  unlinkAccount: {
    'only-that-pair': ['secure', 'Removes only that pair.', 'Unlinking one account unlinks another person.'],
    idempotent: ['authjs', 'Of an unknown pair does not throw.', 'Clicking twice is an error page.'],
    answers: [
      'strongroom',
      'Answers the removed account; again, `undefined`.',
      'The application cannot revoke the token it no longer has.',
    ],
    passkey: [
      'strongroom',
      "Takes along the authenticator of a passkey's account, and no other.",
      'The browser offers a passkey that signs nobody in, and cannot add it anew.',
      "@auth/core signs in by the account, and excludes a user's authenticators from registration",
    ],
    'of-user': [
      'strongroom',
      "With `userId` removes only that user's account; another's is a miss.",
      'A forged form unlinks another person.',
    ],
    'keep-last': [
      'strongroom',
      'With `keepLast` refuses with `conflict`, and changes nothing, when no other account, no authenticator and, where it counts, no verified e-mail address remains.',
      'A person is locked out by one click.',
    ],
    'keep-last-race': [
      'strongroom',
      "With `keepLast`, however many of a user's accounts are unlinked at once, one way in remains.",
      'Two tabs lock a person out.',
    ],
  },
  getAccount: {
    finds: [
      'authjs',
      'Takes (providerAccountId, provider) and answers the account, or `null`.',
      'A passkey cannot sign in.',
      '@auth/core WebAuthn calls it positionally',
    ],
    'provider-and-id': [
      'secure',
      'Compares the provider and the account id, both.',
      'The tokens of one provider go to another.',
    ],
  },
  createSession: {
    answers: [
      'authjs',
      'Answers the stored session, token and Date.',
      'The cookie is set from the answer.',
      '@auth/core sets the cookie from it',
    ],
    'token-unique': [
      'secure',
      'Refuses a token that is taken, and leaves its session as it was.',
      'One token opens two people.',
    ],
    'unknown-user': [
      'secure',
      'For an unknown user is refused, or never answers.',
      'A session of nobody answers when an id comes back.',
    ],
    'error-codes': [
      'strongroom',
      'A taken token is `duplicate`, an unknown user `reference`.',
      'The application cannot tell a retry from a fault.',
    ],
  },
  getSessionAndUser: {
    finds: ['authjs', 'Answers { session, user }, or a miss.', 'Nobody is signed in.'],
    'own-user': ['secure', "Answers the session's own user.", 'Somebody is signed in as somebody else.'],
    expired: [
      'secure',
      'An expired session is a miss.',
      'An expired cookie links a new account to its user.',
      '@auth/core checks expiry in one of its three calls',
    ],
    'expired-deleted': [
      'strongroom',
      'Deletes the expired session, and only when it is expired at that moment.',
      'Dead rows pile up, or a session just renewed is lost.',
    ],
    'cleanup-failure': [
      'strongroom',
      'A failure to delete the expired session is a warning, not a throw.',
      'A read-only replica turns every stale cookie into an error page.',
    ],
  },
  updateSession: {
    updates: ['authjs', 'Changes the expiry, and the change lasts.', 'Active people are signed out.'],
    answers: [
      'strongroom',
      'Answers the session after the update, or `null`.',
      'The application cannot tell whether it was there.',
    ],
    idempotent: ['strongroom', 'Of an unknown session does not throw.', 'Signing out in one tab breaks another.'],
    'never-resurrects': [
      'secure',
      'Never brings back a deleted session, nor an expired one.',
      'Signing out does not sign out.',
    ],
    bystanders: ['secure', 'Changes that session and no other.', "Somebody else's session is prolonged."],
  },
  deleteSession: {
    'only-that': ['secure', 'Deletes that session and no other.', 'One person signs out everybody.'],
    idempotent: [
      'authjs',
      'Of an unknown session does not throw.',
      'A stale cookie blocks sign-in by e-mail.',
      '@auth/core deletes the old session before it signs in',
    ],
    answers: ['strongroom', 'Answers the deleted session; again, `null`.', 'events.signOut does not know who left.'],
  },
  createVerificationToken: {
    answers: ['strongroom', 'Answers the stored row.', 'The application cannot tell what was stored.'],
    'side-by-side': [
      'authjs',
      'Several tokens of one identifier live side by side.',
      'Asking for a second mail kills the first one, already read.',
    ],
    'pair-unique': [
      'strongroom',
      'Refuses a pair that is there with `duplicate`, and leaves it as it was.',
      'A token that is stored twice is spent twice.',
    ],
  },
  useVerificationToken: {
    once: ['authjs', 'Answers the row once, then a miss.', 'A link works twice, or never.'],
    'one-winner': [
      'secure',
      'Of 20 at once exactly one gets the row.',
      'A link opened by a mail scanner and a person signs in both.',
    ],
    'wrong-try': [
      'secure',
      'A wrong try burns nothing; another identifier or token does not match.',
      'Somebody else can burn your link by guessing.',
    ],
    'identifier-needed': [
      'strongroom',
      'Without an identifier it is a miss.',
      'A six-digit code of one person signs in another.',
    ],
    expires: [
      'authjs',
      'The row carries `expires` as a Date.',
      'With text an expired link is accepted.',
      '@auth/core compares it with Date.now()',
    ],
  },
  createAuthenticator: {
    answers: [
      'authjs',
      'Answers the stored authenticator with exact base64, numeric counter and boolean backed-up state.',
      'The next sign-in with the passkey fails its signature check.',
    ],
    'credential-unique': [
      'secure',
      'Refuses a credential id that is taken, and leaves its owner as it was; ids in another case are others.',
      'One passkey opens two people.',
      'WebAuthn Level 2, section 7.1, step 22',
    ],
    'unknown-user': [
      'secure',
      'For an unknown user is refused, or never answers.',
      'A passkey of nobody answers when an id comes back.',
    ],
  },
  getAuthenticator: {
    finds: ['authjs', 'Answers the authenticator with this credential id and no other.', 'A passkey cannot sign in.'],
  },
  listAuthenticatorsByUserId: {
    lists: [
      'authjs',
      "Answers all of a user's authenticators and nobody else's; none is an empty list.",
      'The browser offers the wrong passkeys, or registers one twice.',
    ],
  },
  updateAuthenticatorCounter: {
    answers: [
      'authjs',
      'Answers the row with the new counter; an equal value succeeds.',
      'Synced passkeys, which always send 0, can never sign in.',
      'WebAuthn Level 2, section 6.1.1',
    ],
    'never-down': [
      'secure',
      'The counter never goes down.',
      'A cloned authenticator goes unnoticed.',
      'WebAuthn Level 2, section 7.2, step 21',
    ],
    'unknown-throws': [
      'secure',
      'Of an unknown credential throws.',
      'A deleted passkey still signs in.',
      '@auth/core adapters.d.ts',
    ],
    bystanders: [
      'secure',
      'Changes that authenticator and no other.',
      "Somebody else's passkey is refused as a clone.",
    ],
  },
  listAccounts: {
    lists: ['strongroom', "Answers all of a user's accounts and nobody else's.", 'The linked-accounts page is wrong.'],
    order: ['strongroom', 'Answers them by provider and account id.', 'The page shuffles its rows.'],
  },
  updateAccount: {
    updates: ['strongroom', 'Changes the given fields of that account and answers it.', 'The renewed token is lost.'],
    'never-moves': [
      'strongroom',
      "Never moves an account: a given `userId` that is not the owner's changes nothing.",
      "A renewal hands somebody's account to another user.",
    ],
    'not-found': ['strongroom', 'Of an unknown pair throws `not-found`.', 'The application thinks that it saved.'],
    'compare-and-set': [
      'strongroom',
      'With `ifRefreshToken` changes only while that is the stored refresh token, and throws `conflict` otherwise; of 20 at once exactly one succeeds.',
      'Two renewals overwrite each other and the person is signed out at the provider.',
      'RFC 9700, section 4.14.2: a rotated refresh token is valid once',
    ],
  },
  sessionHandle: {
    digest: [
      'strongroom',
      'Answers the base64url SHA-256 of the stored token, the handle in `listSessions`.',
      'A page cannot mark "this device".',
    ],
  },
  listSessions: {
    lists: [
      'strongroom',
      "Answers a user's live sessions as handles, and nobody else's.",
      'A stolen device cannot be found.',
    ],
    order: ['strongroom', 'Answers the longest-lived first.', 'The page shuffles its rows.'],
    'no-tokens': ['strongroom', 'Never answers a token.', 'A page that shows sessions leaks all of them.'],
  },
  revokeSession: {
    'own-only': [
      'strongroom',
      "Ends that session of this user, and never another user's; answers whether it was there.",
      'One person ends the sessions of another.',
    ],
  },
  revokeSessions: {
    except: [
      'strongroom',
      "Ends all of a user's sessions but `except`, nobody else's, and answers how many.",
      'A stolen session survives "sign out everywhere".',
    ],
  },
  deleteVerificationTokens: {
    deletes: [
      'strongroom',
      'Deletes all tokens of that identifier and no other; answers how many.',
      'Older links stay alive after a sign-in.',
    ],
  },
  deleteExpired: {
    sweeps: [
      'strongroom',
      'Deletes what has expired and nothing that lives; answers counts.',
      'Tables grow without end, or people are signed out.',
    ],
    orphans: [
      'strongroom',
      'Deletes accounts and authenticators whose user is gone, where the database lets them exist.',
      'Rows of deleted people stay for ever.',
    ],
    limit: [
      'strongroom',
      'Deletes at most `limit` rows of each entity a call.',
      'One sweep locks the table for minutes.',
    ],
  },
} satisfies Record<Method, Record<string, Prose>>

function toRule(id: string, method: Rule['method'], [profile, sentence, why, source]: Prose): Rule {
  return { id, profile, method, sentence, why, ...(source === undefined ? {} : { source }) }
}

/** The contract's sentences as data: cases, reports and docs quote these words. */
export const rules: readonly Rule[] = [
  ...Object.entries<Prose>(any).map(([id, prose]) => toRule(id, 'any', prose)),
  ...Object.entries<Record<string, Prose>>(byMethod).flatMap(([method, sentences]) =>
    Object.entries(sentences).map(([name, prose]) => toRule(`${method}.${name}`, method as Method, prose)),
  ),
]

type MethodRuleId = {
  [M in keyof typeof byMethod]: `${M}.${keyof (typeof byMethod)[M] & string}`
}[keyof typeof byMethod]

/** The id of a rule; a typo does not compile. */
export type RuleId = keyof typeof any | MethodRuleId
