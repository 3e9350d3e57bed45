import type { Causes } from './index.ts'

const changes = [
  'any.undefined-not-given',
  'any.undefined-explicit',
  'any.null-absent',
  'updateSession.updates',
] as const
const lost = ['any.updates-independent', 'unlinkAccount.keep-last-race', 'updateAccount.compare-and-set'] as const
const codes = [
  'any.errors-typed',
  'createUser.duplicate-code',
  'linkAccount.duplicate-code',
  'createSession.error-codes',
  'updateUser.not-found',
  'updateAccount.not-found',
] as const
const text = ['any.text-exact', 'any.tokens-8k', 'any.tokens-64k'] as const
const dates = ['any.dates', 'any.dates-exact', 'useVerificationToken.expires'] as const
const keys = ['any.identity-exact', 'any.email-case-exact'] as const
const odd = [
  'any.unusable-session-token',
  'any.unusable-user-id',
  'any.unusable-keys',
  'any.unusable-keys-refused',
] as const

/** Keys, values, errors, and what holds for every method. */
export const valueCauses: Causes = [
  {
    rules: changes,
    likely: {
      any: 'All columns are written, with `null` for what was not given: write the given ones (`value !== undefined`).',
      document:
        'The document is replaced instead of changed with `$set`; the driver may store `undefined` as `null` (`ignoreUndefined`).',
    },
  },
  {
    rules: lost,
    likely: {
      any: 'The row is read, changed in memory and written back whole, so the later writer undoes the earlier one. Put the condition into the write.',
      'key-value': 'The row is one value: write it with a compare-and-set, or keep its fields apart.',
    },
  },
  {
    rules: ['any.sequences', 'any.sequences-exact'],
    likely: {
      any: 'Something is remembered beside the rows (a cache, an index, a counter) and not forgotten with them, or an update leaves what was looked up by the old value.',
      'key-value':
        'A second key that leads to the row (by e-mail, by user) is not deleted, or not moved, together with it.',
    },
  },
  {
    rules: codes,
    likely: {
      any: "The driver's error goes through as it is. Map its codes to `AdapterError` in one place.",
      'sql-no-returning': 'An unknown row and an unchanged one both affect 0 rows; only a read tells them apart.',
    },
  },
  {
    rules: keys,
    likely: {
      sql: 'The comparison uses LIKE, `lower()` or citext, or the column type pads (CHAR).',
      'sql-collation':
        "The column's collation folds case, accents or width, or ignores trailing spaces (`utf8mb4_bin` still does the last). Use a binary one without padding, or VARBINARY.",
      document: 'The index or query has a collation, or a regular expression stands for the comparison.',
      'key-value': 'Keys are lower-cased, trimmed or normalised, or two parts are joined ambiguously.',
    },
  },
  {
    rules: ['any.keys-never-operators'],
    likely: {
      any: 'The key is not checked: an array, object or `undefined` reaches the driver, which reads it its own way, or drops the condition.',
      document:
        'The argument is put into the filter as it came: `{ $ne: null }` matches everybody. Let only strings pass.',
    },
  },
  {
    rules: ['any.keys-never-cut'],
    likely: {
      any: 'Something cuts the key before it is compared.',
      sql: 'The server cuts what is too long, without an error (MySQL without strict mode, a cast to varchar(n)); or the index covers a prefix.',
    },
  },
  {
    rules: odd,
    likely: {
      any: 'A key that no row can hold is not told apart from a failure.',
      sql: 'A malformed value reaches the database and fails there: a text that is no uuid or integer, NUL, ill-formed UTF-16. Check keys first, and miss.',
      document: '`new ObjectId(text)` throws for what is none: check first, and miss.',
    },
  },
  {
    rules: dates,
    likely: {
      any: 'The value is answered as it is stored. The core compares `Date`s.',
      sql: 'The column holds text or seconds, or the driver reads it in the local time zone. Store milliseconds as an integer, or a type with a time zone, and answer a `Date`.',
      'key-value': 'JSON turned the Date into text: revive it, by field and not by look.',
    },
  },
  {
    rules: text,
    likely: {
      any: 'Text that looks like a date or a number is turned into one on the way back.',
      sql: 'The column is too short, or its character set has no four-byte characters (`utf8` of MySQL).',
    },
  },
  {
    rules: ['any.wide-numbers'],
    likely: {
      sql: 'The column is a 32-bit INTEGER, or the driver answers BIGINT as text.',
      document: 'Numbers are stored as Int32, or come back as Long: `promoteLongs`.',
    },
  },
  {
    rules: ['any.numeric-account-ids', 'any.numeric-account-ids-text'],
    likely: {
      any: 'The number is stored as one type and looked up as another. Turn account ids into text at the door.',
    },
  },
  {
    rules: ['any.ids-usable', 'any.ids-strings', 'createUser.makes-id', 'createUser.keeps-id'],
    likely: {
      any: 'The id that is answered is not the one that is stored, or not of the same type everywhere.',
    },
  },
  {
    rules: ['any.ids-usable', 'any.ids-strings'],
    likely: {
      document: 'Some methods answer an ObjectId and others its text.',
    },
  },
  {
    rules: ['any.miss', 'any.miss-exact'],
    likely: {
      any: 'What the driver gives for "nothing" goes through as it is: `undefined`, `{}`, an empty list, a row of nulls from an outer join.',
    },
  },
  {
    rules: ['any.failure-throws', 'getSessionAndUser.cleanup-failure'],
    likely: {
      any: 'A `catch` answers `null` for every error.',
    },
  },
  {
    rules: ['any.own-functions'],
    likely: {
      any: 'The adapter is an instance of a class. Answer an object literal, or bind the methods as own properties.',
    },
  },
  {
    rules: ['any.required-methods', 'any.complete-groups'],
    likely: {
      any: 'A method is missing or misspelt.',
    },
  },
  {
    rules: ['any.undeclared-creates', 'any.undeclared-users'],
    likely: {
      sql: 'Every given key becomes a column of the INSERT. Take the declared ones.',
    },
  },
  {
    rules: ['any.undeclared-creates', 'any.undeclared-users', 'any.undeclared-updates'],
    likely: {
      any: 'Fields that are not declared are not told apart from those that are.',
    },
  },
  {
    rules: ['any.provider-values-mended'],
    likely: {
      any: 'The value is bound as it came. Round `expires_at`, read digits as a number.',
    },
  },
  {
    rules: ['any.arguments-untouched', 'any.results-own'],
    likely: {
      any: 'The object that was given, or that is stored, is changed or handed out instead of a copy.',
    },
  },
  {
    rules: ['any.absent-fields'],
    likely: {
      any: 'Columns that are NULL are answered as they are: leave them out of accounts, and answer `null` elsewhere.',
    },
  },
  {
    rules: ['any.custom-fields'],
    likely: {
      any: 'The field is not in the list of columns that are written or read.',
    },
  },
  {
    rules: ['any.errors-silent'],
    likely: {
      any: "The driver's error is kept as `cause`, and it carries the values (`detail`, `sqlMessage`, `keyValue`, the statement).",
    },
  },
]
