import { type KnownBad, mapAnswers, mapArguments, mapValues } from './tools.ts'

type Change = (value: unknown, name: string) => unknown

/** The reference adapter whose stored or answered values are changed. */
const onWrite =
  (change: Change): KnownBad['make'] =>
  (reference) =>
    mapArguments(reference(), (argument) => mapObject(argument, change))
const onRead =
  (change: Change): KnownBad['make'] =>
  (reference) =>
    mapAnswers(reference(), (answer) => mapObject(answer, change))

// Keys given alone stay: only fields of rows are stored.
function mapObject(value: unknown, change: Change): unknown {
  return typeof value === 'object' && value !== null ? mapValues(value, change) : value
}

const dates =
  (change: (time: number) => unknown): Change =>
  (value) =>
    value instanceof Date ? change(value.getTime()) : value
const named =
  (names: readonly string[], change: (value: unknown) => unknown): Change =>
  (value, name) =>
    names.includes(name) && value !== null && value !== undefined ? change(value) : value
const hour = 3_600_000

export const values: KnownBad[] = [
  {
    id: 'dates-as-text',
    bug: 'Dates come back as ISO text.',
    breaks: ['any/dates-of-users', 'any/dates-of-sessions', 'any/dates-exact', 'any/dates-exact-of-expiry'],
    make: onRead(dates((time) => new Date(time).toISOString())),
  },
  {
    id: 'dates-as-seconds',
    bug: 'Dates come back as seconds since 1970.',
    breaks: ['any/dates-of-users', 'any/dates-of-sessions', 'useVerificationToken/expires', 'createSession/answers'],
    make: onRead(dates((time) => Math.floor(time / 1000))),
  },
  {
    id: 'dates-to-the-second',
    bug: 'Dates lose their milliseconds.',
    breaks: ['any/dates-exact', 'any/dates-exact-of-expiry'],
    make: onWrite(dates((time) => new Date(Math.floor(time / 1000) * 1000))),
  },
  {
    id: 'dates-in-local-time',
    bug: 'Dates are written in UTC and read in local time.',
    breaks: ['any/dates-of-users', 'any/dates-of-sessions', 'updateUser/full-row', 'updateSession/updates'],
    make: onRead(dates((time) => new Date(time + 2 * hour))),
  },
  {
    id: 'dates-until-2038',
    bug: 'Dates beyond 32 bits of seconds wrap.',
    breaks: ['any/dates-exact', 'any/dates-exact-of-expiry'],
    make: onWrite(dates((time) => new Date((Math.floor(time / 1000) | 0) * 1000 + (((time % 1000) + 1000) % 1000)))),
  },
  {
    id: 'dates-from-1970',
    bug: 'Dates before 1970 read as 1970.',
    breaks: ['any/dates-exact'],
    make: onWrite(dates((time) => new Date(Math.max(0, time)))),
  },
  {
    id: 'dates-lose-an-hour-in-autumn',
    bug: 'The hour that summer time repeats reads as its second half.',
    breaks: ['any/dates-exact'],
    make: onRead(
      dates((time) => {
        const inside = time >= Date.UTC(2026, 9, 25, 0) && time < Date.UTC(2026, 9, 25, 1)
        return new Date(inside ? time + hour : time)
      }),
    ),
  },
  {
    id: 'ids-as-numbers',
    bug: 'Ids come back as numbers.',
    breaks: ['any/ids-strings', 'createUser/keeps-id'],
    make: (reference) => {
      let count = 0
      const adapter = reference()
      const bad = {
        ...adapter,
        createUser: async (user: object) => await adapter.createUser({ ...user, id: String(++count) }),
      }
      return mapAnswers(bad, (answer) => mapObject(answer, named(['id', 'userId'], Number)))
    },
  },
  ...(
    [
      ['getUserByEmail', 'any/ids-of-users'],
      ['getUserByAccount', 'any/ids-of-accounts'],
      ['getSessionAndUser', 'any/ids-of-sessions'],
    ] as const
  ).map(([method, broken]): KnownBad => ({
    id: `other-id-from-${method}`,
    bug: `\`${method}\` answers ids in another form than \`createUser\`.`,
    breaks: [broken],
    make: (reference) =>
      mapAnswers(reference(), (answer, called) =>
        called === method
          ? mapObject(
              answer,
              named(['id', 'userId'], (id) => String(id).toUpperCase()),
            )
          : answer,
      ),
  })),
  {
    id: 'text-like-a-date',
    bug: 'Text that looks like a date comes back as a Date.',
    breaks: ['any/text-exact-of-names'],
    make: onRead((value) => (typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? new Date(value) : value)),
  },
  {
    id: 'text-like-a-number',
    bug: 'Text that looks like a number comes back as one.',
    breaks: ['any/text-exact-of-names'],
    make: onRead(named(['name'], (value) => (/^\d+$/.test(String(value)) ? Number(value) : value))),
  },
  {
    id: 'text-trimmed',
    bug: 'Text loses its outer spaces.',
    breaks: ['any/text-exact-of-names'],
    make: onWrite(named(['name'], (value) => String(value).trim())),
  },
  {
    id: 'text-three-byte',
    bug: 'Characters of four bytes become question marks.',
    breaks: ['any/text-exact-of-names'],
    make: onWrite(named(['name'], (value) => String(value).replaceAll(/[\u{10000}-\u{10ffff}]/gu, '????'))),
  },
  {
    id: 'identifier-lower-cased',
    bug: 'Identifiers of verification tokens are lower-cased.',
    breaks: ['any/text-exact-of-identifiers'],
    make: onWrite(named(['identifier'], (value) => (typeof value === 'string' ? value.toLowerCase() : value))),
  },
  {
    id: 'tokens-cut-at-4000',
    bug: "A provider's tokens are cut at 4,000 characters.",
    breaks: ['any/tokens-8k', 'any/tokens-64k'],
    make: onWrite(named(['access_token', 'id_token', 'refresh_token'], (value) => String(value).slice(0, 4_000))),
  },
  {
    id: 'tokens-cut-at-32k',
    bug: "A provider's tokens are cut at 32 KB.",
    breaks: ['any/tokens-64k'],
    make: onWrite(named(['access_token', 'id_token', 'refresh_token'], (value) => String(value).slice(0, 32_768))),
  },
  {
    id: 'numbers-of-32-bits',
    bug: '`expires_at` and counters wrap at 32 bits.',
    breaks: ['any/wide-expires-at', 'any/wide-counters'],
    make: onRead(named(['expires_at', 'counter'], (value) => Number(value) | 0)),
  },
  {
    id: 'expires-at-as-text',
    bug: '`expires_at` comes back as text, as drivers answer wide integers.',
    breaks: ['any/wide-expires-at', 'any/provider-values-mended', 'linkAccount/answers', 'updateAccount/updates'],
    make: onRead(named(['expires_at'], String)),
  },
]
